"""Frozen months keep how old the data was at their cut-off, and what of it was not known. NULL = nobody noted it."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("frozen_months", sa.Column("data", sa.Text()))
