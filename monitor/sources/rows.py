"""One row of an export -> an Observation, or a Reject that says why.

What a source says is kept as said; only the impossible is left out, and counted (`Counts.dropped`):
- an update before the arrival (an answer or end before it is kept, and its complaint marked);
- a completion time beside a status that is not finished: the status is believed;
- an update time in the future, which would outvote everything to come;
- coordinates that are none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache

from monitor.model import Observation, Reject, Stage
from monitor.sources.cells import is_nothing, read_degrees, read_yes_no
from monitor.sources.columns import ColumnMap, Layout
from monitor.sources.counts import Counts
from monitor.sources.dates import Instants, NotADate
from monitor.sources.labels import StatusLabels
from monitor.sources.marks import Marker, marker
from monitor.sources.placing import AreaNames
from monitor.sources.row_names import ShortNames
from monitor.sources.row_places import RowPlaces
from monitor.sources.row_texts import read_address, read_text
from monitor.sources.row_tickets import ticket_in, ticket_of
from monitor.sources.row_times import RowRefused, RowTimes, Times
from monitor.sources.table import Row
from monitor.unseen import NO_COMPLAINT

_REMEMBERED = 65_536
_EVER = datetime.min.replace(tzinfo=UTC)
TOO_OLD = "older than privacy.retention"
_TOTALS = ("total", "grand total", "sub total", "subtotal", "jumlah")


class RowReader:
    """Reads the rows of one export. `listed_at`: when the listing was true; `now`: what is the future."""

    def __init__(
        self,
        column_map: ColumnMap,
        layout: Layout,
        instants: Instants,
        areas: AreaNames,
        *,
        listed_at: datetime,
        now: datetime,
        counts: Counts,
    ) -> None:
        self.mark: Marker = marker(column_map, layout, instants.order, areas)
        self._system = column_map.system
        self._zone = column_map.timezone
        self._layout = layout
        self._instants = instants
        self._times = RowTimes(layout, instants, now, counts)
        self._names = ShortNames(layout)
        self._places = RowPlaces(areas, self._names, counts)
        self._listed_at, self._now = listed_at, now
        self._counts = counts
        self._has_status = "status" in layout.indexes
        self._has_stops = not {"responded_at", "completed_at"}.isdisjoint(layout.indexes)
        self._ticket_heading = layout.headings["ticket"].casefold()
        self._stage_of = lru_cache(_REMEMBERED)(StatusLabels(column_map.status).stage)
        self._kept_since = now - column_map.retention if column_map.retention else _EVER

    def listed(self, listed_at: datetime) -> None:
        """From here on the rows are of a listing that was true then: another page."""
        self._listed_at = listed_at
        self._times.known_by(max(self._now, listed_at))

    def observations(self, rows: Iterable[Row]) -> Iterator[Observation | Reject]:
        """Every row, read and marked."""
        for row in rows:
            self._counts.read += 1
            yield self.read(row, self.mark(row.cells))

    def read(self, row: Row, mark: bytes) -> Observation | Reject:
        """One row. It carries its mark unless something is to be remarked: such a row is read each time."""
        counts = self._counts
        before = counts.remarks
        try:
            seen = self._observation(row, mark)
        except RowRefused as refusal:
            counts.rejected += 1
            return Reject(row.number, ticket_of(row), self._reason(row, refusal))
        finally:
            counts.folds = self._instants.folds
        if counts.remarks != before:
            seen = replace(seen, mark=None)
        if _is_older(seen, self._kept_since):
            counts.aged += 1
            return Reject(row.number, seen.ticket, TOO_OLD, seen)
        return seen

    def _observation(self, row: Row, mark: bytes) -> Observation:
        if row.fault:
            raise RowRefused(row.fault)
        (ticket, created, updated, responded, completed, due, status, category, channel, unit) = row.cells[:10]
        (area, district, city, address, lat, lon, geotagged, content, priority) = row.cells[10:]
        short = self._names.read
        ticket = self._ticket(ticket)
        label = short(status, "status")
        times = self._times.read(created, updated, responded, completed, due)
        stage = self._stage(label, times)
        on = times.created.astimezone(self._zone).date()
        place = self._places.locate(area, district, city, on)
        holder = self._places.holder(unit, on)
        return Observation(
            system=self._system,
            ticket=ticket,
            listed_at=self._listed_at,
            changed_at=times.updated,
            doubt=times.doubt,
            created_at=times.created,
            stage=stage,
            status=label or None,
            unlabelled=self._unlabelled(label),
            responded_at=times.responded,
            completed_at=self._completion(times.completed, stage),
            due_at=times.due,
            category=short(category, "category") or None,
            channel=short(channel, "channel") or None,
            unit=holder.name,
            unit_area_code=holder.code,
            area=place.name,
            area_code=place.code,
            address=read_address(address) or None if address else None,
            lat=self._degrees(lat, 90, "lat"),
            lon=self._degrees(lon, 180, "lon"),
            geotagged=read_yes_no(geotagged) if geotagged else None,
            content=read_text(content) or None if content else None,
            priority=short(priority, "priority") or None,
            mark=mark,
        )

    def _ticket(self, written: str) -> str:
        ticket = ticket_in(written)
        if not ticket:
            raise RowRefused(f"no ticket number (column {self._layout.headings['ticket']!r})")
        if ticket.casefold() == self._ticket_heading:
            raise RowRefused(f"the header once more, {NO_COMPLAINT}")
        return ticket

    def _reason(self, row: Row, refusal: RowRefused) -> str:
        if row.fault is None and _is_total(row.cells) and not self._is_date(row.cells[1]):
            return f"a row of totals, {NO_COMPLAINT}"
        return str(refusal)

    def _is_date(self, written: str) -> bool:
        try:
            return bool(self._instants.read(written.strip()))
        except NotADate:
            return False

    def _stage(self, label: str, times: Times) -> Stage | None:
        """The label's stage; without a status column what the stopped clocks tell; else not carried."""
        if self._has_status:
            stage = self._stage_of(label) if label else None
            if stage is Stage.UNMAPPED:
                self._counts.unmapped.add(label)
            return stage
        if not self._has_stops:
            return None
        if times.completed:
            return Stage.COMPLETE
        return Stage.PROCESS if times.responded else Stage.WAIT

    def _unlabelled(self, label: str) -> bool | None:
        if label or not self._has_status:
            return None
        self._counts.unlabelled += 1
        return True

    def _completion(self, completed: datetime | None, stage: Stage | None) -> datetime | None:
        if completed is not None and stage is not None and stage.is_open:
            self._counts.dropped.add("completed_at beside a status that is not finished")
            return None
        return completed

    def _degrees(self, written: str, limit: float, field: str) -> float | None:
        if not written:
            return None
        degrees = read_degrees(written, limit)
        if degrees is None and not is_nothing(written.strip()):
            self._counts.dropped.add(f"{field} out of range")
        return degrees


def _is_older(seen: Observation, since: datetime) -> bool:
    """Whether all that the row tells of happened before."""
    if seen.created_at is None or seen.created_at >= since:
        return False
    return all(at is None or at < since for at in (seen.changed_at, seen.responded_at, seen.completed_at))


def _is_total(cells: Iterable[str]) -> bool:
    first = next((cell.strip() for cell in cells if cell and not cell.isspace()), "")
    return first[:11].casefold().startswith(_TOTALS)
