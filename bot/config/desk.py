"""From the configuration to the values that every step works with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import time
from itertools import combinations
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.config.bindings import BoundChat, BoundPerson, bound_chats, bound_people
from bot.config.crm_files import files_plan
from bot.config.crm_open311 import open311_plan
from bot.config.crm_public import public_plan
from bot.config.crm_rest import rest_plan
from bot.config.rules import categories_of, pedoman_of, rulebook
from bot.config.score import scoring_of
from bot.config.sections import ImportMap
from bot.config.settings import Settings
from bot.views.words import span
from monitor.areas.directory import Directory
from monitor.clock import Clock
from monitor.cutoff import CutOff
from monitor.deadlines.opening_hours import WEEKDAYS
from monitor.deadlines.pedoman import Pedoman
from monitor.deadlines.rules import ANY
from monitor.deadlines.sla import Rulebook
from monitor.desk import Desk
from monitor.errors import BadConfiguration
from monitor.model import NearWindows, Slot, Stage
from monitor.ports import Store
from monitor.scores.scoring import Scoring
from monitor.sources.columns import ColumnMap
from monitor.sources.files.plan import FilesPlan
from monitor.sources.headings import BUILTIN, builtin_map
from monitor.sources.open311.plan import Open311Plan
from monitor.sources.public_crm.plan import PublicPlan
from monitor.sources.rest.plan import RestPlan
from monitor.unlisted import Listed
from monitor.unseen import WORDS, Unseen

Polled = RestPlan | PublicPlan | Open311Plan


@dataclass(frozen=True, slots=True)
class Parts:
    """What the configuration means: everything but the store and the clock."""

    directory: Directory
    rules: Rulebook
    slots: tuple[Slot, ...]
    maps: Mapping[str, ColumnMap]
    chats: tuple[BoundChat, ...]
    people: tuple[BoundPerson, ...]
    scoring: Scoring
    pedoman: Pedoman
    polled: Polled | None = None  # how the source is asked; None = imports only
    watched: FilesPlan | None = None  # the folder that exports are put into, if that is the source

    @property
    def rest(self) -> RestPlan | None:
        """How a JSON API is polled, if that is the source."""
        return self.polled if isinstance(self.polled, RestPlan) else None


def build_parts(settings: Settings) -> Parts:
    """Raises BadConfiguration for values that are well written but cannot work together."""
    directory = Directory.load(settings.areas_source)
    maps = column_maps(settings)
    pedoman = pedoman_of(settings)
    categories = categories_of(settings, pedoman)
    watched = files_plan(settings.crm.files, _watched_folder(settings), maps, directory)
    return Parts(
        directory=directory,
        rules=rulebook(settings, directory, pedoman),
        slots=_slots(settings.digests),
        maps=maps,
        chats=bound_chats(settings.chats, directory),
        people=bound_people(settings.people, directory),
        scoring=scoring_of(settings.score, pedoman.bobot, categories),
        pedoman=Pedoman(pedoman.guidelines, categories),
        polled=_polled(settings),
        watched=watched if settings.crm.source == "files" else None,
    )


def _watched_folder(settings: Settings) -> Path:
    """Raises BadConfiguration for one in which siaga keeps something: all that lies there is taken for exports."""
    folder = Path(settings.beside(settings.crm.files.folder))
    own = next((file for file in settings.own_files if file.parent.resolve() == folder.resolve()), None)
    if settings.crm.source == "files" and own is not None:
        raise BadConfiguration(
            f'crm.files.folder = "{settings.crm.files.folder}" holds {own.name}, which is siaga\'s own: '
            "name a folder for exports alone."
        )
    return folder


def desk_parts(settings: Settings, store: Store, clock: Clock, parts: Parts | None = None) -> Desk:
    """The desk of a configuration. `parts`: those built already."""
    parts = parts or build_parts(settings)
    near = NearWindows(response=settings.sla.near_response, completion=settings.sla.near_completion)
    sign = settings.digest.sign_of_life
    return Desk(
        store=store,
        clock=clock,
        directory=parts.directory,
        rules=parts.rules,
        near=near,
        scoring=parts.scoring,
        pedoman=parts.pedoman,
        cutoff=CutOff(settings.cutoff.day, settings.cutoff.time),
        slots=parts.slots,
        timezone=settings.timezone,
        stale_after=settings.stale_after,
        system=settings.crm.system,
        ticket_url=settings.crm.ticket_url,
        speaks_when_empty=settings.digest.when_empty == "say",
        sign_of_life=None if sign == "never" else WEEKDAYS.index(sign),
        shows_address=settings.privacy.show_address,
        keeps_text=settings.privacy.keep_text,
        posts_text=settings.privacy.post_text,
        retention=settings.privacy.retention,
        listed=_listed(settings, parts.pedoman),
        handovers_told=settings.alerts.handovers,
        source=f"CRM, dibaca setiap {span(settings.crm.poll_every)}" if parts.polled else "berkas ekspor CRM",
        exports_whole=settings.crm.exports == "complete",
        partial=WORDS[Unseen.PUBLIC] if settings.crm.source == "public" else None,
    )


def _listed(settings: Settings, pedoman: Pedoman) -> Listed:
    """The names of the rules, the weights and the operator's table, and the channels."""
    in_rules = [name for rule in settings.sla.rule for name in (rule.category, *rule.aliases) if name != ANY]
    in_table = [name for one in pedoman.guidelines for name in one.names]
    units = [one.unit for one in pedoman.guidelines if one.unit]
    return Listed((*in_rules, *in_table, *settings.score.bobot), settings.crm.channels, units)


