"""Complaints whose times are not measured by. Those known already are marked when their source shows them next."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("complaints", sa.Column("doubt", sa.Text()))
