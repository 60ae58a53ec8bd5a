"""Polls of a source, and complaints that it no longer shows."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.BigInteger()
KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
COUNTERS = ("new", "changed", "unchanged", "rejected", "duplicates", "vanished")


def upgrade() -> None:
    op.add_column("complaints", sa.Column("missing_since", INSTANT))
    op.create_table(
        "polls",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("system", KEY, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("since", INSTANT),
        sa.Column("as_of", INSTANT),
        sa.Column("shortfall", sa.Text()),
        sa.Column("cut", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTERS),
        sa.Column("reason", sa.Text()),
        sa.Column("retry_at", INSTANT),
        sa.Column("finished_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_polls"),
    )
    op.create_index("ix_polls_system_state", "polls", ["system", "state", "id"])
