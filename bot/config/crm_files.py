"""The section [crm.files]: its keys, and the plan that the watched folder follows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from bot.config.section import Section
from bot.config.words import Duration
from monitor.areas.directory import Directory
from monitor.covers import parse_covers
from monitor.errors import BadConfiguration, BadInput
from monitor.sources.columns import ColumnMap
from monitor.sources.files.plan import FilesPlan

LONGEST_SETTLE = timedelta(hours=1)


class Files(Section):
    folder: str = Field(default="exports", min_length=1)
    map: str = ""
    covers: str = ""
    settle: Duration = timedelta(seconds=10)
    keep: Duration = timedelta(days=30)

    @model_validator(mode="after")
    def _settles_some_day(self) -> Self:
        if self.settle > LONGEST_SETTLE:
            raise ValueError('settle must be at most "1h"')
        if self.keep < timedelta(hours=1):
            raise ValueError('keep must be at least "1h": what was put away is deleted after it')
        return self


def files_plan(section: Files, folder: Path, maps: Mapping[str, ColumnMap], directory: Directory) -> FilesPlan:
    """How the folder is watched. Raises BadConfiguration for a map or a list that nobody knows."""
    if section.map and section.map not in maps:
        known = ", ".join(maps)
        raise BadConfiguration(
            f'crm.files.map = "{section.map}" is none of the import maps: the configured ones are {known}.'
        )
    if section.covers:
        try:
            parse_covers(section.covers, directory)
        except BadInput as error:
            raise BadConfiguration(
                f"crm.files.covers: {str(error).removeprefix('--covers').strip(' :')}."
            ) from None
    return FilesPlan(
        folder=folder,
        maps=(maps[section.map],) if section.map else tuple(maps.values()),
        covers=section.covers or None,
        settle=section.settle,
        keep=section.keep,
    )
