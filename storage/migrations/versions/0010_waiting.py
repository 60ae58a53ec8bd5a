"""The index of open complaints holds all that an answer is counted and ordered by: no row need be looked up."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NAME = "ix_complaints_open_owner"
OPEN = sa.text("stage NOT IN ('complete', 'dismissed')")
COLUMNS = [
    "owner_code",
    "urgent_at",
    "created_at",
    "stage",
    "responded_at",
    "response_unseen",
    "completed_at",
    "response_due_at",
    "completion_due_at",
    "missing_since",
]


def upgrade() -> None:
    op.drop_index(NAME, "complaints")
    op.create_index(NAME, "complaints", COLUMNS, sqlite_where=OPEN, postgresql_where=OPEN)
