"""The ranking against its oracle: random months of complaints, every figure of every row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from zoneinfo import ZoneInfo

import pytest
from builders import complaint
from oracle import scores
from oracle.knowledge import Within
from oracle.plain import DAY, HOUR, MINUTE, instant, micros
from oracle.scores import Row, ScoreText

from monitor.areas.directory import Directory
from monitor.deadlines.sla import Rulebook
from monitor.model import Doubt, Moment, Stage
from monitor.period import Month, Period
from monitor.ranks.rank import Counting
from monitor.scores.holders import By
from monitor.scores.judging import Arrival, Arrivals, arrival_of
from monitor.scores.ranking import Entered, RankRow, in_order, lowest, top
from monitor.scores.scoring import Grade, Scoring

WIB = ZoneInfo("Asia/Jakarta")
DIRECTORY = Directory.load("builtin:jakarta")
RULES = Rulebook()
PLACES = (
    *((None, None, "31.71.01.1003"), (None, None, "31.71.01.1001"), (None, None, "31.71.06.1001")),
    *((None, None, "31.74.01.1001"), (None, None, None), ("", None, "31.71.01"), (None, None, "31.71")),
    *(("Kel. Cideng", "31.71.01.1003", "31.71.01.1001"), ("Kec. Gambir", "31.71.01", "31.71.01.1003")),
    *(("Sudin SDA", None, "31.71.01.1003"), ("SUDIN-SDA", None, None), ("Dinas LH", None, "31.71.01.1001")),
    *(("Dinas LH", None, None), ("Kota Jakarta Pusat", "31.71", "31.71.01.1001")),
)
CATEGORIES = (None, "Sampah", "SAMPAH ", "Jalan Rusak", "Lain")
GRADES = (
    ((0, "100"), (100, "0")),
    ((0, "100"), (24, "90"), (72, "33.3"), (73, "0")),
    ((0, "90.5"), (7, "90.5"), (500, "10")),
)


@dataclass(frozen=True)
class Basis:
    """What the figures are reckoned by."""

    scoring: Scoring
    timezone: ZoneInfo = WIB
    directory: Directory = DIRECTORY
    rules: Rulebook = RULES


def score_text(random: Random) -> ScoreText:
    return ScoreText(
        response_weight=random.choice(("0.5", "0.5", "1", "0.333")),
        completion_weight=random.choice(("0.5", "0.5", "0", "0.7")),
        grades=random.choice(GRADES),
        steps=random.random() < 0.3,
        bobot=random.choice(({}, {"Sampah": "2", "jalan  rusak": "0.75"}, {"SAMPAH": "3.125"})),
        bands=random.choice(({"A": "85", "B": "70", "C": "55", "D": "0"}, {"Baik": "99.5", "Kurang": "0"})),
        min_n=random.choice((1, 1, 3)),
    )


def scoring_of(text: ScoreText) -> Scoring:
    return Scoring(
        response_weight=Decimal(text.response_weight),
        completion_weight=Decimal(text.completion_weight),
        grades=tuple(Grade(timedelta(hours=late), Decimal(earns)) for late, earns in text.grades),
        slopes=not text.steps,
        bobot={name: Decimal(weight) for name, weight in text.bobot.items()},
        bands={name: Decimal(bound) for name, bound in text.bands.items()},
        min_n=text.min_n,
    )


def arrived(random: Random, months: list[Month], now: int) -> scores.Complaint:
    """One complaint of one of the months, with whatever can become of its clocks."""
    month = random.randrange(len(months))
    first, after = (micros(datetime.combine(day, datetime.min.time(), WIB)) for day in days_of(months[month]))
    created = random.choice((first, after - 1, *[random.randrange(first, after)] * 8))
    stage = random.choice(("wait", "process", "complete", "complete", "complete", "dismissed", "unmapped"))
    reopened = created + random.randrange(3 * DAY) if random.random() < 0.1 else None
    response_due = random.choice((created + 6 * HOUR, created + 6 * HOUR, None))
    completion_due = random.choice(((reopened or created) + 7 * DAY, created + 2 * DAY, None))
    is_unseen = random.random() < 0.1
    responded = None if is_unseen else stop(random, created, response_due, now)
    completed = stop(random, reopened or created, completion_due, now) if stage == "complete" else None
    return scores.Complaint(
        *(month, created, stage, response_due, completion_due, responded, completed, reopened),
        is_unseen or (responded is None and stage == "complete"),
        random.choice(CATEGORIES),
        *random.choice(PLACES),
        random.random() < 0.05,
    )


def days_of(month: Month) -> tuple[date, date]:
    return month.first_on, month.next.first_on


def stop(random: Random, begun: int, due: int | None, now: int) -> Within | None:
    """When a clock stopped: around its due time, long after, before it began, in the future, or not at all."""
    goal = due or begun + DAY
    at = random.choice(
        (
            goal + random.choice((-1, 0, 1, -HOUR, HOUR, 90 * MINUTE, 100 * HOUR, 20 * DAY)),
            begun + random.randrange(max(goal - begun, 1)),
            begun + random.choice((0, -1)),
            now + random.choice((-HOUR, HOUR)),
        )
    )
    if random.random() < 0.2 or now < at < now + 10 * MINUTE:
        return None
    return Within(at - random.choice((1, HOUR, DAY)) if random.random() < 0.3 else at, at)


def arrival(one: scores.Complaint) -> Arrival:
    def moment(stop: Within | None) -> Moment | None:
        return stop and Moment(instant(stop.after), instant(stop.at))

    def at(micros: int | None) -> datetime | None:
        return None if micros is None else instant(micros)

    return arrival_of(
        complaint(
            created_at=instant(one.created),
            stage=Stage(one.stage),
            responded=moment(one.responded),
            completed=moment(one.completed),
            restarted_at=at(one.restarted),
            response_due_at=at(one.response_due),
            completion_due_at=at(one.completion_due),
            response_unseen=one.answer_unseen,
            category=one.category,
            unit=one.unit,
            unit_area_code=one.unit_code,
            area_code=one.area_code,
            doubt=Doubt.FUTURE if one.doubtful else None,
        )
    )


def figures(row: RankRow) -> tuple[object, ...]:
    numbers = row.n, row.unknown, row.dismissed, row.overdue_open, row.response_decided, row.responded_in_time
    shares = row.responded_in_time_pct, row.interval_low, row.interval_high
    more = row.completion_decided, row.completed_in_time, row.completed_in_time_pct
    hours = row.response_median_h, row.response_p90_h, row.completion_median_h, row.completion_p90_h
    return *numbers, *shares, *more, *hours, row.nilai, row.peringkat, row.official, row.place, row.code


def expected(text: ScoreText, row: Row) -> tuple[object, ...]:
    decided, in_time = row.decided, row.in_time
    return (
        *(row.n, row.unknown, row.dismissed, row.overdue_open, decided["response"], in_time["response"]),
        scores.percent(in_time["response"], decided["response"]),
        *scores.wilson(in_time["response"], decided["response"]),
        *(decided["completion"], in_time["completion"]),
        scores.percent(in_time["completion"], decided["completion"]),
        *(
            scores.percentile(row.took[clock], share)
            for clock in ("response", "completion")
            for share in (Fraction(1, 2), Fraction(9, 10))
        ),
        *(row.nilai, scores.grade(text, row.nilai), row.official, row.place),
        row.subject if row.subject.startswith("31") else None,
    )


def entered(random: Random, subjects: list[str], months: int) -> dict[str, dict[int, Decimal | None]]:
    """Official figures of some months of some subjects."""
    given: dict[str, dict[int, Decimal | None]] = {}
    for subject in random.sample(subjects, min(2, len(subjects))):
        for month in range(months):
            if random.random() < 0.5:
                given.setdefault(subject, {})[month] = random.choice((None, Decimal("99.975"), Decimal("84.9995")))
    return given


def ranked(random: Random) -> tuple[ScoreText, dict[str, Row], tuple[RankRow, ...]]:
    text, by = score_text(random), random.choice(list(By))
    months = [Month(random.randint(2020, 2026), random.randint(1, 12))]
    while random.random() < 0.3 and len(months) < 3:
        months.append(months[-1].next)
    now = micros(datetime.combine(months[-1].next.first_on, datetime.min.time(), WIB)) + random.randrange(20 * DAY)
    complaints = [arrived(random, months, now) for _ in range(random.choice((0, 1, 5, 20, 60)))]
    rows: dict[str, Row] = {}
    for one in complaints:
        subject = scores.subject_of(by.value, one)
        scores.count(text, rows.setdefault(subject, Row(subject)), one, now, now + 5 * MINUTE)
    ranks = [subject for subject in rows if subject.startswith(("31", "unit:"))]
    official = entered(random, ranks, len(months))
    for subject in ranks:
        rows[subject].nilai, rows[subject].official = scores.nilai_of(
            rows[subject], len(months), official.get(subject, {})
        )
    scores.with_places(text, [rows[subject] for subject in ranks])

    period = Period(months[0].first_on, months[-1].last_on)
    counting = Counting(Basis(scoring_of(text)), by, period, now=instant(now), at=None, within=None)
    counting.add(Arrivals([arrival(one) for one in complaints]))
    given = {
        (months[month], subject): Entered(subject, value)
        for subject, values in official.items()
        for month, value in values.items()
    }
    return text, rows, in_order(counting.rows(given), text.min_n)


@pytest.mark.parametrize("seed", range(4))
def test_two_hundred_months_are_ranked_as_the_reference_says(seed: int) -> None:
    assert_ranked(Random(seed), 50)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(4, 24))
def test_ten_thousand_months_are_ranked_as_the_reference_says(seed: int) -> None:
    assert_ranked(Random(seed), 500)


def assert_ranked(random: Random, months: int) -> None:
    for _ in range(months):
        text, rows, found = ranked(random)
        told = {row.apart.value if row.apart else row.subject or "": row for row in found if row.n or row.official}
        assert told.keys() == rows.keys()
        for subject, row in rows.items():
            assert figures(told[subject]) == expected(text, row), (text, row)
            if subject.startswith("unit:"):
                assert row.names[told[subject].name] == max(row.names.values())
        assert_cuts(text, found)


def assert_cuts(text: ScoreText, found: tuple[RankRow, ...]) -> None:
    """The order of a table, its top five and its lowest."""

    def key(row: RankRow, sign: int) -> tuple[object, ...]:
        median = Decimal("Infinity") if row.response_median_h is None else row.response_median_h
        return -sign * (row.nilai or 0), -row.n, sign * median, row.name.casefold()

    placed = [row for row in found if row.place is not None]
    assert list(found[: len(placed)]) == placed == sorted(placed, key=lambda row: key(row, 1))
    best = max(text.bands, key=lambda name: Decimal(text.bands[name]))
    below = [row for row in placed if row.peringkat != best]
    for cut, ordered in ((top(found), placed), (lowest(found, best), sorted(below, key=lambda row: key(row, -1)))):
        assert list(cut.rows) == ordered[:5]
        assert cut.equal == sum(row.nilai == ordered[4].nilai for row in ordered[5:])


def test_the_interval_is_that_of_the_textbook() -> None:
    assert scores.wilson(2, 3) == (Decimal("20.766"), Decimal("93.851"))
    assert scores.wilson(0, 10) == (Decimal("0.000"), Decimal("27.753"))
    assert scores.wilson(0, 0) == (None, None)
    assert instant(0) == datetime(1970, 1, 1, tzinfo=UTC)
