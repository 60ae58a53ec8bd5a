from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.config import build_parts, desk_parts, load_settings
from bot.config.words import parse_clock_time, parse_duration
from monitor.clock import SystemClock
from monitor.errors import BadConfiguration
from monitor.model import DestinationKind, Role, Scope, Slot, Stage, State
from monitor.states import clock_state

_A_SECOND = timedelta(seconds=1)
EXAMPLE = Path(__file__).parents[3] / "config.example.toml"


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(text)
    path.chmod(0o600)
    return path


def test_without_file_and_environment_the_defaults_hold() -> None:
    settings = load_settings(None, {})
    assert settings.timezone.key == "Asia/Jakarta"
    assert settings.digests == {"pagi": time(8), "sore": time(15)}
    assert settings.sla.near_response == timedelta(hours=2)
    assert settings.telegram.token is None


def test_the_example_loads_as_it_is() -> None:
    warnings: list[str] = []
    settings = load_settings(EXAMPLE, {}, warn=warnings.append)
    assert settings.telegram.messages_per_second == 30
    assert warnings == []


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, '[crm]\nsystem = "file"\nstale_after = "1h"\n')
    settings = load_settings(path, {"SIAGA_CRM__SYSTEM": "environment", "OTHER": "x"})
    assert (settings.crm.system, settings.crm.stale_after) == ("environment", timedelta(hours=1))


def test_lists_come_from_the_environment_as_json() -> None:
    settings = load_settings(None, {"SIAGA_CHATS": '[{"id": -1, "area": "31.71"}]'})
    assert settings.chats[0].area == "31.71"


def test_one_variable_moves_one_digest_and_keeps_the_other() -> None:
    settings = load_settings(None, {"SIAGA_DIGESTS__PAGI": "07:30"})
    assert settings.digests == {"pagi": time(7, 30), "sore": time(15)}


def test_digests_of_the_file_replace_the_defaults(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, '[digests]\nmalam = "21:00"\nsubuh = "04:30"\n'), {})
    assert build_parts(settings).slots == (Slot("subuh", 4, 30), Slot("malam", 21, 0))


def test_the_variables_that_are_no_keys_are_left_alone() -> None:
    assert load_settings(None, {"SIAGA_CONFIG": "x.toml", "SIAGA_DEBUG": "1"}).crm.system == "crm"


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "areas.csv").write_text("code,name,level\n1,Boston,kota\n")
    settings = load_settings(written(tmp_path, '[areas]\nfile = "areas.csv"\n'), {})
    assert settings.areas_source == str(tmp_path / "areas.csv")
    assert settings.database_url == f"sqlite:///{tmp_path}/var/siaga.db"


@pytest.mark.parametrize("url", ["sqlite:////srv/siaga.db", "postgresql://siaga@localhost/siaga"])
def test_urls_without_a_relative_path_stay_as_they_are(tmp_path: Path, url: str) -> None:
    assert load_settings(written(tmp_path, f'[storage]\nurl = "{url}"\n'), {}).database_url == url


def test_secrets_come_from_their_files(tmp_path: Path) -> None:
    for name, secret in {"token": "123:from-file\n", "url": "postgresql://siaga:pass@localhost/db\n"}.items():
        (tmp_path / name).write_text(secret)
        (tmp_path / name).chmod(0o600)
    path = written(tmp_path, '[telegram]\ntoken_file = "token"\n[storage]\nurl_file = "url"\n')
    warnings: list[str] = []
    settings = load_settings(path, {}, warn=warnings.append)
    assert settings.bot_token == SecretStr("123:from-file")
    assert settings.database_url == "postgresql://siaga:pass@localhost/db"
    assert warnings == []
    assert "from-file" not in repr(settings) and "pass@" not in repr(settings)


