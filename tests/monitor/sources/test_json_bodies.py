"""Read by items or at once: the same value, the same refusals."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.sources.web.json_bodies import Each, loads

PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
VALUES = st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)
FORMS: list[dict[str, Any]] = [{}, {"indent": 1}, {"separators": (",", ":"), "ensure_ascii": False}]


@given(VALUES, st.sampled_from(FORMS), st.sampled_from(["utf-8", "utf-16", "utf-32-le"]))
def test_every_value_is_read_as_json_loads_reads_it(value: Any, form: dict[str, Any], encoding: str) -> None:
    content = json.dumps(value, **form).encode(encoding, "surrogatepass")
    assert loads(content, at_once=0) == json.loads(content)


BROKEN = [
    '{"a":[1,2',
    "[1,]",
    '{"a":1,}',
    "{1:2}",
    '{"a" 1}',
    '{"a":}',
    "[1 2]",
    "[]x",
    "",
    " ",
    "[",
    "{",
    '{"a":[{"b":',
]


@pytest.mark.parametrize("text", BROKEN)
def test_what_is_not_whole_is_refused(text: str) -> None:
    for at_once in (0, 10**6):
        with pytest.raises(json.JSONDecodeError):
            loads(text.encode(), at_once=at_once)


@given(VALUES, st.integers(min_value=0), st.sampled_from('{}[],:"x 1'))
def test_a_slip_of_the_pen_is_met_alike(value: Any, at: int, slip: str) -> None:
    text = json.dumps(value)
    content = (text[: at % (len(text) + 1)] + slip + text[at % (len(text) + 1) :]).encode()
    try:
        expected = json.loads(content)
    except ValueError:
        with pytest.raises(json.JSONDecodeError):
            loads(content, at_once=0)
    else:
        assert loads(content, at_once=0) == expected


def test_of_a_name_given_twice_the_last_counts() -> None:
    assert loads(b'{"a":[1],"a":{"b":2}}', at_once=0) == {"a": {"b": 2}}


def test_a_tower_of_objects_is_refused_and_ends_nobody() -> None:
    with pytest.raises(RecursionError):
        loads(b'{"a":' * 100_000 + b"1" + b"}" * 100_000, at_once=0)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("data", "items"), {"data": {"items": ["1", "2"], "others": [3]}, "items": [4]}),
        (("items",), {"data": {"items": [1, 2], "others": [3]}, "items": ["4"]}),
        (("data", "none"), {"data": {"items": [1, 2], "others": [3]}, "items": [4]}),
        ((), {"data": {"items": [1, 2], "others": [3]}, "items": [4]}),
    ],
)
def test_each_item_of_one_list_is_taken_at_once(path: tuple[str, ...], expected: Any) -> None:
    content = b'{"data": {"items": [1, 2], "others": [3]}, "items": [4]}'
    assert loads(content, Each(path, str), at_once=0) == expected


def test_the_body_itself_may_be_the_list() -> None:
    assert loads(b"[1, [2]]", Each((), str), at_once=0) == ["1", "[2]"]
