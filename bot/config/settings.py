"""The whole configuration as one frozen value."""

from __future__ import annotations

import re
from datetime import time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import Field, PrivateAttr, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.config.score import Score
from bot.config.sections import (
    DEFAULT_DIGESTS,
    JAKARTA,
    Alerts,
    Areas,
    CalendarSection,
    Chat,
    Crm,
    CutOffSection,
    Digest,
    Digests,
    Import,
    PedomanSection,
    PersonSection,
    Privacy,
    Sla,
    Storage,
    Telegram,
)
from bot.config.words import Timezone
from monitor.errors import BadConfiguration

_SQLITE_FILE = re.compile(r"(sqlite[^:]*:///)([^/].*)")  # a relative one
_BUILTIN = "builtin:"


class Settings(BaseSettings):
    """What the file, the environment and the secret files say together. Made by `load_settings`."""

    model_config = SettingsConfigDict(extra="forbid", frozen=True)

    timezone: Timezone = JAKARTA
    telegram: Telegram = Telegram()
    storage: Storage = Storage()
    crm: Crm = Crm()
    imports: Import = Field(default=Import(), alias="import")
    areas: Areas = Areas()
    calendar: CalendarSection = CalendarSection()
    sla: Sla = Sla()
    score: Score = Score()
    cutoff: CutOffSection = CutOffSection()
    pedoman: PedomanSection = PedomanSection()
    digests: Digests = Field(default_factory=lambda: dict[str, time](DEFAULT_DIGESTS), min_length=1)
    digest: Digest = Digest()
    alerts: Alerts = Alerts()
    chats: tuple[Chat, ...] = ()
    people: tuple[PersonSection, ...] = ()
    privacy: Privacy = Privacy()

    _folder: Path = PrivateAttr(default=Path())
    _path: Path | None = PrivateAttr(default=None)

    @property
    def path(self) -> Path | None:
        """The file it was read from; None = defaults and environment only."""
        return self._path

    @property
    def crm_timezone(self) -> ZoneInfo:
        return self.crm.timezone or self.timezone

    @property
    def stale_after(self) -> timedelta:
        """A polled source is expected to be fresh; an export comes once or twice a day."""
        polled = self.crm.source not in ("none", "files")
        return self.crm.stale_after or timedelta(**({"minutes": 15} if polled else {"hours": 24}))

    @property
    def areas_source(self) -> str:
        """The builtin's name or the absolute path of the operator's file."""
        return self._source(self.areas.file)

    @property
    def calendar_source(self) -> str:
        """The builtin's name or the absolute path of the operator's file."""
        return self._source(self.calendar.file)

    @property
    def pedoman_source(self) -> str:
        """The absolute path of the operator's table; "" = none."""
        return self.beside(self.pedoman.file) if self.pedoman.file else ""

    @property
    def database_url(self) -> str:
        """A secret. The file of SQLite is made absolute: paths are relative to the configuration's folder."""
        url = self.storage.url.get_secret_value()
        local = _SQLITE_FILE.fullmatch(url)
        return f"{local[1]}{self.beside(local[2])}" if local else url

    @property
    def own_files(self) -> list[Path]:
        """The files that siaga itself reads and writes: configuration, database, tables, secrets."""
        named = [self.pedoman.file, self.telegram.token_file, self.storage.url_file]
        named += [file for file in (self.areas.file, self.calendar.file) if not file.startswith(_BUILTIN)]
        named += [self.crm.open311.api_key_file] if self.crm.open311 else []
        kind, _, file = self.database_url.partition(":///")
        named += [file] if kind.startswith("sqlite") else []
        return [Path(self.beside(file)) for file in named if file] + (
            [self._path.absolute()] if self._path else []
        )

    @property
    def bot_token(self) -> SecretStr:
        """Raises BadConfiguration when none is set."""
        if self.telegram.token is None:
            where = self._path or "the configuration"
            raise BadConfiguration(
                f"{where}: telegram.token is missing: set it, or telegram.token_file, to what BotFather gave."
            )
        return self.telegram.token

    @property
    def secrets(self) -> list[str]:
        """What no log line may hold. Raises BadConfiguration without a token."""
        headers = self.crm.rest.headers.values() if self.crm.rest else ()
        key = self.crm.open311.api_key if self.crm.open311 else SecretStr("")
        found = (secret.get_secret_value() for secret in (self.bot_token, *headers, key))
        return [secret for secret in found if secret]

    def beside(self, file: str) -> str:
        """The absolute path of a file named in the configuration."""
        return str((self._folder / Path(file).expanduser()).absolute())

    def placed(self, path: Path | None) -> Settings:
        """The same settings, knowing where they were read from."""
        copy = self.model_copy()
        copy._path = path
        copy._folder = path.absolute().parent if path else Path.cwd()
        return copy

    def _source(self, file: str) -> str:
        return file if file.startswith(_BUILTIN) else self.beside(file)
