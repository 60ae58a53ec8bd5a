"""The first schema."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG = sa.BigInteger()
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.BigInteger()
TEXT = sa.Text()
KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
OPEN = sa.text("stage NOT IN ('complete', 'dismissed')")


def upgrade() -> None:
    _complaints()
    _imports()
    _moved_chats()
    _notes()
    _people()
    _slots()
    _destinations()
    _facts()
    _invitations()
    _staging()
    _notices()
    _attempts()


def _complaints() -> None:
    op.create_table(
        "complaints",
        *_clocks(),
        *_details(),
        *_bookkeeping(),
        sa.PrimaryKeyConstraint("id", name="pk_complaints"),
        sa.UniqueConstraint("system", "ticket", name="uq_complaints_system_ticket"),
    )
    op.create_index("ix_complaints_created_at", "complaints", ["created_at"])
    op.create_index(
        "ix_complaints_open_area",
        "complaints",
        ["area_code", "urgent_at"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index(
        "ix_complaints_open_owner",
        "complaints",
        ["owner_code", "urgent_at"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index(
        "ix_complaints_open_unit",
        "complaints",
        ["unit_key", "urgent_at"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index(
        "ix_complaints_open_urgent", "complaints", ["urgent_at"], sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_index("ix_complaints_ticket_key", "complaints", ["ticket_key"])


def _clocks() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", ID, nullable=False),
        sa.Column("system", KEY, nullable=False),
        sa.Column("ticket", KEY, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("stage", TEXT, nullable=False),
        sa.Column("status", TEXT),
        sa.Column("stage_after", INSTANT, nullable=False),
        sa.Column("stage_at", INSTANT, nullable=False),
        sa.Column("responded_after", INSTANT),
        sa.Column("responded_at", INSTANT),
        sa.Column("completed_after", INSTANT),
        sa.Column("completed_at", INSTANT),
        sa.Column("restarted_at", INSTANT),
        sa.Column("stated_due_at", INSTANT),
        sa.Column("response_due_at", INSTANT),
        sa.Column("completion_due_at", INSTANT),
    ]


def _details() -> list[sa.Column[Any]]:
    return [
        sa.Column("category", TEXT),
        sa.Column("channel", TEXT),
        sa.Column("unit", TEXT),
        sa.Column("unit_area_code", TEXT),
        sa.Column("area", TEXT),
        sa.Column("area_code", TEXT),
        sa.Column("address", TEXT),
        sa.Column("lat", sa.Float()),
        sa.Column("lon", sa.Float()),
        sa.Column("geotagged", sa.Boolean()),
        sa.Column("handovers", sa.Integer(), nullable=False),
        sa.Column("response_unseen", sa.Boolean(), nullable=False),
        sa.Column("source", TEXT, nullable=False),
    ]


def _bookkeeping() -> list[sa.Column[Any]]:
    return [
        sa.Column("holds_at", INSTANT, nullable=False),
        sa.Column("listed_at", INSTANT, nullable=False),
        sa.Column("seen_hash", sa.LargeBinary()),
        sa.Column("ticket_key", KEY, nullable=False),
        sa.Column("owner_code", TEXT),
        sa.Column("unit_key", TEXT),
        sa.Column("category_key", TEXT),
        sa.Column("channel_key", TEXT),
        sa.Column("urgent_at", INSTANT, nullable=False),
        sa.Column("latest_at", INSTANT, nullable=False),
    ]


def _imports() -> None:
    op.create_table(
        "imports",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("system", KEY, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("as_of", INSTANT),
        sa.Column("covers", TEXT),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("duplicates", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("merged_through", KEY),
        sa.Column("finished_at", INSTANT),
        sa.Column("offered", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
    )
    op.create_index(
        "ix_imports_unfinished",
        "imports",
        ["id"],
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )


def _moved_chats() -> None:
    op.create_table(
        "moved_chats",
        sa.Column("old_chat_id", BIG, autoincrement=False, nullable=False),
        sa.Column("new_chat_id", BIG, nullable=False),
        sa.Column("moved_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("old_chat_id", name="pk_moved_chats"),
    )


def _notes() -> None:
    op.create_table(
        "notes",
        sa.Column("name", KEY, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_notes"),
    )


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", BIG),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("scope", TEXT, nullable=False),
        sa.Column("digest", sa.Boolean(), nullable=False),
        sa.Column("configured", sa.Boolean(), nullable=False),
        sa.Column("retired_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("user_id", name="uq_people_user_id"),
    )


def _slots() -> None:
    op.create_table(
        "slots",
        sa.Column("slot_at", INSTANT, autoincrement=False, nullable=False),
        sa.Column("name", KEY, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("slot_at", "name", name="pk_slots"),
    )


def _destinations() -> None:
    op.create_table(
        "destinations",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("chat_id", BIG, nullable=False),
        sa.Column("topic", BIG),
        sa.Column("scope", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("state_at", INSTANT),
        sa.Column("lost_reason", TEXT),
        sa.Column("configured", sa.Boolean(), nullable=False),
        sa.Column("not_before", INSTANT),
        sa.Column("person_id", BIG),
        sa.Column("retired_at", INSTANT),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_destinations_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_destinations"),
    )
    op.create_index(
        "uq_destinations_chat",
        "destinations",
        ["chat_id"],
        unique=True,
        sqlite_where=sa.text("topic IS NULL"),
        postgresql_where=sa.text("topic IS NULL"),
    )
    op.create_index(
        "uq_destinations_topic",
        "destinations",
        ["chat_id", "topic"],
        unique=True,
        sqlite_where=sa.text("topic IS NOT NULL"),
        postgresql_where=sa.text("topic IS NOT NULL"),
    )


def _facts() -> None:
    op.create_table(
        "facts",
        sa.Column("id", ID, nullable=False),
        sa.Column("complaint_id", BIG, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("happened_after", INSTANT, nullable=False),
        sa.Column("happened_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("changes", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaints.id"], name="fk_facts_complaint_id_complaints", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_facts"),
    )
    op.create_index("ix_facts_complaint_id", "facts", ["complaint_id"])
    op.create_index("ix_facts_happened_at_kind_complaint_id", "facts", ["happened_at", "kind", "complaint_id"])


def _invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("token_hash", KEY, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("scope", TEXT, nullable=False),
        sa.Column("digest", sa.Boolean(), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT),
        sa.Column("person_id", BIG),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_invitations_person_id_people"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_invitations"),
    )


def _staging() -> None:
    op.create_table(
        "staging",
        sa.Column("import_id", BIG, nullable=False),
        sa.Column("ticket", KEY, nullable=False),
        sa.Column("listed_at", INSTANT, nullable=False),
        sa.Column("holds_at", INSTANT, nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("payload", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name="fk_staging_import_id_imports", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", "ticket", name="pk_staging"),
        sqlite_with_rowid=False,
    )


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", ID, nullable=False),
        sa.Column("key", KEY, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("destination_id", BIG, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("slot_at", INSTANT),
        sa.Column("text", TEXT),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("not_before", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT),
        sa.Column("reason", TEXT),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("repeat", sa.Boolean(), nullable=False),
        sa.Column("pages", TEXT, nullable=False),
        sa.Column("rendered_at", INSTANT),
        sa.Column("message_id", BIG),
        sa.Column("sent_at", INSTANT),
        sa.Column("planned_at", INSTANT, nullable=False),
        sa.Column("lease_until", INSTANT),
        sa.ForeignKeyConstraint(
            ["destination_id"], ["destinations.id"], name="fk_notices_destination_id_destinations"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.UniqueConstraint("key", name="uq_notices_key"),
    )
    op.create_index(
        "ix_notices_claimed",
        "notices",
        ["lease_until"],
        sqlite_where=sa.text("state = 'claimed'"),
        postgresql_where=sa.text("state = 'claimed'"),
    )
    op.create_index("ix_notices_destination_id", "notices", ["destination_id"])
    op.create_index(
        "ix_notices_waiting",
        "notices",
        ["not_before"],
        sqlite_where=sa.text("state IN ('planned', 'ambiguous')"),
        postgresql_where=sa.text("state IN ('planned', 'ambiguous')"),
    )


def _attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", ID, nullable=False),
        sa.Column("notice_id", BIG, nullable=False),
        sa.Column("begun_at", INSTANT, nullable=False),
        sa.Column("outcome", TEXT),
        sa.Column("reason", TEXT),
        sa.Column("ended_at", INSTANT),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.id"], name="fk_attempts_notice_id_notices", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
    )
    op.create_index("ix_attempts_notice_id", "attempts", ["notice_id"])
    op.create_index(
        "ix_attempts_unrecorded",
        "attempts",
        ["notice_id"],
        sqlite_where=sa.text("outcome IS NULL"),
        postgresql_where=sa.text("outcome IS NULL"),
    )
