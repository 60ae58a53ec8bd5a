"""Who may ask what, and who is invited: the rows behind `monitor.ports.People`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import DestinationState, Person, Role, Scope
from monitor.ports import ConfiguredPerson
from storage.dialects import insert_into
from storage.encoding import decode_scope, encode_scope
from storage.private import add_private, retire_private
from storage.tables import invitations, people

VALUES = [column for column in people.c if column.name not in ("configured", "retired_at")]
CALLED = (Role.ONCALL, Role.COORDINATOR)  # told in private of what is urgent, also without digests
PRESENT = people.c.retired_at.is_(None)


class People:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def synchronise(self, wanted: Sequence[ConfiguredPerson], now: datetime) -> None:
        """Adds, updates and retires configured people and their private destinations; bound ones stay.

        A new private destination is WAITING until its person presses Start (`Destinations.revive`).
        Call it after `Destinations.synchronise`: a private chat that is configured as a chat stays one.
        """
        kept = [await self._put_configured(one, now) for one in wanted]
        leavers = select(people.c.id).where(people.c.configured, PRESENT, people.c.id.not_in(kept))
        for person_id in (await self._connection.execute(leavers)).scalars().all():
            await retire_private(self._connection, person_id, now)
            await self._connection.execute(update(people).where(people.c.id == person_id).values(retired_at=now))

    async def _put_configured(self, one: ConfiguredPerson, now: datetime) -> int:
        person = await self._put(one.user_id, one.name, one.role, one.scope, one.digest, configured=True)
        await self._settle(person, DestinationState.WAITING, now)
        return person.id

    async def _settle(self, person: Person, state: DestinationState, now: datetime) -> None:
        if person.digest or person.role in CALLED:
            await add_private(self._connection, person, state)
        else:
            await retire_private(self._connection, person.id, now)

    async def _put(
        self, user_id: int, name: str, role: Role, scope: Scope, digest: bool, *, configured: bool
    ) -> Person:
        values: dict[str, Any] = {"name": name, "role": role.value, "scope": encode_scope(scope)}
        values |= {"digest": digest, "configured": configured, "retired_at": None}
        query = insert_into(self._connection, people).values(user_id=user_id, **values)
        query = query.on_conflict_do_update(index_elements=[people.c.user_id], set_=values)
        return _person((await self._connection.execute(query.returning(*VALUES))).one())

    async def find(self, user_id: int) -> Person | None:
        query = select(*VALUES).where(people.c.user_id == user_id, PRESENT)
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else _person(row)

    async def all(self) -> list[Person]:
        rows = await self._connection.execute(select(*VALUES).where(PRESENT).order_by(people.c.id))
        return [_person(row) for row in rows]

    async def invite(
        self, token_hash: str, name: str, role: Role, scope: Scope, *, digest: bool, expires_at: datetime
    ) -> None:
        """Remembers an invitation by the hash of its token."""
        values = {"name": name, "role": role.value, "scope": encode_scope(scope), "digest": digest}
        query = insert_into(self._connection, invitations).values(
            token_hash=token_hash, expires_at=expires_at, **values
        )
        await self._connection.execute(query)

    async def accept(self, token_hash: str, user_id: int, now: datetime) -> Person | None:
        """Binds the user, once; None when unknown, used or expired. Adds the private destination.

        Who is configured already stays as configured: the file wins.
        """
        usable = (invitations.c.used_at.is_(None), invitations.c.expires_at > now)
        claim = update(invitations).where(invitations.c.token_hash == token_hash, *usable).values(used_at=now)
        invitation = (await self._connection.execute(claim.returning(*invitations.c))).one_or_none()
        if invitation is None:
            return None
        person = await self._configured(user_id)
        if person is None:
            role, scope = Role(invitation.role), decode_scope(invitation.scope)
            person = await self._put(user_id, invitation.name, role, scope, invitation.digest, configured=False)
        await self._settle(person, DestinationState.ACTIVE, now)
        bound = update(invitations).where(invitations.c.token_hash == token_hash).values(person_id=person.id)
        await self._connection.execute(bound)
        return person

    async def _configured(self, user_id: int) -> Person | None:
        query = select(*VALUES).where(people.c.user_id == user_id, people.c.configured, PRESENT)
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else _person(row)


def _person(row: Row[Any]) -> Person:
    fields = dict(row._mapping)
    return Person(**{**fields, "role": Role(fields["role"]), "scope": decode_scope(fields["scope"])})
