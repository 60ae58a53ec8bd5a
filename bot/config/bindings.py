"""Who is told what: chats and people of the configuration as destinations and persons, with areas resolved."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from bot.config.sections import Chat, PersonSection
from monitor.areas.directory import Area, Directory
from monitor.errors import BadConfiguration
from monitor.model import DestinationKind, Role, Scope

EVERYTHING = "*"


@dataclass(frozen=True, slots=True)
class BoundChat:
    """A group or topic of the file (monitor.ports.ConfiguredDestination)."""

    kind: DestinationKind
    chat_id: int
    topic: int | None
    scope: Scope
    name: str


@dataclass(frozen=True, slots=True)
class BoundPerson:
    """A person of the file (monitor.ports.ConfiguredPerson)."""

    user_id: int
    name: str
    role: Role
    scope: Scope
    digest: bool


def bound_chats(chats: Iterable[Chat], directory: Directory) -> tuple[BoundChat, ...]:
    """Raises BadConfiguration for an area that is not certain and for a chat and topic named twice."""
    bound: list[BoundChat] = []
    seen: dict[tuple[int, int | None], int] = {}
    for number, chat in enumerate(chats, 1):
        twin = seen.setdefault((chat.id, chat.topic), number)
        if twin != number:
            topic = f"topic = {chat.topic}" if chat.topic else "no topic"
            raise BadConfiguration(
                f"chats[{number}]: id = {chat.id} with {topic} is chats[{twin}] already: remove one of them."
            )
        bound.append(_bound_chat(chat, f"chats[{number}].area", directory))
    return tuple(bound)


def bound_people(people: Iterable[PersonSection], directory: Directory) -> tuple[BoundPerson, ...]:
    """Raises BadConfiguration for an area that is not certain and for a person named twice."""
    bound: dict[int, BoundPerson] = {}
    for number, person in enumerate(people, 1):
        if person.user_id in bound:
            raise BadConfiguration(
                f"people[{number}]: user_id = {person.user_id} is listed already: remove one of them."
            )
        codes = person.areas or (EVERYTHING,)
        bound[person.user_id] = BoundPerson(
            user_id=person.user_id,
            name=person.name,
            role=Role(person.role),
            scope=area_scope(codes, f"people[{number}].areas", directory),
            digest=person.digest,
        )
    return tuple(bound.values())


def area_scope(written: Iterable[str], key: str, directory: Directory) -> Scope:
    """The scope of areas written as codes, names or "*". Raises BadConfiguration naming `key`."""
    names = tuple(written)
    if EVERYTHING in names:
        return Scope(everything=True)
    return Scope(areas=tuple(certain_area(name, key, directory).code for name in names))


def certain_area(written: str, key: str, directory: Directory) -> Area:
    """The area that a code or name certainly means. Raises BadConfiguration naming `key`."""
    found = directory.resolve(written)
    if found.area is not None:
        return found.area
    value = json.dumps(written, ensure_ascii=False)
    if not found.candidates:
        raise BadConfiguration(f"{key} = {value} is not an area of the directory: use a code like 31.71.01.1004.")
    choices = " or ".join(f"{area.code} ({area.title})" for area in found.candidates)
    raise BadConfiguration(f"{key} = {value} is doubtful: write {choices}.")


def _bound_chat(chat: Chat, key: str, directory: Directory) -> BoundChat:
    if chat.kind == "operator":
        return BoundChat(DestinationKind.OPERATOR, chat.id, chat.topic, Scope(everything=True), "Operator")
    if chat.unit:
        return BoundChat(DestinationKind.GROUP, chat.id, chat.topic, Scope(unit=chat.unit), chat.unit)
    scope = area_scope((chat.area or EVERYTHING,), key, directory)
    name = "Semua wilayah" if scope.everything else directory.get(scope.areas[0]).title
    return BoundChat(DestinationKind.GROUP, chat.id, chat.topic, scope, name)
