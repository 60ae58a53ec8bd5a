"""Who held a complaint, for `siaga show`: as JSON and as lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.cli.rows import local_time, offset_time
from monitor.desk import Desk
from monitor.handovers import Holder, Length, path_of
from monitor.model import Fact, Moment

_HOUR = timedelta(hours=1)


def path_object(facts: Sequence[Fact], desk: Desk, now: datetime) -> dict[str, Any]:
    """`path`: each turn, `until` null = it goes on; `held`: each holder. Hours lie from `least` to `most`."""
    path, zone = path_of(facts), desk.timezone
    return {
        "path": [
            {
                **_holder(stint.holder, desk),
                "from": {"after": _after(stint.began, desk), "at": offset_time(stint.began.at, zone)},
                "until": stint.ended
                and {"after": _after(stint.ended, desk), "at": offset_time(stint.ended.at, zone)},
                "hours": _hours(stint.length(now)),
            }
            for stint in path.stints
        ],
        "held": [{**_holder(holder, desk), "hours": _hours(length)} for holder, length in path.held(now)],
    }


def path_lines(facts: Sequence[Fact], desk: Desk, now: datetime) -> Iterator[str]:
    """Nothing when it never moved."""
    path = path_of(facts)
    if len(path.stints) < 2:
        return
    yield "path"
    for stint in path.stints:
        ended = f"until {_when(stint.ended, desk)}" if stint.ended else "still"
        name = _holder(stint.holder, desk)["holder"]
        yield f"  {_when(stint.began, desk)}  {name}: {_words(stint.length(now))}, {ended}"
    yield "held"
    for holder, length in path.held(now):
        yield f"  {_holder(holder, desk)['holder']}: {_words(length)}"


def _holder(holder: Holder, desk: Desk) -> dict[str, str | None]:
    name = holder.unit or desk.area_title(holder.area_code) or holder.area_code
    return {"holder": " ".join(name.split()) if name else None, "area_code": holder.area_code}


def _hours(length: Length) -> dict[str, float]:
    return {"least": round(length.least / _HOUR, 3), "most": round(length.most / _HOUR, 3)}


def _words(length: Length) -> str:
    least, most = _span(length.least), _span(length.most)
    return most if least == most else f"{least} to {most}"


def _span(length: timedelta) -> str:
    """ "15 h 32 m"; seconds are left out."""
    hours, minutes = divmod(length // timedelta(minutes=1), 60)
    return " ".join([f"{hours} h"] * bool(hours) + [f"{minutes} m"] * bool(minutes or not hours))


def _after(moment: Moment, desk: Desk) -> str | None:
    return None if moment.is_exact else offset_time(moment.after, desk.timezone)


def _when(moment: Moment, desk: Desk) -> str:
    at = local_time(moment.at, desk.timezone)
    return at if moment.is_exact else f"{local_time(moment.after, desk.timezone)} .. {at}"
