"""The product against the oracle: thousands of generated complaints, both due times and both states.

The oracle (the modules beside this one but `product`) is written from the rules' text and shares no code with
`monitor`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from oracle import product
from oracle.calendar import Office
from oracle.histories import arrival, histories
from oracle.offices import HOLIDAYS, office
from oracle.plain import DAY, HOUR, History, OfficeText, instant
from oracle.verdicts import Verdict

from monitor.deadlines.sla import Rulebook


def disagreements(seed: int, offices: int, each: int) -> list[str]:
    """Sentences that tell where oracle and product differ; `each`: complaints of one office."""
    told = []
    for number in range(offices):
        random = Random(seed * 1_000_003 + number)
        text = office(random)
        ours, book = Office(text), product.rulebook(text)
        for history in histories(random, text, ours, each, first=number * each):
            for where, expected, found in compared(random, text, ours, book, history):
                if expected != found:
                    told.append(sentence(text, history, where, expected, found))
    return told


def compared(
    random: Random, text: OfficeText, ours: Office, book: Rulebook, history: History
) -> Iterator[tuple[str, object, object]]:
    """(where, what the oracle says, what the product says), as often as there is something to compare."""
    one = product.told(book, history)
    last = Verdict(text, ours, history)
    if last.stage != "dismissed":  # no clock runs then
        yield "dues", tuple(last.dues), product.dues(one.complaint)
        yield "dues by the rules", tuple(last.dues), product.dues_by_the_rules(book, one.complaint)
    now = history.sightings[-1].listed
    near = [
        due + shift for due in last.dues if due for shift in (0, 1, -2 * HOUR, -24 * HOUR) if due + shift >= now
    ]
    for at in (now, now + random.randrange(30 * DAY), *random.sample(near, min(2, len(near)))):
        yield f"states at {instant(at)}", last.states(at), product.states(one.complaint, at)
    instants = [history.created, *(seen.holds for seen in history.sightings)]
    for then in (random.randint(history.created, now), random.choice(instants) + random.choice((-1, 0))):
        if then < history.created:
            continue
        earlier, found = Verdict(text, ours, history, then), product.rewound(book, one, then)
        assert found is not None
        if earlier.stage != "dismissed":
            yield f"dues as of {instant(then)}", tuple(earlier.dues), product.dues(found)
        yield f"states as of {instant(then)}", earlier.states(then), product.states(found, then)


def sentence(text: OfficeText, history: History, where: str, expected: object, found: object) -> str:
    def shown(value: object) -> object:
        return str(instant(value)) if isinstance(value, int) else value

    rows = "\n".join(
        "  " + ", ".join(f"{name}={shown(value)}" for name, value in seen._asdict().items() if value is not None)
        for seen in history.sightings
    )
    told = [[shown(one) for one in pair] for pair in (expected, found)]  # type: ignore[attr-defined]
    return (
        f"{where}: the oracle says {told[0]}, the product {told[1]}\narrived {instant(history.created)}, "
        f"{history.category!r}, {history.channel!r}, {history.priority!r}, {history.area_code}\n{rows}\n{text}\n"
    )


def test_two_thousand_complaints_are_judged_as_the_rules_text_says() -> None:
    told = disagreements(seed=0, offices=40, each=50)
    assert not told, f"{len(told)} disagreements, the first:\n{told[0]}"


def test_they_arrive_on_every_holiday_and_on_the_days_around_it() -> None:
    zone = ZoneInfo("Asia/Jakarta")
    days = {instant(arrival(Random(number), zone, number)).astimezone(zone).date() for number in range(2_000)}
    around = {day + timedelta(days=shift) for day in HOLIDAYS for shift in (-2, -1, 0, 1, 2)}
    assert len(HOLIDAYS) == 164 and around <= days


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1, 101))
def test_a_million_complaints_are_judged_as_the_rules_text_says(seed: int) -> None:
    told = disagreements(seed, offices=50, each=200)
    assert not told, f"{len(told)} disagreements, the first:\n{told[0]}"
