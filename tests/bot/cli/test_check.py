"""`siaga check`: a line each, and the exit code of the worst."""

from __future__ import annotations

from bot.sandbox.objects import Standing

from .conftest import Place, Telegram

CHATS = """
[[chats]]
id = -1001
area = "31.71"
[[chats]]
id = -1002
area = "Kel. Cideng"
topic = 7
[[chats]]
id = -1003
kind = "operator"
[[people]]
user_id = 41
name = "Koordinator"
role = "coordinator"
areas = ["31.71"]
digest = true
"""
EXPORT = "Nomor Tiket,Tanggal Laporan,Status\nJK1,2026-11-22 20:00,Menunggu\n"


def furnished(place: Place, telegram: Telegram, more: str = CHATS) -> None:
    telegram.configure(place, more)
    world = telegram.sandbox.world
    world.add_group(-1001, "Kota", bot=Standing.ADMINISTRATOR)
    world.add_group(-1002, "Forum", topics={7: "Cideng"})
    world.add_group(-1003, "Operator")
    world.add_private(41, "Koordinator")


def test_all_is_well(place: Place, telegram: Telegram) -> None:
    furnished(place, telegram)
    file = place.write("a.csv", EXPORT)
    place.siaga("import", file, "--as-of", "2026-11-23T08:00")
    assert "note  data           nothing is called NIHIL: no export was said" in place.siaga("check").out
    place.siaga("import", file, "--as-of", "2026-11-23T08:00", "--covers", "stage=wait")
    said = place.siaga("check")
    assert (said.code, said.err) == (0, "")
    lines = said.out.splitlines()
    assert [line.split()[0] for line in lines] == ["ok", "note"] + ["ok"] * 3 + ["note"] + ["ok"] * 6
    assert "3 chats, 1 people" in lines[0]
    assert "days off are known until 2026-12-31: add the next year's days to calendar.file" in lines.pop(1)
    assert "siaga.db" in lines[1] and "2026-11-23T08:00+07:00" in lines[2]
    assert "every open complaint reaches a chat" in lines[3]
    assert "imports only" in lines[4]
    assert "@siaga_bot" in lines[5] and "privacy mode" in lines[6]
    assert "Kota Jakarta Pusat (-1001): the bot may write there" in lines[7]
    assert "Kel. Cideng (-1002 topic 7)" in lines[8]
    assert telegram.sandbox.token not in said.out


def test_a_calendar_that_has_ended_or_differs_is_named(place: Place) -> None:
    days = "date,kind,name\n2025-01-01,national,Tahun Baru\n2025-12-26,national,Natal\n"
    place.write("libur.csv", days)
    place.configure('[[calendar.day]]\ndate = 2025-08-17\nkind = "work"\nhours = "08:00-12:00"\n')
    path = place.folder / "config.toml"
    path.write_text(path.read_text().replace("builtin:indonesia", "libur.csv"))
    said = place.siaga("check", "--offline")
    assert said.code == 1
    assert "FAIL  calendar       days off are known until 2025-12-31: add the next year's days" in said.out
    named = [
        line.split("calendar", 1)[1].split()[0]
        for line in said.out.splitlines()
        if line.startswith("note  calendar")
    ]
    assert named == ["2025-05-01", "2025-12-25"]  # weekends are off anyway, and one day is the operator's own word


def test_a_complaint_that_reaches_no_chat_is_bad_news(place: Place, telegram: Telegram) -> None:
    furnished(place, telegram, '[[chats]]\nid = -1002\narea = "Kel. Cideng"\ntopic = 7\n')
    place.siaga("import", place.write("a.csv", EXPORT), "--as-of", "2026-11-23T08:00")
    said = place.siaga("check", "--offline")
    assert said.code == 1
    assert "1 open complaints reach no chat, such as JK1" in said.out


def test_a_fresh_installation_is_no_failure(place: Place) -> None:
    said = place.siaga("check", "--offline")
    assert said.code == 0 and "there are no complaints yet" in said.out


def test_old_data_is_bad_news(place: Place) -> None:
    place.siaga("import", place.write("a.csv", EXPORT), "--as-of", "2026-11-22T08:00")
    said = place.siaga("check", "--offline")
    assert said.code == 1 and "FAIL  data" in said.out and "stale_after" in said.out


def test_a_chat_without_the_bot_is_bad_news(place: Place, telegram: Telegram) -> None:
    furnished(place, telegram)
    telegram.sandbox.world.chats[-1001].bot = Standing.LEFT
    said = place.siaga("check")
    assert said.code == 1
    (line,) = [line for line in said.out.splitlines() if line.startswith("FAIL")]
    assert "(-1001)" in line and "add" in line


def test_an_unknown_chat_is_bad_news(place: Place, telegram: Telegram) -> None:
    furnished(place, telegram, CHATS.replace("-1003", "-1999"))
    said = place.siaga("check")
    assert said.code == 1 and "FAIL  chat           Operator (-1999)" in said.out


def test_a_group_without_topics_cannot_hold_one(place: Place, telegram: Telegram) -> None:
    furnished(place, telegram)
    telegram.sandbox.world.add_group(-1002, "no forum")
    said = place.siaga("check")
    assert said.code == 1 and "has no topics" in said.out


def test_a_person_who_never_pressed_start_is_told(place: Place, telegram: Telegram) -> None:
    furnished(place, telegram, CHATS.replace("user_id = 41", "user_id = 49"))
    said = place.siaga("check")
    assert said.code == 1 and "has not pressed Start" in said.out


def test_a_moved_group_tells_its_new_id(place: Place, telegram: Telegram) -> None:
    furnished(place, telegram)
    telegram.sandbox.world.chats[-1003].migrated_to = -1004
    said = place.siaga("check")
    assert said.code == 1 and "-1003" in said.out


def test_a_token_that_telegram_does_not_know_is_told_without_it(place: Place, telegram: Telegram) -> None:
    furnished(place, telegram)
    said = place.siaga("check", SIAGA_TELEGRAM__TOKEN="123:another-token")
    assert said.code == 1 and "FAIL  telegram" in said.out
    assert "another-token" not in said.out + said.err


def test_without_a_token_the_key_is_named(place: Place) -> None:
    said = place.siaga("check")
    assert said.code == 1 and "telegram.token is missing" in said.out


def test_telegram_out_of_reach_is_exit_3(place: Place, telegram: Telegram) -> None:
    furnished(place, telegram)
    telegram.stop()
    said = place.siaga("check")
    assert said.code == 3 and "FAIL  telegram" in said.out


def test_a_database_out_of_reach_is_exit_3(place: Place) -> None:
    place.configure("")
    said = place.siaga("check", "--offline", SIAGA_STORAGE__URL="postgresql://siaga:hunter2@127.0.0.1:1/siaga")
    assert said.code == 3 and "FAIL  database" in said.out
    assert "hunter2" not in said.out + said.err
