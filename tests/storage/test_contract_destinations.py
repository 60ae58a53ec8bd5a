from __future__ import annotations

from datetime import timedelta

import pytest
from builders import CIDENG, HOUR, IN_CIDENG, IN_THE_CITY, NOW, Chat, Official, notice_draft

from monitor.errors import NotFound
from monitor.model import Destination, DestinationKind, DestinationState, Role, Scope
from storage.store import Store


async def synchronise(store: Store, *chats: Chat) -> list[Destination]:
    async with store.writing() as tables:
        await tables.destinations.synchronise(chats, NOW)
        return await tables.destinations.all()


async def employ(store: Store, *officials: Official) -> list[Destination]:
    async with store.writing() as tables:
        await tables.people.synchronise(officials, NOW)
        return await tables.destinations.all()


async def invite(store: Store, token: str = "hash", **terms: object) -> None:
    said: dict[str, object] = {"digest": True, "expires_at": NOW + HOUR} | terms
    async with store.writing() as tables:
        await tables.people.invite(token, "Admin Cideng", Role.VIEWER, IN_CIDENG, **said)  # type: ignore[arg-type]


async def test_configured_chats_are_added_updated_and_retired_with_their_ids(any_store: Store) -> None:
    first = await synchronise(any_store, Chat(-1), Chat(-1, 7), Chat(-2))
    assert [(one.id, one.chat_id, one.topic) for one in first] == [(1, -1, None), (2, -1, 7), (3, -2, None)]
    second = await synchronise(any_store, Chat(-2, name="Kota", scope=IN_THE_CITY, kind=DestinationKind.OPERATOR))
    assert [(one.id, one.name, one.scope, one.kind) for one in second] == [
        (3, "Kota", IN_THE_CITY, DestinationKind.OPERATOR)
    ]
    third = await synchronise(any_store, Chat(-1, 7), Chat(-3), Chat(-2))
    assert [(one.id, one.chat_id, one.topic) for one in third] == [(2, -1, 7), (3, -2, None), (4, -3, None)]


async def test_synchronising_again_keeps_what_is_known_of_a_chat(any_store: Store) -> None:
    await synchronise(any_store, Chat(-1))
    async with any_store.writing() as tables:
        await tables.destinations.mark(1, DestinationState.LOST, NOW, "kicked")
        await tables.destinations.hold(-1, NOW + HOUR)
    (again,) = await synchronise(any_store, Chat(-1))
    assert (again.state, again.lost_reason, again.not_before) == (DestinationState.LOST, "kicked", NOW + HOUR)


async def test_the_scope_comes_back_as_it_was(any_store: Store) -> None:
    scopes = [Scope(areas=("31.71", CIDENG)), Scope(unit="Dinas X"), Scope(everything=True)]
    found = await synchronise(any_store, *[Chat(-n, scope=scope) for n, scope in enumerate(scopes, start=1)])
    assert [one.scope for one in found] == scopes


async def test_a_topic_is_found_before_its_chat(any_store: Store) -> None:
    await synchronise(any_store, Chat(-1), Chat(-1, 7), Chat(-2, 8))
    async with any_store.reading() as tables:
        found = [
            await tables.destinations.find(chat, topic)
            for chat, topic in ((-1, 7), (-1, 9), (-1, None), (-2, None))
        ]
        assert [one.id if one else None for one in found] == [2, 1, 1, None]
        with pytest.raises(NotFound):
            await tables.destinations.get(9)


async def test_a_chat_that_moved_keeps_its_destinations_and_its_old_id(any_store: Store) -> None:
    await synchronise(any_store, Chat(-1), Chat(-1, 7))
    async with any_store.writing() as tables:
        assert await tables.destinations.move(-1, -100, NOW) == 2
        assert await tables.destinations.move(-100, -200, NOW) == 2
        assert await tables.destinations.move(-5, -6, NOW) == 0
    found = await synchronise(any_store, Chat(-1), Chat(-1, 7))  # the configuration still says the old id
    assert [(one.id, one.chat_id, one.topic) for one in found] == [(1, -200, None), (2, -200, 7)]
    found = await synchronise(any_store, Chat(-200), Chat(-200, 7))
    assert [one.id for one in found] == [1, 2]


async def test_a_chat_that_moves_onto_a_bound_one_hands_over_what_is_to_be_told(any_store: Store) -> None:
    await synchronise(any_store, Chat(-1), Chat(-100))
    async with any_store.writing() as tables:
        await tables.notices.plan([notice_draft("a", 1)], NOW)
        assert await tables.destinations.move(-1, -100, NOW) == 1
        assert [one.id for one in await tables.destinations.all()] == [2]
        notice = await tables.notices.claim(NOW, HOUR, [])
    assert notice is not None and notice.destination_id == 2


async def test_the_configured_old_and_new_id_of_one_chat_are_one_destination(any_store: Store) -> None:
    await synchronise(any_store, Chat(-1))
    async with any_store.writing() as tables:
        await tables.destinations.move(-1, -100, NOW)
    found = await synchronise(any_store, Chat(-1), Chat(-100, name="Baru"))
    assert [(one.id, one.chat_id, one.name) for one in found] == [(1, -100, "Baru")]


