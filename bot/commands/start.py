"""/start: in private an invitation is accepted and a known person greeted; in groups it is /bantuan."""

from __future__ import annotations

import re
from hashlib import sha256

from bot.commands.bantuan import bantuan, stranger
from bot.commands.command import Reply, Request
from bot.views.replies import invitation_invalid, welcome_person
from monitor.model import Person

_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")  # what Telegram lets a deep link carry


async def start(request: Request) -> Reply:
    if not request.standing.asker.is_private:
        return await bantuan(request)
    if request.arguments:
        return await _accept(request)
    if request.standing.person is None:
        return await bantuan(request) if request.standing.is_known else stranger(request)
    return _welcome(request, request.standing.person)


async def _accept(request: Request) -> Reply:
    """Binds the person. Pressed again by the one who was bound by it, it greets: an answer may have been lost."""
    user_id = request.standing.asker.user_id
    person = None
    if user_id is not None and _TOKEN.fullmatch(request.arguments):
        async with request.desk.store.writing() as tables:
            person = await tables.people.accept(token_hash(request.arguments), user_id, request.now)
            await tables.destinations.revive(user_id, request.now)
    person = person or request.standing.person
    return _welcome(request, person) if person else Reply(invitation_invalid())


def token_hash(token: str) -> str:
    """What is stored of an invitation's token."""
    return sha256(token.encode()).hexdigest()


def _welcome(request: Request, person: Person) -> Reply:
    return Reply(welcome_person(person.name, request.desk.title(person.scope)))
