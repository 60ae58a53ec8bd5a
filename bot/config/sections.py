"""The sections of the configuration as shapes: keys, types, defaults. How they fit together is checked later."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, PositiveInt, SecretStr, model_validator

from bot.config.crm_files import Files
from bot.config.crm_open311 import Open311
from bot.config.crm_public import Public
from bot.config.crm_rest import Rest
from bot.config.section import Section
from bot.config.words import (
    ClockTime,
    DatabaseAddress,
    Duration,
    Headings,
    ProxyAddress,
    Retention,
    TicketAddress,
    Timezone,
    Token,
    WebAddress,
    within,
)
from monitor.deadlines.opening_hours import OFFICE_HOURS

SignOfLife = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun", "never"]
StageName = Literal[
    "wait", "coordination", "disposition", "process", "validation", "returned", "complete", "dismissed"
]
RoleName = Literal["viewer", "oncall", "coordinator", "operator"]


class Telegram(Section):
    token: Token | None = None
    token_file: str | None = None
    base_url: WebAddress = "https://api.telegram.org/bot"
    proxy: ProxyAddress = SecretStr("")
    messages_per_second: PositiveInt = 30
    group_messages_per_minute: PositiveInt = 20

    @model_validator(mode="after")
    def _one_token(self) -> Self:
        if self.token is not None and self.token_file is not None:
            raise ValueError("token and token_file are both set: keep one")
        return self


class Storage(Section):
    url: DatabaseAddress = SecretStr("sqlite:///var/siaga.db")
    url_file: str | None = None

    @model_validator(mode="after")
    def _one_url(self) -> Self:
        if "url" in self.model_fields_set and self.url_file is not None:
            raise ValueError("url and url_file are both set: keep one")
        return self


class Crm(Section):
    source: Literal["none", "rest", "public", "open311", "files"] = "none"
    system: str = Field(default="crm", min_length=1)
    timezone: Timezone | None = None
    poll_every: Duration = timedelta(minutes=5)
    stale_after: Duration | None = None
    exports: Literal["part", "complete"] = "part"
    ticket_url: TicketAddress = ""
    channels: tuple[str, ...] = ()
    status: dict[str, StageName] = Field(default_factory=dict)
    rest: Rest | None = None
    public: Public | None = None
    open311: Open311 | None = None
    files: Files = Files()

    @model_validator(mode="after")
    def _source_is_described(self) -> Self:
        if self.source != "none" and getattr(self, self.source) is None:
            raise ValueError(f'source = "{self.source}" needs a table [crm.{self.source}] that says where and how')
        if self.poll_every < timedelta(seconds=10):
            raise ValueError('poll_every must be at least "10s"')
        return self


class ImportMap(Section):
    system: str = Field(default="crm", min_length=1)
    timezone: Timezone | None = None
    date_format: str | None = None
    columns: dict[str, Headings]
    status: dict[str, StageName] = Field(default_factory=dict)


class Import(Section):
    maps: dict[str, ImportMap] = Field(default_factory=dict)


class Areas(Section):
    file: str = "builtin:jakarta"


class CalendarPeriod(Section):
    first: date = Field(alias="from")
    last: date = Field(alias="to")
    hours: dict[str, str]


class CalendarDay(Section):
    on: date = Field(alias="date")
    name: str = ""
    kind: Literal["off", "work"] = "off"
    hours: str | None = None


class CalendarSection(Section):
    file: str = "builtin:indonesia"
    cuti_bersama: bool = True
    hours: dict[str, str] = OFFICE_HOURS
    period: tuple[CalendarPeriod, ...] = ()
    day: tuple[CalendarDay, ...] = ()


class SlaClock(Section):
    validation: Literal["runs", "pauses"] = "runs"
    returned: Literal["resumes", "restarts"] = "resumes"
    handover: Literal["continues", "restarts"] = "continues"


class SlaRule(Section):
    category: str = Field(default="*", min_length=1)
    aliases: tuple[str, ...] = ()
    channel: str | None = None
    unit_level: Literal["kelurahan", "kecamatan", "kota", "unit"] | None = None
    priority: str | None = None
    response: str | None = None
    completion: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    @model_validator(mode="after")
    def _sets_something(self) -> Self:
        if self.response is None and self.completion is None:
            raise ValueError("sets neither response nor completion: give it at least one limit")
        return self


class Sla(Section):
    response: str = "6h"
    completion: str = "7 days"
    near_response: Duration = timedelta(hours=2)
    near_completion: Duration = timedelta(hours=24)
    clock: SlaClock = SlaClock()
    rule: tuple[SlaRule, ...] = ()


class PedomanSection(Section):
    file: str = ""


class Digest(Section):
    when_empty: Literal["silent", "say"] = "silent"
    sign_of_life: SignOfLife = "mon"


class CutOffSection(Section):
    day: Annotated[int, within(1, 28)] = 8
    time: ClockTime = time(23, 59)


class Alerts(Section):
    handovers: Annotated[int, within(0, 100)] = 3


class Chat(Section):
    id: int
    area: str | None = None
    unit: str | None = None
    kind: Literal["operator"] | None = None
    topic: PositiveInt | None = None

    @model_validator(mode="after")
    def _one_binding(self) -> Self:
        named = [name for name in ("area", "unit", "kind") if getattr(self, name)]
        if len(named) != 1:
            found = " and ".join(named) if named else "none of them"
            raise ValueError(f"needs exactly one of area, unit and kind, but has {found}")
        return self


class PersonSection(Section):
    user_id: PositiveInt
    name: str = Field(min_length=1)
    role: RoleName = "viewer"
    areas: tuple[str, ...] = ()
    digest: bool = False

    @model_validator(mode="after")
    def _sees_something(self) -> Self:
        if not self.areas and self.role != "operator":
            raise ValueError('names no areas: give at least one, or "*" for everything')
        return self


class Privacy(Section):
    keep_text: bool = False
    post_text: bool = False
    show_address: bool = True
    retention: Retention = timedelta(days=1827)

    @model_validator(mode="after")
    def _posts_what_is_kept(self) -> Self:
        if self.post_text and not self.keep_text:
            raise ValueError("post_text shows texts that keep_text does not keep: set keep_text = true as well")
        return self


DEFAULT_DIGESTS = {"pagi": time(8), "sore": time(15)}
Digests = dict[Annotated[str, Field(pattern=r"^[\w -]{1,20}$")], ClockTime]
JAKARTA = ZoneInfo("Asia/Jakarta")
