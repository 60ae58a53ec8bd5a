"""Conversations: what is typed and pressed in chats, and what siaga answers, through the whole stack."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from conversation import (
    CIDENG_GROUP,
    CITY_GROUP,
    COLLEAGUE,
    COORDINATOR,
    FORUM,
    GAMBIR_TOPIC,
    HOUR,
    KWITANG_TOPIC,
    LOOSE_TOPIC,
    NOW,
    ON_DUTY,
    OPERATORS,
    STRANGER,
    UNBOUND,
    Conversation,
    bindings,
    callback_data,
    conversation,
    seen,
)
from telegram_html import judged

from bot.asking.menus import offer_menus
from bot.commands.registry import COMMANDS
from bot.commands.start import token_hash
from bot.sandbox import Fault, FaultKind, acts
from bot.sandbox.objects import Message, Standing
from bot.views.replies import trouble_toast
from monitor.model import (
    DestinationState,
    NoticeDraft,
    NoticeKind,
    NoticeState,
    Page,
    Role,
    Scope,
    Stage,
)

LATE, SOON, FRESH, ELSEWHERE = "JK2611220412", "JK2611220500", "JK2611230007", "JK2611230099"


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Conversation]:
    """Cideng: one late, one soon, one fresh; Kwitang: one fresh. Everything rendered must please Telegram."""
    async with conversation(tmp_path) as talk:
        await talk.learn(
            [
                seen(LATE, "Cideng", age=8 * HOUR),
                seen(SOON, "Cideng", age=5 * HOUR, category="Parkir <liar> & lain"),
                seen(FRESH, "Cideng"),
                seen(ELSEWHERE, "Kwitang", category="Jalan"),
            ]
        )
        yield talk
        for chat in talk.sandbox.world.chats.values():
            for message in talk.said(chat.id):
                judged(message.html)


def tickets_in(message: Message) -> set[str]:
    return {ticket for ticket in (LATE, SOON, FRESH, ELSEWHERE) if ticket in message.text}


# What a chat sees


async def test_a_kelurahan_sees_only_its_own_whoever_types(talk: Conversation) -> None:
    for writer in (ON_DUTY, COLLEAGUE, STRANGER, COORDINATOR):
        answer = await talk.ask(CIDENG_GROUP, "/wait", by=writer)
        assert tickets_in(answer) == {LATE, SOON, FRESH}


@pytest.mark.parametrize("command", ["/terlambat", "/lewat", "/TERLAMBAT", "/terlambat@siaga_bot"])
async def test_late_ones_by_name_and_alias(talk: Conversation, command: str) -> None:
    assert tickets_in(await talk.ask(CIDENG_GROUP, command)) == {LATE}


@pytest.mark.parametrize("command", ["/segera", "/tenggat"])
async def test_those_due_soon_by_name_and_alias(talk: Conversation, command: str) -> None:
    assert tickets_in(await talk.ask(CIDENG_GROUP, command)) == {SOON}


async def test_the_city_sees_all_and_may_ask_for_any_kelurahan_inside(talk: Conversation) -> None:
    assert tickets_in(await talk.ask(CITY_GROUP, "/wait")) == {LATE, SOON, FRESH, ELSEWHERE}
    assert tickets_in(await talk.ask(CITY_GROUP, "/wait kel. kwitang")) == {ELSEWHERE}
    assert tickets_in(await talk.ask(CITY_GROUP, "/terlambat Cideng")) == {LATE}


async def test_a_kelurahan_may_not_ask_for_another(talk: Conversation) -> None:
    answer = await talk.ask(CIDENG_GROUP, "/wait Kwitang")
    assert tickets_in(answer) == set()
    assert "Kel. Cideng" in answer.text
    assert tickets_in(await talk.ask(CIDENG_GROUP, "/wait Cideng")) == {LATE, SOON, FRESH}


async def test_topics_of_one_chat_see_their_own_areas_and_are_answered_there(talk: Conversation) -> None:
    gambir = await talk.ask(FORUM, "/wait", topic=GAMBIR_TOPIC)
    kwitang = await talk.ask(FORUM, "/wait", topic=KWITANG_TOPIC)
    assert (tickets_in(gambir), gambir.topic) == ({LATE, SOON, FRESH}, GAMBIR_TOPIC)
    assert (tickets_in(kwitang), kwitang.topic) == ({ELSEWHERE}, KWITANG_TOPIC)
    loose = await talk.ask(FORUM, "/wait", topic=LOOSE_TOPIC)
    assert (tickets_in(loose), loose.topic) == (set(), LOOSE_TOPIC)
    assert str(FORUM) in loose.text


async def test_an_anonymous_admin_is_served_as_the_chat(talk: Conversation) -> None:
    assert tickets_in(await talk.ask(CIDENG_GROUP, "/wait", by=CIDENG_GROUP)) == {LATE, SOON, FRESH}


async def test_the_operators_chat_sees_everything(talk: Conversation) -> None:
    assert tickets_in(await talk.ask(OPERATORS, "/wait")) == {LATE, SOON, FRESH, ELSEWHERE}


async def test_a_known_person_asks_in_private(talk: Conversation) -> None:
    assert tickets_in(await talk.ask(COORDINATOR, "/wait")) == {LATE, SOON, FRESH, ELSEWHERE}


async def test_data_is_shown_as_it_is_and_never_as_markup(talk: Conversation) -> None:
    answer = await talk.ask(CIDENG_GROUP, "/segera")
    assert "Parkir <liar> & lain" in answer.text


# What is left alone


async def test_commands_for_another_bot_are_ignored(talk: Conversation) -> None:
    talk.sandbox.world.privacy = False
    assert await talk.say(CIDENG_GROUP, "/wait@OtherBot") == []
    assert await talk.say(CIDENG_GROUP, "/cuaca") == []
    assert await talk.say(CIDENG_GROUP, "selamat pagi") == []


async def test_an_unknown_command_for_this_bot_brings_the_help(talk: Conversation) -> None:
    assert "/wait" in (await talk.ask(CIDENG_GROUP, "/cuaca@siaga_bot")).text


async def test_an_edited_message_is_never_a_command(talk: Conversation) -> None:
    chat = talk.chat(CIDENG_GROUP)
    talk.sandbox.world.privacy = False
    said = acts.say(talk.sandbox.world, chat, ON_DUTY, "halo")
    acts.edit(talk.sandbox.world, chat, ON_DUTY, said.id, "/wait")
    await talk.settle()
    assert talk.said(CIDENG_GROUP) == []


def raw_command(talk: Conversation, **more: object) -> dict[str, object]:
    return {
        "message": {
            "message_id": 900,
            "date": int(talk.clock.now().timestamp()),
            "chat": {"id": CIDENG_GROUP, "type": "supergroup", "title": "CRM Cideng"},
            "from": {"id": ON_DUTY, "is_bot": False, "first_name": "Piket"},
            "text": "/wait",
        }
        | more
    }


@pytest.mark.parametrize(
    "more",
    [
        {"forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "x"}},
        {"from": {"id": 777, "is_bot": True, "first_name": "Bot lain"}},
        {"sender_chat": {"id": -100999, "type": "channel", "title": "Kanal"}, "is_automatic_forward": True},
        {"sender_chat": {"id": -100999, "type": "channel", "title": "Kanal"}},
        {"date": int((NOW - timedelta(minutes=11)).timestamp())},
    ],
)
async def test_what_nobody_asked_here_and_now_is_ignored(talk: Conversation, more: dict[str, object]) -> None:
    talk.sandbox.world.updates.inject(raw_command(talk))
    await talk.settle()
    assert len(talk.said(CIDENG_GROUP)) == 1
    talk.sandbox.world.updates.inject(raw_command(talk, **more))
    await talk.settle()
    assert len(talk.said(CIDENG_GROUP)) == 1


async def test_an_update_that_cannot_be_read_does_not_stop_the_next(talk: Conversation) -> None:
    talk.sandbox.world.updates.inject({"message": {"chat": "?"}})
    assert tickets_in(await talk.ask(CIDENG_GROUP, "/wait")) == {LATE, SOON, FRESH}
    assert talk.updates.skipped == 1


# Doubtful names


async def test_a_doubtful_name_is_asked_back_by_buttons(talk: Conversation) -> None:
    question = await talk.ask(CITY_GROUP, "/wait gambir")
    buttons = callback_data(question)
    assert set(buttons) == {"Kel. Gambir", "Kec. Gambir"}
    assert await talk.press(question, buttons["Kec. Gambir"]) == ""
    assert tickets_in(question) == {LATE, SOON, FRESH}


async def test_an_area_button_is_worth_nothing_in_a_chat_that_may_not_see_the_area(talk: Conversation) -> None:
    question = await talk.ask(CITY_GROUP, "/wait gambir")
    stolen = callback_data(question)["Kec. Gambir"]
    victim = await talk.ask(CIDENG_GROUP, "/aduan")
    victim.markup = [[{"text": "x", "callback_data": stolen}]]
    before = victim.text
    assert await talk.press(victim, stolen)
    assert victim.text == before


async def test_an_unknown_name_brings_suggestions_that_can_be_pressed(talk: Conversation) -> None:
    question = await talk.ask(CITY_GROUP, "/wait kwitan barat")
    assert "kwitan barat" in question.text
    for label, data in callback_data(question).items():
        assert len(data.encode()) <= 64
        assert label.startswith(("Kel.", "Kec.", "Kota"))


# One complaint


@pytest.mark.parametrize(
    "typed",
    [
        f"/aduan {LATE}",
        f"/aduan {LATE.lower()}",
        "/aduan JK 261122 0412",
        f"/aduan mohon cek {LATE}, terima kasih",
    ],
)
async def test_a_complaint_is_found_however_its_ticket_is_written(talk: Conversation, typed: str) -> None:
    answer = await talk.ask(CIDENG_GROUP, typed)
    assert LATE in answer.text
    assert "Jl. Cideng Raya" in answer.text


async def test_a_ticket_of_another_area_does_not_exist_here(talk: Conversation) -> None:
    theirs = await talk.ask(CIDENG_GROUP, f"/aduan {ELSEWHERE}")
    nobodys = await talk.ask(CIDENG_GROUP, "/aduan JK2611239999")
    assert theirs.text.replace(ELSEWHERE, "X") == nobodys.text.replace("JK2611239999", "X")
    assert "Kwitang" not in theirs.text


async def test_without_a_ticket_the_most_urgent_are_offered(talk: Conversation) -> None:
    question = await talk.ask(CIDENG_GROUP, "/aduan")
    offered = callback_data(question)
    assert [label.split()[0] for label in offered] == [LATE, SOON, FRESH]
    assert await talk.press(question, next(iter(offered.values()))) == ""
    assert LATE in question.text


async def test_a_ticket_written_in_reply_to_the_bot_is_looked_up(talk: Conversation) -> None:
    question = await talk.ask(CIDENG_GROUP, "/aduan")
    answer = await talk.ask(CIDENG_GROUP, f"yang {FRESH}", reply_to=question.id)
    assert tickets_in(answer) == {FRESH}


async def test_a_ticket_pasted_in_private_is_looked_up(talk: Conversation) -> None:
    assert ELSEWHERE in (await talk.ask(COORDINATOR, f"tolong cek {ELSEWHERE}")).text


async def test_a_forwarded_text_with_a_ticket_is_looked_up_but_is_never_a_command(talk: Conversation) -> None:
    await talk.ask(COORDINATOR, "/bantuan")
    before = len(talk.said(COORDINATOR))
    private = {"id": COORDINATOR, "type": "private", "first_name": "Koordinator"}
    forwarded = {
        "chat": private,
        "from": {"id": COORDINATOR, "is_bot": False, "first_name": "Koordinator"},
        "forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "x"},
    }
    talk.sandbox.world.updates.inject(raw_command(talk, **forwarded, text="/wait"))
    await talk.settle()
    assert len(talk.said(COORDINATOR)) == before
    talk.sandbox.world.updates.inject(raw_command(talk, **forwarded, text=f"warga menanyakan {LATE}"))
    await talk.settle()
    assert LATE in talk.said(COORDINATOR)[-1].text


async def test_a_ticket_that_two_systems_have_is_asked_back(talk: Conversation) -> None:
    await talk.learn([seen(LATE, "Cideng", system="crm2", category="Banjir")])
    question = await talk.ask(CIDENG_GROUP, f"/aduan {LATE}")
    buttons = callback_data(question)
    assert set(buttons) == {"crm", "crm2"}
    await talk.press(question, buttons["crm2"])
    assert "Banjir" in question.text


# Pages


async def many(talk: Conversation, count: int = 60) -> None:
    await talk.learn(seen(f"JK26112210{number:02}", "Kwitang") for number in range(count))


async def test_pages_turn_in_the_same_message_and_leave_nothing_out(talk: Conversation) -> None:
    await many(talk)
    answer = await talk.ask(CITY_GROUP, "/wait kwitang")
    shown: set[str] = set()
    for _ in range(10):
        shown |= {f"JK26112210{number:02}" for number in range(60) if f"JK26112210{number:02}" in answer.text}
        assert await talk.press(answer, callback_data(answer)["›"]) == ""
    assert len(shown) == 60
    assert talk.said(CITY_GROUP) == [answer]


async def test_newer_data_makes_the_pages_begin_again_and_says_so(talk: Conversation) -> None:
    await many(talk)
    answer = await talk.ask(CITY_GROUP, "/wait kwitang")
    first_page = callback_data(answer)
    talk.clock.advance(timedelta(minutes=5))
    await talk.learn([seen(ELSEWHERE, "Kwitang", stage=Stage.PROCESS, listed_at=talk.clock.now())])
    toast = await talk.press(answer, first_page["›"])
    assert toast is not None
    assert "diperbarui" in toast
    assert any(label.startswith("1/") for label in callback_data(answer))


async def test_an_old_answer_begins_again(talk: Conversation) -> None:
    await many(talk)
    answer = await talk.ask(CITY_GROUP, "/wait kwitang")
    talk.clock.advance(timedelta(hours=3))
    toast = await talk.press(answer, callback_data(answer)["›"])
    assert toast is not None
    assert "diperbarui" in toast
    assert any(label.startswith("1/") for label in callback_data(answer))


@pytest.mark.parametrize(
    "data",
    ["", "x", "d:1:1", "d:999999999999999999:1", "a:zzzzzzzzzzzz", "w:w:99.99", "w:w:31.71", "l:w:31.71:0:-:1",
     "l:w:-:zzzzzzz:zzzzzzz:zzz", "l:w:'; DROP TABLE:0:-:1", "m:old"],
)  # fmt: skip
async def test_hostile_and_stale_buttons_are_answered_and_change_nothing(talk: Conversation, data: str) -> None:
    message = await talk.ask(CIDENG_GROUP, "/wait Kwitang")
    before = message.text
    message.markup = [[{"text": "x", "callback_data": data}]]
    toast = await talk.press(message, data)
    if data.startswith("l:w:-"):
        assert toast is not None
        assert ELSEWHERE not in message.text
    else:
        assert toast
        assert message.text == before


async def test_a_digest_page_is_refused_in_another_chat(talk: Conversation) -> None:
    notice_id = await sent_digest(talk)
    own = await talk.ask(CITY_GROUP, "/aduan")
    own.markup = [[{"text": "2", "callback_data": f"d:{notice_id}:2"}]]
    assert await talk.press(own, f"d:{notice_id}:2") == ""
    assert "halaman dua" in own.text
    other = await talk.ask(CIDENG_GROUP, "/aduan")
    other.markup = [[{"text": "2", "callback_data": f"d:{notice_id}:2"}]]
    assert await talk.press(other, f"d:{notice_id}:2")
    assert "halaman dua" not in other.text


async def sent_digest(talk: Conversation) -> int:
    """A digest of two pages that the city group was sent."""
    now = talk.clock.now()
    async with talk.desk.store.writing() as tables:
        city = await tables.destinations.find(CITY_GROUP, None)
        assert city is not None
        await tables.notices.plan(
            [
                NoticeDraft(
                    key="d1",
                    kind=NoticeKind.DIGEST,
                    destination_id=city.id,
                    subject="pagi",
                    slot_at=now,
                    not_before=now,
                )
            ],
            now,
        )
        notice = await tables.notices.claim(now, timedelta(minutes=1), ())
        assert notice is not None
        pages = (Page("halaman satu", "halaman satu"), Page("halaman dua", "halaman dua"))
        try_id = await tables.notices.begin_try(notice.id, pages, now)
        await tables.notices.record(notice.id, try_id, NoticeState.SENT, now, message_id=1)
    return notice.id


# Strangers, invitations


async def test_an_unbound_group_learns_its_id_and_nothing_else(talk: Conversation) -> None:
    for command in ("/wait", f"/aduan {LATE}", "/status", "/bantuan", "/start"):
        answer = await talk.ask(UNBOUND, command)
        assert str(UNBOUND) in answer.text
        assert tickets_in(answer) == set()


async def test_plain_words_in_an_unbound_group_are_left_alone(talk: Conversation) -> None:
    talk.sandbox.world.privacy = False
    assert await talk.say(UNBOUND, f"ada aduan {LATE}") == []


async def test_a_stranger_in_private_learns_their_id_at_most_once_an_hour_unless_they_ask(
    talk: Conversation,
) -> None:
    answer = await talk.ask(STRANGER, f"halo {LATE}")
    assert str(STRANGER) in answer.text
    assert tickets_in(answer) == set()
    assert await talk.say(STRANGER, "halo?") == []
    assert str(STRANGER) in (await talk.ask(STRANGER, "/wait")).text
    talk.clock.advance(timedelta(minutes=61))
    assert len(await talk.say(STRANGER, "halo lagi")) == 1


async def invite(talk: Conversation, token: str, *, hours: int = 48) -> None:
    async with talk.desk.store.writing() as tables:
        await tables.people.invite(
            token_hash(token),
            "Petugas Kwitang",
            Role.VIEWER,
            Scope(areas=(next(area.code for area in talk.desk.directory.all() if area.title == "Kel. Kwitang"),)),
            digest=True,
            expires_at=talk.clock.now() + timedelta(hours=hours),
        )


async def test_an_invitation_is_accepted_once(talk: Conversation) -> None:
    await invite(talk, "rahasia_1")
    welcome = await talk.ask(STRANGER, "/start rahasia_1")
    assert "Kel. Kwitang" in welcome.text
    assert tickets_in(await talk.ask(STRANGER, "/wait")) == {ELSEWHERE}
    async with talk.desk.store.reading() as tables:
        bound = await tables.destinations.find(STRANGER, None)
    assert bound is not None
    assert bound.state is DestinationState.ACTIVE
    refused = await talk.ask(COLLEAGUE, "/start rahasia_1")
    assert "Kwitang" not in refused.text
    again = await talk.ask(STRANGER, "/start rahasia_1")
    assert "Kel. Kwitang" in again.text


async def test_an_expired_or_made_up_invitation_binds_nobody(talk: Conversation) -> None:
    await invite(talk, "rahasia_2", hours=1)
    talk.clock.advance(timedelta(hours=2))
    for token in ("rahasia_2", "karangan", "'; --", "x" * 500):
        await talk.ask(STRANGER, f"/start {token}")
        talk.clock.advance(timedelta(seconds=5))
    assert str(STRANGER) in (await talk.ask(STRANGER, "/wait")).text


async def test_an_invitation_opened_while_siaga_was_down_still_counts(talk: Conversation) -> None:
    await invite(talk, "rahasia_3")
    yesterday = int((NOW - timedelta(hours=9)).timestamp())
    private = {"id": STRANGER, "type": "private", "first_name": "Orang lain"}
    person = {"id": STRANGER, "is_bot": False, "first_name": "Orang lain"}
    acts.private_chat(talk.sandbox.world, STRANGER).started = True
    raw = raw_command(talk, chat=private, date=yesterday, text="/start rahasia_3", **{"from": person})
    talk.sandbox.world.updates.inject(raw)
    talk.sandbox.world.updates.inject(raw)  # a crash before the offset moved repeats it
    await talk.settle()
    welcomes = talk.said(STRANGER)
    assert len(welcomes) == 2
    assert all("Kel. Kwitang" in welcome.text for welcome in welcomes)


async def test_a_known_person_is_greeted_and_their_chat_revived(talk: Conversation) -> None:
    welcome = await talk.ask(COORDINATOR, "/start")
    assert "Kota Jakarta Pusat" in welcome.text
    async with talk.desk.store.reading() as tables:
        bound = await tables.destinations.find(COORDINATOR, None)
    assert bound is not None
    assert bound.state is DestinationState.ACTIVE


async def test_start_in_a_group_is_the_help(talk: Conversation) -> None:
    assert "/wait" in (await talk.ask(CIDENG_GROUP, "/start")).text


async def test_the_help_lists_every_command_of_this_chat(talk: Conversation) -> None:
    answer = await talk.ask(CIDENG_GROUP, "/bantuan")
    for command in COMMANDS:
        assert not command.in_menu or f"/{command.name}" in answer.text


async def test_the_status_tells_age_queue_and_next_check(talk: Conversation) -> None:
    answer = await talk.ask(CIDENG_GROUP, "/status")
    assert "07.58" in answer.text
    assert "15.00" in answer.text


# Chats that come and go


async def state_of(talk: Conversation, chat_id: int) -> DestinationState:
    async with talk.desk.store.reading() as tables:
        found = await tables.destinations.find(chat_id, None)
    assert found is not None
    return found.state


async def operator_notices(talk: Conversation) -> int:
    async with talk.desk.store.reading() as tables:
        return await tables.notices.waiting()


async def test_a_kicked_bot_is_noticed_told_once_and_welcomed_back(talk: Conversation) -> None:
    chat = talk.chat(CIDENG_GROUP)
    acts.place_bot(talk.sandbox.world, chat, Standing.KICKED)
    await talk.settle()
    assert await state_of(talk, CIDENG_GROUP) is DestinationState.LOST
    assert await operator_notices(talk) == 1
    acts.place_bot(talk.sandbox.world, chat, Standing.MEMBER)
    await talk.settle()
    assert await state_of(talk, CIDENG_GROUP) is DestinationState.ACTIVE
    assert talk.said(CIDENG_GROUP) == []


async def test_a_bot_let_into_an_unknown_group_says_how_to_bind_it_once(talk: Conversation) -> None:
    chat = talk.chat(UNBOUND)
    for _ in range(2):
        acts.place_bot(talk.sandbox.world, chat, Standing.LEFT)
        acts.place_bot(talk.sandbox.world, chat, Standing.MEMBER)
        await talk.settle()
    assert len(talk.said(UNBOUND)) == 1
    assert str(UNBOUND) in talk.said(UNBOUND)[0].text


async def test_a_group_that_became_a_supergroup_keeps_its_binding(talk: Conversation) -> None:
    grown = acts.migrate(talk.sandbox.world, talk.chat(CIDENG_GROUP), -100777)
    await talk.settle()
    assert tickets_in(await talk.ask(grown.id, "/wait")) == {LATE, SOON, FRESH}


async def test_a_lost_chat_that_asks_again_is_back(talk: Conversation) -> None:
    async with talk.desk.store.writing() as tables:
        found = await tables.destinations.find(CIDENG_GROUP, None)
        assert found is not None
        await tables.destinations.mark(found.id, DestinationState.LOST, talk.clock.now(), "no_right_to_write")
    await talk.ask(CIDENG_GROUP, "/wait")
    assert await state_of(talk, CIDENG_GROUP) is DestinationState.ACTIVE


async def test_an_answer_that_cannot_be_written_marks_the_chat(talk: Conversation) -> None:
    talk.sandbox.faults.order(Fault(FaultKind.FORBIDDEN, method="sendMessage", chat=CIDENG_GROUP))
    assert await talk.say(CIDENG_GROUP, "/wait") == []
    assert await state_of(talk, CIDENG_GROUP) is DestinationState.LOST


# Trouble


async def test_a_reply_waits_for_the_pace_but_not_for_ever(
    talk: Conversation, caplog: pytest.LogCaptureFixture
) -> None:
    talk.sandbox.faults.order(Fault(FaultKind.TOO_MANY, method="sendMessage", chat=CIDENG_GROUP, retry_after=7))
    assert len(await talk.say(CIDENG_GROUP, "/wait")) == 1
    assert sum(talk.pauses, timedelta(0)) >= timedelta(seconds=7)
    talk.clock.advance(timedelta(minutes=1))
    talk.sandbox.faults.order(Fault(FaultKind.TOO_MANY, method="sendMessage", chat=CIDENG_GROUP, retry_after=300))
    assert await talk.say(CIDENG_GROUP, "/wait") == []
    assert f"chat {CIDENG_GROUP} was not sent (RateLimited)" in caplog.text


async def test_only_who_has_a_wider_group_is_sent_there(talk: Conversation) -> None:
    city = await talk.ask(CITY_GROUP, "/wait Tebet Barat")
    assert city.text == "Di sini hanya terlihat Kota Jakarta Pusat."
    kelurahan = await talk.ask(CIDENG_GROUP, "/wait Tebet Barat")
    assert kelurahan.text.endswith("Untuk wilayah lain, mohon tanyakan di grup kota.")


async def test_inner_trouble_is_told_and_logged_without_words(
    talk: Conversation, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("rahasia: Jl. Cideng")

    monkeypatch.setattr("bot.commands.listings.listing_of", broken)
    with caplog.at_level(logging.DEBUG, "bot"):
        answer = await talk.ask(CIDENG_GROUP, "/wait Cideng")
    assert answer.text
    assert "ValueError" in caplog.text
    assert "rahasia" not in caplog.text
    assert "/wait" not in caplog.text


async def test_a_press_that_fails_is_answered_all_the_same(
    talk: Conversation, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("rahasia: Jl. Cideng")

    question = await talk.ask(CIDENG_GROUP, "/aduan")
    monkeypatch.setattr("bot.commands.aduan.complaint_page", broken)
    toast = await talk.press(question, next(iter(callback_data(question).values())))
    assert toast
    assert toast == trouble_toast()
    assert "rahasia" not in caplog.text


async def test_nothing_that_is_said_reaches_the_log(talk: Conversation, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "bot"):
        await talk.say(STRANGER, "/start token_rahasia")
        await talk.say(STRANGER, "nama saya Rahasia")
        await talk.say(CIDENG_GROUP, "/wait tempat rahasia")
        await talk.say(CIDENG_GROUP, "/aduan rahasia")
        acts.place_bot(talk.sandbox.world, talk.chat(CIDENG_GROUP), Standing.KICKED)
        await talk.settle()
    assert "rahasia" not in caplog.text.lower()
    assert "Orang lain" not in caplog.text


@pytest.mark.parametrize(
    "text",
    [
        "/wait " + "A" * 4_000,
        "/wait \u202eedoc\u202c <b>&amp;</b>",
        "/aduan " + "<script>" * 400,
        "/aduan </code></b>\u202e",
        "/wait " + "\U0001d5d6\U0001d5f6" * 900,
        "/start " + "\u0000\u200b" + "x" * 100,
        "/bantuan " + "a\u0301\u0327" * 1_000,
        "/wait %s {0} {name}",
    ],
)
async def test_hostile_texts_are_answered_safely(talk: Conversation, text: str) -> None:
    answer = await talk.ask(CITY_GROUP, text)
    assert len(answer.text) <= 4_096
    assert "\u202e" not in answer.text


async def test_a_text_of_ten_thousand_characters_is_answered(talk: Conversation) -> None:
    talk.sandbox.world.updates.inject(raw_command(talk, text="/aduan " + "<JK1> " * 2_000))
    talk.sandbox.world.updates.inject(raw_command(talk, text="/wait " + "\u202eX" * 5_000))
    await talk.settle()
    assert len(talk.said(CIDENG_GROUP)) == 2


# Menus


async def test_menus_are_offered_per_chat_and_only_when_they_change(talk: Conversation) -> None:
    await talk.ask(COORDINATOR, "/start")
    assert await offer_menus(talk.desk, talk.bot) >= 6
    menus = talk.sandbox.world.commands
    by_chat = {scope: [row["command"] for row in menu] for (scope, _), menu in menus.items()}
    assert by_chat['{"type": "all_private_chats"}'] == ["bantuan", "start"]
    bound = by_chat[f'{{"chat_id": {CIDENG_GROUP}, "type": "chat"}}']
    assert bound == [command.name for command in COMMANDS if command.in_menu]
    calls = len(talk.sandbox.calls)
    assert await offer_menus(talk.desk, talk.bot) == 0
    assert len(talk.sandbox.calls) == calls


async def test_a_menu_that_telegram_refuses_is_offered_again_later(talk: Conversation) -> None:
    talk.sandbox.faults.order(Fault(FaultKind.BAD_REQUEST, method="setMyCommands"))
    await offer_menus(talk.desk, talk.bot)
    assert ('{"type": "default"}', "") not in talk.sandbox.world.commands
    await offer_menus(talk.desk, talk.bot)
    assert ('{"type": "default"}', "") in talk.sandbox.world.commands


async def test_a_chat_that_is_bound_no_more_loses_its_menu(talk: Conversation) -> None:
    await offer_menus(talk.desk, talk.bot)
    async with talk.desk.store.writing() as tables:
        kept = [bound for bound in bindings() if bound.chat_id != CIDENG_GROUP]
        await tables.destinations.synchronise(kept, talk.clock.now())
    await offer_menus(talk.desk, talk.bot)
    assert not any(str(CIDENG_GROUP) in scope for scope, _ in talk.sandbox.world.commands)
    assert str(CIDENG_GROUP) in (await talk.ask(CIDENG_GROUP, "/wait")).text
