"""What a source cannot serve, a line each: said before anybody relies on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from bot.config import Parts
from monitor.sources.open311.plan import Open311Plan
from monitor.sources.public_crm.plan import PublicPlan
from monitor.sources.rest.plan import RestPlan

_IMPORTS_ONLY = "imports only: what arrives between two of them is told late, and nobody at night"
_FILES = (
    "files without night uploads cannot serve night escalation: what arrives after the last upload is seen in the "
    "morning"
)
_PART = "a file lists a part (crm.files.covers is empty): a complaint that is absent from it stays as it is"
_DATED_BY_POLLS = (
    "it does not say when a complaint was answered: that is known to lie between two polls, no closer"
)
_PUBLIC = "public complaints only: most are private, and nobody is told of those"


def cannot_serve(parts: Parts) -> Iterator[str]:
    """One sentence for each thing, without a full stop."""
    plan = parts.polled
    match plan:
        case None if parts.watched is not None:
            yield _FILES
            if parts.watched.covers is None:
                yield _PART
        case None:
            yield _IMPORTS_ONLY
        case PublicPlan():
            yield _PUBLIC
            yield _DATED_BY_POLLS
            yield (
                f"complaints that arrived over {plan.days} days ago are not shown (crm.public.days): what is open "
                "then is told of as no longer seen"
            )
        case Open311Plan():
            yield _DATED_BY_POLLS
        case RestPlan():
            yield from _of_rest(plan)
        case _:
            assert_never(plan)


def _of_rest(plan: RestPlan) -> Iterator[str]:
    if "responded_at" not in plan.column_map.columns:
        yield _DATED_BY_POLLS
    if not plan.complete:
        yield "crm.rest.complete is false: a complaint that is absent from the list stays as it is"
