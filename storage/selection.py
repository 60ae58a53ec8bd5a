"""Which rows a listing asks for, as conditions that the indexes can answer."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, and_, any_, bindparam, false, func, or_, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Stage, Wanted
from storage.engine import is_sqlite
from storage.rows import text_key
from storage.tables import complaints
from storage.tables.columns import storable
from storage.tables.complaints import OPEN

Conditions = list[ColumnElement[bool]]


def conditions(wanted: Wanted, *, with_stage: bool = True) -> Conditions:
    """All must hold. `with_stage` False leaves out what may have been different at another instant."""
    only_open = with_stage and (wanted.open_only or (wanted.stage is not None and wanted.stage.is_open))
    found = [*_place(wanted, only_open), *_labels(wanted)]
    if wanted.units is not None:
        found.append(complaints.c.unit_key.in_(sorted(wanted.units)))
    if with_stage and wanted.stage is not None:
        found.append(complaints.c.stage == wanted.stage.value)
    if only_open:
        found.append(is_open())
    return found


def among(connection: AsyncConnection, column: ColumnElement[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """The column is one of the values, however many, as one parameter: Core would spell out each of them."""
    if is_sqlite(connection):
        told = func.json_each(json.dumps(list(values), ensure_ascii=False)).table_valued("value")
        return column.in_(select(told.c.value))
    return column == any_(bindparam(None, list(values), type_=ARRAY(column.type)))


def is_open() -> ColumnElement[bool]:
    """Written word for word as in the partial indexes, or SQLite does not use them."""
    return and_(OPEN)


def is_waiting() -> ColumnElement[bool]:
    return and_(complaints.c.stage == Stage.WAIT.value, is_open())


def _place(wanted: Wanted, only_open: bool) -> Conditions:
    """Made in one of the areas, or held by an office of theirs; with `unplaced` also what lies nowhere.

    Among open ones each place is looked up by its own index: SQLite would read all open ones for an OR.
    """
    if wanted.areas is None:
        return []
    owner, area = complaints.c.owner_code, complaints.c.area_code
    codes = sorted(wanted.areas)
    places: Conditions = [owner.in_(codes), area.in_(codes)] if codes else [false()]
    if wanted.unplaced:
        places.append(and_(owner.is_(None), area.is_(None)))
    if not only_open:
        return [or_(*places)]
    return [complaints.c.id.in_(union(*[select(complaints.c.id).where(place, is_open()) for place in places]))]


def _labels(wanted: Wanted) -> Conditions:
    found: Conditions = []
    if wanted.category is not None:
        found.append(complaints.c.category_key == text_key(storable(wanted.category)))
    if wanted.channel is not None:
        found.append(complaints.c.channel_key == text_key(storable(wanted.channel)))
    return found
