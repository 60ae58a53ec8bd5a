"""Complaints whose text is kept are found at once, so that it can be dropped."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kept = sa.text("content IS NOT NULL")
    op.create_index("ix_complaints_text", "complaints", ["id"], sqlite_where=kept, postgresql_where=kept)
