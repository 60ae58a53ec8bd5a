"""Official figures: nilai or N/A of a month and an area or unit."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "official_scores",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("month", KEY, nullable=False),
        sa.Column("subject", KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("nilai_thousandths", sa.Integer()),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("imported_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_official_scores"),
    )
    op.create_index("ix_official_scores_month_subject", "official_scores", ["month", "subject", "id"])
