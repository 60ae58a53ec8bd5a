"""/pedoman in a chat, and what the operator's table does to deadlines and weights."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from conversation import CIDENG_GROUP, CITY_GROUP, UNBOUND, Conversation, callback_data, conversation, seen
from telegram_html import judged

from bot.border.pace import Pace
from bot.border.sender import Sender
from bot.config.desk import Parts, build_parts
from bot.config.load import load_settings
from bot.telling.delivery import deliver_once
from bot.views.replies import button_expired
from monitor.deadlines.pedoman import Pedoman
from monitor.deadlines.sla import Case
from monitor.errors import BadConfiguration
from monitor.handover_alerts import plan_handovers_once
from monitor.model import Stage

TABLE = (
    "category,aliases,response,completion,bobot,unit,criteria\n"
    "Sampah,Sampah Liar,,3 working days,2,Sudin Lingkungan Hidup,Foto sebelum|Foto sesudah\n"
    "Sampah Sungai,,,,,,\n"
)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "pedoman.csv").write_text(TABLE)
    file = tmp_path / "config.toml"
    file.write_text('[pedoman]\nfile = "pedoman.csv"\n[score.bobot]\n"Jalan" = 5\n')
    return file


@pytest.fixture
async def talk(tmp_path: Path, config: Path) -> AsyncIterator[Conversation]:
    parts = build_parts(load_settings(config, {}))
    configured = {"pedoman": parts.pedoman, "rules": parts.rules, "scoring": parts.scoring}
    async with conversation(tmp_path, **configured) as talk:
        yield talk


async def test_a_category_is_told_with_the_limits_in_force(talk: Conversation) -> None:
    answer = await talk.ask(CIDENG_GROUP, "/pedoman sampah")
    judged(answer.html)
    assert "Batas jawab: 6 jam\nBatas selesai: 3 hari kerja\nBobot nilai: 2\n" in answer.text
    assert "Sudin Lingkungan Hidup" in answer.text and "2. Foto sesudah" in answer.text


async def test_a_doubtful_name_is_asked_back_by_buttons(talk: Conversation) -> None:
    answer = await talk.ask(CIDENG_GROUP, "/pedoman sampa")
    assert "belum ada di tabel pedoman" in answer.text and "7 hari (asumsi)" in answer.text
    assert list(callback_data(answer)) == ["Sampah", "Sampah Sungai"]
    await talk.press(answer, callback_data(answer)["Sampah"])
    assert "Pedoman: Sampah\n" in talk.chat(CIDENG_GROUP).messages[answer.id].text


def parts_with(config: Path, more: str) -> Parts:
    config.write_text(config.read_text() + more)
    return build_parts(load_settings(config, {}))


async def test_what_holds_for_a_channel_only_is_told_and_no_button_is_promised(
    tmp_path: Path, config: Path
) -> None:
    rule = '[[sla.rule]]\ncategory = "Sampah"\nchannel = "JAKI"\ncompletion = "2 working days"\n'
    parts = parts_with(config, rule)
    configured = {"pedoman": parts.pedoman, "rules": parts.rules, "scoring": parts.scoring}
    async with conversation(tmp_path, **configured) as talk:
        told = await talk.ask(CIDENG_GROUP, "/pedoman sampah liar")
        assert "Batas selesai: 3 hari kerja\n• lewat JAKI: 2 hari kerja\nBobot nilai: 2\n" in told.text
        unlike = await talk.ask(CIDENG_GROUP, "/pedoman jalan")
        assert "Bobot nilai: 5" in unlike.text
        assert "di bawah ini" not in unlike.text and not unlike.buttons()


async def test_without_a_category_all_are_listed(talk: Conversation) -> None:
    answer = await talk.ask(CIDENG_GROUP, "/pedoman")
    assert answer.text.startswith("Pedoman 2 kategori\nSampah\nSampah Sungai")


async def test_a_chat_that_is_bound_to_nothing_hears_nothing_of_it(talk: Conversation) -> None:
    stranger = await talk.ask(UNBOUND, "/pedoman sampah")
    assert "belum terhubung" in stranger.text and "Batas" not in stranger.text


async def test_a_line_that_is_gone_ends_its_button(talk: Conversation) -> None:
    answer = await talk.ask(CIDENG_GROUP, "/pedoman sampa")
    object.__setattr__(talk.desk, "pedoman", Pedoman())  # the table was read again, and the line is not there
    assert await talk.press(answer, callback_data(answer)["Sampah"]) == button_expired()
    assert "belum diisi" in (await talk.ask(CIDENG_GROUP, "/pedoman")).text


def test_its_limits_are_rules_and_its_bobot_counts(config: Path) -> None:
    parts = build_parts(load_settings(config, {}))
    explained = parts.rules.explain(Case(category="SAMPAH LIAR", created_at=MONDAY))
    assert explained.completion.source == "pedoman.csv, line 2"
    assert explained.completion_due_at == datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
    for name, weight in (("sampah", 2), ("sampah liar", 2), ("jalan", 5), ("Sampah Sungai", 1)):
        assert parts.scoring.weight_of(name) == Decimal(weight)


def test_a_rule_that_says_the_same_is_a_mistake_naming_both(config: Path) -> None:
    config.write_text(config.read_text() + '[[sla.rule]]\ncategory = "sampah"\ncompletion = "5 days"\n')
    with pytest.raises(BadConfiguration, match=r"sla\.rule\[1\] and pedoman\.csv, line 2 both set"):
        load_settings(config, {})


NAMES = """
[[sla.rule]]
category = "Sampah"
completion = "5 days"
valid_to = 2021-12-31
channel = "SMS"
aliases = ["Tumpukan Sampah"]
[[sla.rule]]
category = "Pohon Tumbang"
completion = "1 day"
aliases = ["Pohon"]
[[sla.rule]]
category = "POHON TUMBANG"
completion = "2 days"
channel = "SMS"
"""


def with_bobot(config: Path, line: str) -> Path:
    config.write_text(config.read_text() + line + "\n" + NAMES)
    return config


@pytest.mark.parametrize("name", ["SAMPAH", "sampah liar", "tumpukan sampah"])
def test_a_name_given_anywhere_is_the_category_everywhere(config: Path, name: str) -> None:
    parts = build_parts(load_settings(with_bobot(config, '"pohon" = 7'), {}))
    now = "sla defaults (asumsi)" if name == "tumpukan sampah" else "pedoman.csv, line 2"  # an alias until 2021
    assert parts.rules.explain(Case(name, MONDAY)).completion.source == now
    assert parts.rules.explain(Case(name, MONDAY.replace(year=2021))).completion.source == "pedoman.csv, line 2"
    assert parts.rules.explain(Case(name, MONDAY.replace(year=2021), "SMS")).completion.source == "sla.rule[1]"
    assert parts.scoring.weight_of(name) == Decimal(2)
    found = parts.pedoman.of(name)
    assert found is not None and found.category == "Sampah"


def test_a_weight_may_be_given_by_any_name_and_wins_for_all(config: Path) -> None:
    parts = build_parts(load_settings(with_bobot(config, '"tumpukan  sampah" = 5\n"pohon" = 7'), {}))
    names = ("Sampah", "SAMPAH LIAR", "Tumpukan Sampah", "Pohon", "Pohon tumbang", "Sampah Sungai")
    assert [int(parts.scoring.weight_of(name)) for name in names] == [5, 5, 5, 7, 7, 1]
    assert parts.rules.explain(Case("pohon", MONDAY, "SMS")).completion.source == "sla.rule[3]"


def test_a_weight_given_by_two_names_is_a_mistake_naming_both(config: Path) -> None:
    with pytest.raises(
        BadConfiguration, match=r'"sampah" and "Sampah Liar", .* by pedoman\.csv, line 2: keep one'
    ):
        load_settings(with_bobot(config, '"sampah" = 5\n"Sampah Liar" = 5'), {})


@pytest.mark.parametrize(
    ("category", "aliases", "sentence"),
    [
        (
            "Jalan",
            '["sampah LIAR"]',
            r'pedoman\.csv, line 2: the alias "Sampah Liar" of "Sampah" .* sla\.rule\[1\]',
        ),
        ("Sampah Liar", "[]", r'sla\.rule\[1\]: the category "Sampah Liar" is an alias of "Sampah" in pedoman'),
        (
            "Jalan",
            '["Sampah Sungai"]',
            r'pedoman\.csv, line 3: the category .* an alias of "Jalan" in sla\.rule\[1\]',
        ),
    ],
)
def test_a_name_of_two_categories_is_a_mistake_naming_both(
    config: Path, category: str, aliases: str, sentence: str
) -> None:
    rule = f'[[sla.rule]]\ncategory = "{category}"\naliases = {aliases}\ncompletion = "5 days"\n'
    config.write_text(config.read_text() + rule)
    with pytest.raises(BadConfiguration, match=sentence):
        load_settings(config, {})


async def handed_over(talk: Conversation, *units: str) -> None:
    """One export after another, each an hour later, each with another unit."""
    for unit in units:
        talk.clock.advance(HOUR)
        now = talk.clock.now()
        row = seen("JK1", "Cideng", age=DAY, unit=unit, stage=Stage.PROCESS, status="Proses", listed_at=now)
        await talk.learn([row], as_of=now)


async def test_it_is_offered_under_a_complaint_that_was_handed_over(talk: Conversation) -> None:
    await handed_over(talk, "Sudin Bina Marga")
    once = await talk.ask(CITY_GROUP, "/aduan JK1")
    assert "Pedoman Sampah" not in callback_data(once)
    await handed_over(talk, "Sudin SDA")
    answer = await talk.ask(CITY_GROUP, "/aduan JK1")
    words = answer.text
    await talk.press(answer, callback_data(answer)["Pedoman Sampah"])
    told = talk.said(CITY_GROUP)[-1]
    assert answer.text == words and told.id > answer.id and told.text.startswith("📘 Pedoman: Sampah")
    object.__setattr__(talk.desk, "pedoman", Pedoman())  # the table was read again, and the line is not there
    assert "Pedoman Sampah" not in callback_data(await talk.ask(CITY_GROUP, "/aduan JK1"))


async def test_it_is_offered_where_hand_overs_are_told(talk: Conversation) -> None:
    await talk.ask(CITY_GROUP, "/status")
    await plan_handovers_once(talk.desk, talk.clock.now())
    await handed_over(talk, "Sudin Bina Marga", "Sudin SDA", "Sudin Bina Marga", "Sudin SDA")
    while await plan_handovers_once(talk.desk, talk.clock.now()):
        pass
    sender = Sender(talk.bot, Pace(), talk.clock)
    while await deliver_once(talk.desk, sender, talk.clock.now()):
        talk.clock.advance(timedelta(minutes=1))
    (alert,) = [message for message in talk.said(CITY_GROUP) if "kali berpindah unit" in message.text]
    await talk.press(alert, callback_data(alert)["Pedoman Sampah"])
    assert "kali berpindah unit" in alert.text
    assert talk.said(CITY_GROUP)[-1].text.startswith("📘 Pedoman: Sampah")