def test_a_secret_that_all_can_read_is_warned_of_once(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("123:abc")
    (tmp_path / "token").chmod(0o644)
    warnings: list[str] = []
    load_settings(written(tmp_path, '[telegram]\ntoken_file = "token"\n'), {}, warn=warnings.append)
    assert len(warnings) == 1 and "token is readable" not in warnings[0] and "chmod 600" in warnings[0]


def test_the_key_of_an_open311_server_may_be_a_file_and_is_in_no_log(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("kunci\n")
    (tmp_path / "key").chmod(0o600)
    section = '[telegram]\ntoken = "1:a"\n[crm.open311]\nurl = "http://x.example"\n'
    settings = load_settings(written(tmp_path, section + 'api_key_file = "key"\n'), {})
    assert settings.crm.open311 is not None
    assert settings.crm.open311.api_key.get_secret_value() == "kunci"
    assert "kunci" in settings.secrets
    with pytest.raises(BadConfiguration, match="api_key and api_key_file are both set"):
        load_settings(written(tmp_path, section + 'api_key_file = "key"\napi_key = "other"\n'), {})


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ('ward = "x"', "crm.open311.fields: unknown field 'ward'"),
        ('area = "extended_attributes.requester.name"', "crm.open311.fields.area = .* is about the reporter"),
        ('ticket = "token"', "crm.open311.fields.ticket is the standard's own"),
        ('area = "extended_attributes["', "crm.open311.fields.area = .* is not a JMESPath"),
    ],
)
def test_a_field_that_no_open311_request_can_have_is_one_sentence(
    tmp_path: Path, fields: str, sentence: str
) -> None:
    text = f'[crm]\nsource = "open311"\n[crm.open311]\nurl = "http://x.example"\nfields = {{ {fields} }}\n'
    with pytest.raises(BadConfiguration, match=sentence):
        build_parts(load_settings(written(tmp_path, text), {}))


def test_a_configuration_with_a_token_that_all_can_read_is_warned_of_once(tmp_path: Path) -> None:
    path = written(tmp_path, '[telegram]\ntoken = "123:abc"\n')
    path.chmod(0o644)
    warnings: list[str] = []
    load_settings(path, {}, warn=warnings.append)
    assert len(warnings) == 1 and str(path) in warnings[0]
    assert "123:abc" not in warnings[0]


def test_a_token_that_is_needed_and_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match=r"telegram\.token is missing"):
        _ = load_settings(written(tmp_path, ""), {}).bot_token


@pytest.mark.parametrize(
    ("text", "expected"),
    [("90s", 90), ("30m", 1800), ("2h", 7200), ("7 days", 604800), ("1 Hour", 3600), ("0h", 0)],
)
def test_durations_are_read(text: str, expected: int) -> None:
    assert parse_duration(text) == timedelta(seconds=expected)


@pytest.mark.parametrize("text", ["", "2", "h", "2 weeks ago", "-1h", "1.5h", 7, None])
def test_what_is_no_duration_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match="not a duration"):
        parse_duration(text)


@pytest.mark.parametrize(("text", "expected"), [("08:00", time(8)), ("8.05", time(8, 5)), ("23:59", time(23, 59))])
def test_times_of_day_are_read(text: str, expected: time) -> None:
    assert parse_clock_time(text) == expected


def test_a_near_window_longer_than_the_limit_is_allowed(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, '[sla]\nresponse = "1h"\nnear_response = "2h"\n'), {})
    assert settings.sla.near_response == timedelta(hours=2)


def test_a_near_window_of_zero_means_never_near(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, '[sla]\nnear_response = "0h"\n'), {})
    assert settings.sla.near_response == timedelta(0)
    due_at = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    states = [
        clock_state(due_at, None, due_at + late, settings.sla.near_response) for late in (-_A_SECOND, _A_SECOND)
    ]
    assert states == [State.ON_TIME, State.OVERDUE]


FULL = """
[crm]
ticket_url = "https://crm.example/{ticket}"
[crm.status]
"Sedang dikerjakan" = "process"
[import.maps.boston]
system = "boston"
timezone = "America/New_York"
columns = { ticket = "case_enquiry_id", created_at = ["open_dt", "opened"] }
status = { Open = "wait" }
[digest]
when_empty = "say"
sign_of_life = "fri"
[[sla.rule]]
category = "Sampah"
completion = "3 working days"
valid_from = 2020-01-01
[[chats]]
id = -1001
area = "Kota Jakarta Pusat"
[[chats]]
id = -1001
topic = 7
area = "Kel. Cideng"
[[chats]]
id = -1002
unit = "Sudin Bina Marga"
[[chats]]
id = -1003
kind = "operator"
[[chats]]
id = -1004
area = "*"
[[people]]
user_id = 42
name = "Koordinator"
role = "coordinator"
areas = ["31.71.01", "Kel. Menteng"]
digest = true
[[people]]
user_id = 43
name = "Operator"
role = "operator"
[privacy]
show_address = false
"""


