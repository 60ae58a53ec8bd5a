"""What an import would meet, asked without writing: on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

from monitor.deadlines.sla import Rulebook
from monitor.facts.taking import taker
from monitor.model import Observation, Stage
from storage.store import Store

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


async def test_known_ones_come_under_the_ticket_as_asked(any_store: Store) -> None:
    async with any_store.writing() as tables:
        run = await tables.imports.start("a.csv", "crm", NOW)
        row = Observation(system="crm", ticket="JK  1", listed_at=NOW, created_at=NOW, stage=Stage.WAIT)
        await tables.imports.stage(run.id, [row])
        await tables.imports.staged(run.id, as_of=NOW, read=1, rejected=0)
        await tables.imports.merge(run.id, taker(Rulebook(), NOW, "import"), limit=10)
        await tables.imports.finish(run.id, NOW)
    async with any_store.reading() as tables:
        known = await tables.imports.known("crm", ["jk 1", " JK 1 ", "JK2"])
        assert {asked: complaint.ticket for asked, complaint in known.items()} == dict.fromkeys(
            ("jk 1", " JK 1 "), "JK  1"
        )
        assert await tables.imports.known("other", ["JK 1"]) == {}
        assert await tables.imports.known("crm", []) == {}