def _polled(settings: Settings) -> Polled | None:
    """The plan of the source; the other tables are checked too. Raises BadConfiguration."""
    crm, zone = settings.crm, settings.crm_timezone
    status = {label: Stage(stage) for label, stage in crm.status.items()}
    plans: dict[str, Polled | None] = {
        "rest": rest_plan(crm.rest, crm.system, zone, status) if crm.rest else None,
        "public": public_plan(crm.public, crm.system, zone, status) if crm.public else None,
        "open311": open311_plan(crm.open311, crm.system, zone, status) if crm.open311 else None,
    }
    plan = plans.get(crm.source)
    return replace(plan, column_map=_private(plan.column_map, settings)) if plan else None


def _private(column_map: ColumnMap, settings: Settings) -> ColumnMap:
    """The map as [privacy] allows it to read."""
    privacy = settings.privacy
    return replace(column_map, keeps_text=privacy.keep_text, retention=privacy.retention)


def column_maps(settings: Settings) -> dict[str, ColumnMap]:
    """The maps by name, the built-in one among them. Raises BadConfiguration."""
    common = {label: Stage(stage) for label, stage in settings.crm.status.items()}
    builtin = builtin_map(settings.crm_timezone, system=settings.crm.system)
    maps = {BUILTIN: _private(replace(builtin, status=common), settings)}
    for name, section in settings.imports.maps.items():
        if name == BUILTIN:
            raise BadConfiguration(f"import.maps.{BUILTIN} is the built-in map: give yours another name.")
        column_map = _column_map(name, section, settings.crm_timezone, common)
        maps[name] = _private(column_map, settings)
    return maps


def _column_map(name: str, section: ImportMap, timezone: ZoneInfo, common: Mapping[str, Stage]) -> ColumnMap:
    try:
        return ColumnMap(
            name=name,
            system=section.system,
            timezone=section.timezone or timezone,
            date_format=section.date_format,
            columns=section.columns,
            status={**common, **{label: Stage(stage) for label, stage in section.status.items()}},
        )
    except BadConfiguration as error:
        raise BadConfiguration(f"import.maps.{name}: {str(error).partition(': ')[2]}") from error


def _slots(digests: Mapping[str, time]) -> tuple[Slot, ...]:
    for (name, at), (other, other_at) in combinations(digests.items(), 2):
        if at == other_at:
            raise BadConfiguration(
                f'digests.{other} = "{at:%H:%M}" is the time of digests.{name} already: give it another.'
            )
    slots = (Slot(name, at.hour, at.minute) for name, at in digests.items())
    return tuple(sorted(slots, key=lambda slot: (slot.hour, slot.minute)))