def test_chats_become_destinations(tmp_path: Path) -> None:
    chats = build_parts(load_settings(written(tmp_path, FULL), {})).chats
    assert [(chat.chat_id, chat.topic, chat.kind, chat.scope, chat.name) for chat in chats] == [
        (-1001, None, DestinationKind.GROUP, Scope(areas=("31.71",)), "Kota Jakarta Pusat"),
        (-1001, 7, DestinationKind.GROUP, Scope(areas=("31.71.01.1002",)), "Kel. Cideng"),
        (-1002, None, DestinationKind.GROUP, Scope(unit="Sudin Bina Marga"), "Sudin Bina Marga"),
        (-1003, None, DestinationKind.OPERATOR, Scope(everything=True), "Operator"),
        (-1004, None, DestinationKind.GROUP, Scope(everything=True), "Semua wilayah"),
    ]


def test_people_become_persons(tmp_path: Path) -> None:
    coordinator, operator = build_parts(load_settings(written(tmp_path, FULL), {})).people
    assert (coordinator.role, coordinator.digest) == (Role.COORDINATOR, True)
    assert coordinator.scope == Scope(areas=("31.71.01", "31.71.06.1001"))
    assert operator.scope == Scope(everything=True)


def test_import_maps_know_their_own_labels_and_the_common_ones(tmp_path: Path) -> None:
    maps = build_parts(load_settings(written(tmp_path, FULL), {})).maps
    assert set(maps) == {"builtin", "boston"}
    assert maps["boston"].status == {"Sedang dikerjakan": Stage.PROCESS, "Open": Stage.WAIT}
    assert maps["boston"].columns["created_at"] == ("open_dt", "opened")
    assert maps["boston"].timezone.key == "America/New_York"
    assert maps["builtin"].status == {"Sedang dikerjakan": Stage.PROCESS}


def test_the_desk_holds_what_the_configuration_says(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, FULL), {})
    desk = desk_parts(settings, store=None, clock=SystemClock())  # type: ignore[arg-type]
    assert desk.system == "crm"
    assert desk.ticket_url == "https://crm.example/{ticket}"
    assert (desk.speaks_when_empty, desk.sign_of_life, desk.shows_address) == (True, 4, False)
    assert desk.slots == (Slot("pagi", 8, 0), Slot("sore", 15, 0))


def test_no_sign_of_life_is_none(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, '[digest]\nsign_of_life = "never"\n'), {})
    assert desk_parts(settings, store=None, clock=SystemClock()).sign_of_life is None  # type: ignore[arg-type]


def test_dates_of_rules_are_days(tmp_path: Path) -> None:
    assert load_settings(written(tmp_path, FULL), {}).sla.rule[0].valid_from == date(2020, 1, 1)


REST = '[crm]\nsource = "rest"\n[crm.rest]\nurl = "http://127.0.0.1:9/a/"\n'
FIELDS = '[crm.rest.fields]\nticket = "code"\ncreated_at = "at"\n'


def test_a_polled_source_is_expected_to_be_fresh(tmp_path: Path) -> None:
    polled = load_settings(written(tmp_path, REST + FIELDS), {})
    assert polled.stale_after == timedelta(minutes=15)
    assert load_settings(None, {}).stale_after == timedelta(hours=24)
    named = load_settings(written(tmp_path, '[crm]\nstale_after = "3h"\n'), {})
    assert named.stale_after == timedelta(hours=3)


def test_a_header_can_be_in_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("very-secret\n")
    (tmp_path / "key").chmod(0o600)
    settings = load_settings(written(tmp_path, f'{REST}headers = {{ X-Api-Key_file = "key" }}\n{FIELDS}'), {})
    plan = build_parts(settings).rest
    assert plan and (plan.headers, plan.url) == ({"X-Api-Key": "very-secret"}, "http://127.0.0.1:9/a/")
    assert "very-secret" not in repr(settings)


def test_the_whole_source_can_be_in_the_environment() -> None:
    settings = load_settings(
        None,
        {
            "SIAGA_CRM__SOURCE": "rest",
            "SIAGA_CRM__REST__URL": "http://127.0.0.1:9/a",
            "SIAGA_CRM__REST__HEADERS": '{"X-Api-Key": "1"}',
            "SIAGA_CRM__REST__FIELDS": '{"ticket": "code", "created_at": "at"}',
        },
    )
    plan = build_parts(settings).rest
    assert plan and plan.headers == {"X-Api-Key": "1"}
