"""The complaint's text, where the operator keeps it, and its priority."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("complaints", sa.Column("content", sa.Text()))
    op.add_column("complaints", sa.Column("priority", sa.Text()))
