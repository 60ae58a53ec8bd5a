"""Months that are frozen at their cut-off, with their figures and the settings these were reckoned by."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "settings",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("digest", KEY, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_settings"),
        sa.UniqueConstraint("digest", name="uq_settings_digest"),
    )
    op.create_table(
        "settings_in_force",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("settings_id", sa.BigInteger(), nullable=False),
        sa.Column("since_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_settings_in_force"),
        sa.ForeignKeyConstraint(
            ["settings_id"], ["settings.id"], name="fk_settings_in_force_settings_id_settings"
        ),
    )
    op.create_table(
        "frozen_months",
        sa.Column("month", KEY, nullable=False),
        sa.Column("begins_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_before", sa.BigInteger(), nullable=False),
        sa.Column("cut_at", sa.BigInteger(), nullable=False),
        sa.Column("frozen_at", sa.BigInteger(), nullable=False),
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("settings_id", sa.BigInteger(), nullable=False),
        sa.Column("formula", sa.Text(), nullable=False),
        sa.Column("complaints", sa.Integer(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("month", name="pk_frozen_months"),
        sa.ForeignKeyConstraint(
            ["settings_id"], ["settings.id"], name="fk_frozen_months_settings_id_settings"
        ),
    )
