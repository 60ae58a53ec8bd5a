"""Which schema a database has, and how it gets the newest: Alembic, imported only when there is work for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.errors import BadConfiguration
from storage.engine import file_of, parse_url, prepare_file, where, writing_engine
from storage.translation import connected
from storage.turns import turn

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).with_name("migrations")


def revisions() -> tuple[str, ...]:
    """Every revision this release knows, oldest first: the numbers its files begin with."""
    files = (MIGRATIONS / "versions").glob("[0-9]*.py")
    return tuple(sorted(file.name.partition("_")[0] for file in files))


def revision_of(connection: Connection) -> str | None:
    """The database's revision; None when there are no tables of siaga in it."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def refuse_foreign(revision: str | None, place: str) -> None:
    """Raises BadConfiguration when a newer siaga wrote it."""
    if revision is not None and revision not in revisions():
        raise BadConfiguration(
            f"{place} was written by a newer siaga (schema {revision}, this one knows {revisions()[-1]}): "
            "install that version again, or restore an older backup."
        )


async def migrate(url: str, to: str = "head") -> bool:
    """Brings the database to the newest schema, or leaves it as it was. Whether there was anything to do."""
    address = parse_url(url)
    if (file := file_of(address)) is not None:
        prepare_file(file)
    engine = writing_engine(address, foreign_keys=False)
    try:
        return await _upgrade(engine, address, to)
    finally:
        await engine.dispose()


async def _upgrade(engine: AsyncEngine, url: URL, to: str) -> bool:
    async with connected(engine, url, turn(file_of(url))) as connection:
        before = await connection.run_sync(revision_of)
        refuse_foreign(before, f"The database {where(url)}")
        if before == revisions()[-1]:
            return False
        await connection.run_sync(run_alembic, to)
        return True


def run_alembic(connection: Connection, to: str, configure: Callable[[Config], None] | None = None) -> None:
    """Runs the migrations within the transaction that `connection` is in."""
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    if configure is not None:
        configure(config)
    command.upgrade(config, to)


async def require_newest(engine: AsyncEngine, url: URL) -> None:
    """Raises BadConfiguration unless the database has exactly the schema of this release."""
    async with connected(engine, url) as connection:
        revision = await connection.run_sync(revision_of)
    refuse_foreign(revision, f"The database {where(url)}")
    if revision != revisions()[-1]:
        raise BadConfiguration(f"The database {where(url)} has an older schema: run `siaga db migrate`.")
