"""Names that the configuration does not know, on the command line, with the lines that make them known."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from bot.cli.output import tell

if TYPE_CHECKING:
    from monitor.areas.directory import Directory
    from monitor.desk import Desk
    from monitor.sources.counts import Tally
    from monitor.unlisted import Unlisted

MOST = 20  # names of each kind
TOLD = "unlisted on the command line"  # the note of what was told there, apart from the operator chat
_STAGES = "wait, coordination, disposition, process, validation, returned, complete, dismissed"
_MEANS = {
    "categories": "of no rule, so that the general limit holds: [[sla.rule]], or aliases of a rule",
    "channels": "not among the channels: [crm]",
    "units": "of units without a chat, which are told nothing: [[chats]]",
    "offices": "of offices whose area is not known: the file of [areas]",
}


def area_lines(who: str, names: Sequence[tuple[str, int]], directory: Directory) -> Iterator[str]:
    """Names of areas with how often each occurs. `who` begins each sentence."""
    for name, times in names:
        line, is_new = directory.line_to_paste(name)
        named = f'called "{name}" ({times} rows): the file of [areas] could say'
        if is_new:
            yield f"{who}: no area is {named}, with the codes of it and its kecamatan filled in"
        else:
            yield f"{who}: no area is certainly {named}"
        yield line


def unlabelled_lines(who: str, rows: int) -> Iterator[str]:
    """One line, if there are rows without a status."""
    if rows:
        yield f"{who}: {rows} rows have no status: those known keep theirs, new ones are unmapped, not waiting."


def status_lines(who: str, unmapped: Tally) -> Iterator[str]:
    """Labels without a stage."""
    labels = unmapped.most_common(MOST)
    if labels:
        yield f"{who}: these labels mean no stage: fill one in below [crm.status] ({_STAGES})"
    for label, times in labels:
        yield f'{json.dumps(label, ensure_ascii=False)} = "" # {times} rows'


async def tell_unlisted(desk: Desk) -> None:
    """Categories, channels and units on open complaints, each told once."""
    from bot.watching.gaps import find_gaps, not_told, remember_unlisted

    _, found = await find_gaps(desk)
    async with desk.store.writing() as tables:
        new = await not_told(tables, TOLD, found)
        if new.kinds():
            await remember_unlisted(tables, TOLD, new)
    for line in _unlisted_lines(new, desk):
        tell(line)


def _unlisted_lines(names: Unlisted, desk: Desk) -> Iterator[str]:
    from bot.views.gaps import lines_to_paste

    for kind, counts in names.kinds().items():
        named = ", ".join(f'"{name}" ({times} open)' for name, times in counts.items())
        yield f"Names {_MEANS[kind]}: {named}."
        areas = [desk.directory.line_to_paste(name)[0] for name in counts]
        for block in lines_to_paste(kind, list(counts), desk.listed.channels, areas):
            yield from block.splitlines()