async def test_an_invitation_binds_once_and_adds_the_private_chat(any_store: Store) -> None:
    await invite(any_store)
    async with any_store.writing() as tables:
        person = await tables.people.accept("hash", 77, NOW)
        assert await tables.people.accept("hash", 78, NOW) is None
        assert await tables.people.accept("other", 78, NOW) is None
    assert person is not None
    assert (person.user_id, person.name, person.role, person.scope) == (77, "Admin Cideng", Role.VIEWER, IN_CIDENG)
    async with any_store.reading() as tables:
        assert await tables.people.find(77) == person
        assert await tables.people.find(78) is None
        private = await tables.destinations.find(77, None)
    assert private is not None
    assert (private.kind, private.state, private.configured) == (
        DestinationKind.PERSON,
        DestinationState.ACTIVE,
        False,
    )
    assert [one.chat_id for one in await synchronise(any_store)] == [77]
    assert [one.chat_id for one in await employ(any_store)] == [77]


async def test_an_expired_invitation_binds_nobody(any_store: Store) -> None:
    await invite(any_store)
    async with any_store.writing() as tables:
        assert await tables.people.accept("hash", 77, NOW + HOUR) is None
        assert await tables.people.all() == []


async def test_an_invitation_without_digest_adds_no_private_chat(any_store: Store) -> None:
    await invite(any_store, digest=False)
    async with any_store.writing() as tables:
        assert await tables.people.accept("hash", 77, NOW) is not None
        assert await tables.destinations.find(77, None) is None


async def test_a_configured_person_waits_for_start_and_stays_active(any_store: Store) -> None:
    (private,) = await employ(any_store, Official(42))
    assert (private.kind, private.state, private.chat_id) == (DestinationKind.PERSON, DestinationState.WAITING, 42)
    async with any_store.writing() as tables:
        assert await tables.destinations.revive(42, NOW) == [private.id]
        assert await tables.destinations.revive(42, NOW) == []
    await synchronise(any_store)
    (again,) = await employ(any_store, Official(42, name="Baru"))
    assert (again.id, again.state, again.name) == (private.id, DestinationState.ACTIVE, "Baru")


async def test_a_notice_for_one_who_has_not_started_waits(any_store: Store) -> None:
    await employ(any_store, Official(42))
    async with any_store.writing() as tables:
        await tables.notices.plan([notice_draft("a", 1)], NOW)
        assert await tables.notices.claim(NOW, HOUR, []) is None
        assert await tables.notices.next_at(NOW) is None
        await tables.destinations.revive(42, NOW)
        assert await tables.notices.claim(NOW, HOUR, []) is not None


async def test_people_leave_and_come_back(any_store: Store) -> None:
    await employ(any_store, Official(42), Official(43, role=Role.VIEWER, digest=False))
    assert [one.chat_id for one in await employ(any_store, Official(43))] == [43]
    async with any_store.reading() as tables:
        assert [one.user_id for one in await tables.people.all()] == [43]
        assert await tables.people.find(42) is None
    back = await employ(any_store, Official(42), Official(43, role=Role.VIEWER, digest=False))
    assert [(one.id, one.chat_id) for one in back] == [(1, 42)]
    async with any_store.reading() as tables:
        assert [one.user_id for one in await tables.people.all()] == [42, 43]


async def test_the_file_wins_over_an_invitation(any_store: Store) -> None:
    await employ(any_store, Official(42))
    await invite(any_store)
    async with any_store.writing() as tables:
        person = await tables.people.accept("hash", 42, NOW)
    assert person is not None and (person.name, person.role) == ("Koordinator", Role.COORDINATOR)
    (private,) = await synchronise(any_store)
    assert (private.configured, private.state) == (True, DestinationState.ACTIVE)


async def test_the_file_takes_over_what_was_bound_by_invitation(any_store: Store) -> None:
    await invite(any_store)
    async with any_store.writing() as tables:
        await tables.people.accept("hash", 42, NOW)
    (private,) = await employ(any_store, Official(42))
    assert (private.configured, private.state, private.scope) == (True, DestinationState.ACTIVE, IN_THE_CITY)
    (chat,) = await synchronise(any_store, Chat(42, name="Sebagai chat"))
    assert (chat.id, chat.name) == (private.id, "Sebagai chat")
    (kept,) = await employ(any_store, Official(42))
    assert kept.name == "Sebagai chat"


async def test_a_slot_opens_once(any_store: Store) -> None:
    async with any_store.writing() as tables:
        ledger = tables.ledger
        assert await ledger.open_slot("pagi", NOW, NOW)
        assert not await ledger.open_slot("pagi", NOW, NOW + HOUR)
        assert await ledger.open_slot("sore", NOW + 7 * HOUR, NOW)
        assert await ledger.last_slot_before(NOW + 7 * HOUR) == NOW
        assert await ledger.last_slot_before(NOW) is None


async def test_the_first_start_and_notes_are_remembered(any_store: Store) -> None:
    start = NOW + timedelta(microseconds=1)
    async with any_store.writing() as tables:
        assert await tables.ledger.started(start) == start
        assert await tables.ledger.started(NOW + HOUR) == start
        assert await tables.ledger.note("x") is None
        await tables.ledger.set_note("x", "satu 😀\0")
        await tables.ledger.set_note("y", "dua")
        await tables.ledger.set_note("x", "tiga\0")
        assert (await tables.ledger.note("x"), await tables.ledger.note("y")) == ("tiga", "dua")


@pytest.mark.parametrize("role", [Role.ONCALL, Role.COORDINATOR])
async def test_who_is_called_in_an_emergency_has_a_private_chat_without_digests(
    any_store: Store, role: Role
) -> None:
    (private,) = await employ(any_store, Official(42, role=role, digest=False))
    assert (private.kind, private.state, private.gets_digests) == (
        DestinationKind.PERSON,
        DestinationState.WAITING,
        False,
    )
    (private,) = await employ(any_store, Official(42, role=role, digest=True))
    assert private.gets_digests
    assert await employ(any_store, Official(42, role=Role.VIEWER, digest=False)) == []
