"""Polls and imports keep why there may be more complaints than they brought."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("polls", "imports"):
        op.add_column(table, sa.Column("unseen", sa.Text()))
    op.execute("UPDATE polls SET unseen = CASE WHEN cut THEN 'cut' ELSE 'unread' END WHERE cut OR rejected > 0")
    op.execute(
        "UPDATE imports SET unseen = CASE WHEN covers IS NULL THEN 'part' ELSE 'unread' END "
        "WHERE covers IS NULL OR rejected > 0"
    )
    op.drop_column("polls", "cut")
