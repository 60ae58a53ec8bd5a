"""The sandbox's clock as the page shows and turns it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.hands_input import Body
from monitor.clock import AdjustableClock, Clock, Rush, SystemClock
from monitor.errors import BadInput

MAX_SPEED = 100_000.0
MAX_LEAP = timedelta(days=31)
Json = dict[str, Any]


def dial(clock: Clock) -> Json:
    """`now` ISO 8601 in UTC; `speed` 0 = it moves only by hand; `rush` what it runs through first, or null."""
    adjustable = isinstance(clock, AdjustableClock)
    paused = isinstance(clock, AdjustableClock) and clock.paused
    rush = clock.rush if isinstance(clock, AdjustableClock) else None
    return {
        "now": clock.now().isoformat(),
        "speed": _speed(clock),
        "paused": paused,
        "adjustable": adjustable,
        "rush": _rush_row(rush) if rush else None,
    }


def _rush_row(rush: Rush) -> Json:
    return {"until": rush.until.isoformat(), "speed": rush.speed, "paused": rush.stands_then}


def _speed(clock: Clock) -> float:
    if isinstance(clock, AdjustableClock):
        return clock.speed
    return 1.0 if isinstance(clock, SystemClock) else 0.0


def turn(clock: Clock, body: Body) -> None:
    """`{"speed": 60, "paused": false, "advance_to": "2026-11-23T15:00:00+07:00"}`, each optional.

    `advance_to` is run to, fast, so that all that is due on the way comes in time; a paused clock stands there.
    Raises BadInput, then nothing has changed.
    """
    if not isinstance(clock, AdjustableClock):
        raise BadInput("this sandbox's clock cannot be adjusted")
    speed, ahead = _wanted_speed(body), _wanted_instant(clock, body)
    paused = body.flag("paused", clock.paused)
    if speed is not None:
        clock.set_speed(speed)
    if paused is not clock.paused:
        (clock.pause if paused else clock.resume)()
    if ahead is not None:
        clock.rush_to(max(ahead, clock.now()))


def _wanted_speed(body: Body) -> float | None:
    speed = body.values.get("speed")
    if speed is None:
        return None
    if isinstance(speed, bool) or not isinstance(speed, int | float) or not 0 < speed <= MAX_SPEED:
        raise BadInput(f"speed must be a number above 0, at most {MAX_SPEED:.0f}")
    return float(speed)


def _wanted_instant(clock: Clock, body: Body) -> datetime | None:
    if body.values.get("advance_to") is None:
        return None
    try:
        instant = datetime.fromisoformat(body.text("advance_to"))
    except ValueError as error:
        raise BadInput("advance_to must be an instant such as 2026-11-23T15:00:00+07:00") from error
    if instant.tzinfo is None or not clock.now() <= instant <= clock.now() + MAX_LEAP:
        raise BadInput(f"advance_to must have an offset and lie within the next {MAX_LEAP.days} days")
    return instant
