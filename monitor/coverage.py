"""Open complaints that no digest would show: nobody is bound to where they belong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from monitor.desk import Desk
from monitor.model import Complaint, Scope, Wanted
from monitor.scope import Holding, Reach


async def unreached(desk: Desk, scopes: Iterable[Scope]) -> list[Complaint]:
    """The open complaints that lie in none of the scopes."""
    async with desk.store.reading() as tables:
        complaints = await tables.complaints.wanted(Wanted(open_only=True))
    return beyond(complaints, [desk.reach(scope) for scope in scopes])


def beyond(complaints: Sequence[Complaint], reaches: Sequence[Reach]) -> list[Complaint]:
    """Those that are outside every reach. Complaints that stand alike are judged once."""
    judged: dict[tuple[str | None, str | None, str | None], bool] = {}
    found = []
    for complaint in complaints:
        shape = (complaint.unit, complaint.unit_area_code, complaint.area_code)
        if shape not in judged:
            judged[shape] = all(reach.holding(complaint) is Holding.OUTSIDE for reach in reaches)
        if judged[shape]:
            found.append(complaint)
    return found
