"""What polls and imports said of a system as a whole: the newest of each kind (monitor.awareness.Word)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache

from sqlalchemy import BindParameter, ColumnElement, Executable, Text, and_, bindparam, func, null, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.awareness import Word
from monitor.model import ImportState
from monitor.polls import PollState
from monitor.unseen import Unseen
from storage.tables import imports, polls

DONE = polls.c.state == PollState.DONE.value
WHOLE = polls.c.since.is_(None)
SOUND = polls.c.unseen.is_distinct_from(Unseen.CUT.value)
_KNOWN_BY: BindParameter[datetime] = bindparam("known_by", type_=polls.c.started_at.type)


async def words(connection: AsyncConnection, system: str, known_by: datetime | None = None) -> list[Word]:
    """Those of `system`; without any of it, those of the one that was heard of least lately.

    An import that took no row says nothing, unless it was said what it covers. `known_by`: only what is recorded
    as of then, as its facts are.
    """
    then = {} if known_by is None else {"known_by": known_by}
    heard = [row for row in await connection.execute(_newest(bool(then)), then) if row.as_of is not None]
    of = system if any(row.system == system for row in heard) else _least_lately(heard)
    told = [row for row in heard if row.system == of]
    lacking = await missed(connection, of, known_by) if any(row.polled for row in told) else None
    return [Word(row.as_of, row.covers, lacking if row.polled else _unseen(row.unseen)) for row in told]


def _least_lately(heard: Iterable[object]) -> str:
    newest: dict[str, datetime] = {}
    for row in heard:
        system, as_of = row.system, row.as_of  # type: ignore[attr-defined]
        newest[system] = max(newest.get(system, as_of), as_of)
    return min(newest, key=lambda one: newest[one], default="")


async def missed(connection: AsyncConnection, system: str, known_by: datetime | None = None) -> Unseen | None:
    """Why there may be more than the polls of a system brought since everything was asked for, or had by then.

    A cut one is made up for by the next sound one, which begins where the last sound one did; nothing else is.
    """
    then = {} if known_by is None else {"known_by": known_by}
    return _unseen((await connection.execute(_lacking(bool(then)), {"of": system, **then})).scalar())


@cache
def _newest(then: bool) -> Executable:
    """Of each system and kind the newest, `then` by an instant. Built once: building takes longer than asking."""
    spoke = or_(imports.c.read > imports.c.rejected, imports.c.covers.is_not(None))
    done = (imports.c.state == ImportState.DONE.value, imports.c.finished_at.is_not(None), spoke)
    kind = (imports.c.system, imports.c.covers, imports.c.unseen)
    imported = select(*kind, func.max(imports.c.as_of).label("as_of"), null().label("polled"))
    polled = select(polls.c.system, null(), null(), func.max(polls.c.as_of), func.count()).where(_done(then))
    if then:  # an import that a crash interrupted records as of its end, any other as of its beginning
        imported = imported.where(imports.c.finished_at <= _KNOWN_BY)
    return imported.where(*done).group_by(*kind).union_all(polled.group_by(polls.c.system))


@cache
def _lacking(then: bool) -> Executable:
    """The reason kept with the newest poll of the system `of` that still lacks something."""
    of = (polls.c.system == bindparam("of", type_=Text), _done(then))
    whole = select(func.max(polls.c.id)).where(*of, WHOLE, SOUND).scalar_subquery()
    sound = select(func.max(polls.c.id)).where(*of, SOUND).scalar_subquery()
    return (
        select(polls.c.unseen)
        .where(*of, polls.c.unseen.is_not(None), polls.c.id >= func.coalesce(whole, 0))
        .where(or_(SOUND, polls.c.id > func.coalesce(sound, 0)))
        .order_by(polls.c.id.desc())
        .limit(1)
    )


def _done(then: bool) -> ColumnElement[bool]:
    return and_(DONE, polls.c.started_at <= _KNOWN_BY) if then else DONE


def _unseen(kept: str | None) -> Unseen | None:
    return Unseen(kept) if kept else None
