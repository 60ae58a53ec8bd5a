"""A ticket is the same whatever its case and blanks; facts are found by when they were seen."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.BigInteger()
KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
AT_ONCE = 10_000
NEVER = 253402300799999999  # the last microsecond of the year 9999

complaints = sa.table("complaints", *map(sa.column, ("id", "system", "ticket", "ticket_key", "holds_at")))
facts = sa.table("facts", sa.column("complaint_id"))
STAGED = ("import_id", "ticket", "listed_at", "holds_at", "content_hash", "payload")
before = sa.table("staging_before", *map(sa.column, STAGED))
staging = sa.table("staging", sa.column("ticket_key"), *map(sa.column, STAGED))


def upgrade() -> None:
    _name_tickets()
    _keep_one_of_each()
    op.drop_index("ix_complaints_ticket_key", "complaints")
    op.create_index("uq_complaints_ticket_key", "complaints", ["ticket_key", "system"], unique=True)
    op.execute(
        f"UPDATE complaints SET urgent_at = CASE WHEN completed_at IS NULL "  # noqa: S608 - a number of our own
        f"THEN COALESCE(completion_due_at, {NEVER}) ELSE {NEVER} END "
        "WHERE response_unseen AND stage NOT IN ('complete', 'dismissed')"
    )
    op.drop_index("ix_facts_happened_at_kind_complaint_id", "facts")
    op.create_index("ix_facts_seen_at", "facts", ["seen_at"])
    _stage_again()


def _key(ticket: str) -> str:
    return " ".join(ticket.split()).casefold()


def _name_tickets() -> None:
    """Keys that were made without regard to blanks inside."""
    connection, last = op.get_bind(), 0
    query = sa.select(complaints.c.id, complaints.c.ticket, complaints.c.ticket_key).order_by(complaints.c.id)
    while rows := connection.execute(query.where(complaints.c.id > last).limit(AT_ONCE)).all():
        last = rows[-1][0]
        for complaint_id, ticket, key in rows:
            if key != _key(ticket):
                here = sa.update(complaints).where(complaints.c.id == complaint_id)
                connection.execute(here.values(ticket_key=_key(ticket)))


def _keep_one_of_each() -> None:
    """Of a complaint that was known twice, the one with the latest word stays, with its own history."""
    connection = op.get_bind()
    same = (complaints.c.system, complaints.c.ticket_key)
    order = (complaints.c.holds_at.desc(), complaints.c.id)
    place = sa.func.row_number().over(partition_by=same, order_by=order).label("place")
    ranked = sa.select(complaints.c.id, place).subquery()
    doubles = connection.execute(sa.select(ranked.c.id).where(ranked.c.place > 1)).scalars().all()
    for complaint_id in doubles:  # foreign keys are off while SQLite migrates
        connection.execute(sa.delete(facts).where(facts.c.complaint_id == complaint_id))
        connection.execute(sa.delete(complaints).where(complaints.c.id == complaint_id))


def _stage_again() -> None:
    """What a killed import left goes on from the beginning: a row that was taken in already says nothing new."""
    connection = op.get_bind()
    op.execute("ALTER TABLE staging RENAME TO staging_before")
    if connection.dialect.name == "postgresql":  # names of constraints are those of the schema there
        op.execute("ALTER TABLE staging_before RENAME CONSTRAINT pk_staging TO pk_staging_before")
        op.execute("ALTER TABLE staging_before DROP CONSTRAINT fk_staging_import_id_imports")
    op.create_table(
        "staging",
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_key", KEY, nullable=False),
        sa.Column("ticket", sa.Text(), nullable=False),
        sa.Column("listed_at", INSTANT, nullable=False),
        sa.Column("holds_at", INSTANT, nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name="fk_staging_import_id_imports", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", "ticket_key", name="pk_staging"),
        sqlite_with_rowid=False,
    )
    _copy_staged()
    op.drop_table("staging_before")
    op.execute("UPDATE imports SET merged_through = NULL WHERE finished_at IS NULL")


def _copy_staged() -> None:
    connection, last = op.get_bind(), (0, "")
    place = sa.tuple_(before.c.import_id, before.c.ticket)
    query = sa.select(*before.c).order_by(before.c.import_id, before.c.ticket).limit(AT_ONCE)
    while rows := connection.execute(query.where(place > sa.tuple_(*map(sa.literal, last)))).all():
        last = (rows[-1][0], rows[-1][1])
        kept = {(row[0], _key(row[1])): row for row in rows}
        for (import_id, key), row in kept.items():
            here = (staging.c.import_id == import_id, staging.c.ticket_key == key)
            connection.execute(sa.delete(staging).where(*here))
            connection.execute(sa.insert(staging).values(ticket_key=key, **row._mapping))
