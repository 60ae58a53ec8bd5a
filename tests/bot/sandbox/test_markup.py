"""Our reading of Telegram's HTML against Telegram's own (tdjson): same verdict, same text, same entities."""

from __future__ import annotations

import html
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from thoroughness import examples

from bot.sandbox.entities import html_judge, tidy, typed_entities
from bot.sandbox.marks import Entity, MarkupError
from bot.sandbox.markup import parse_html, utf16_length

TAGS = [
    "b",
    "strong",
    "i",
    "em",
    "u",
    "ins",
    "s",
    "strike",
    "del",
    "code",
    "pre",
    "a",
    "tg-spoiler",
    "span",
    "tg-emoji",
    "blockquote",
    "B",
    "x",
    "p",
]
ATTRIBUTES = (
    "",
    ' href="http://a.id/"',
    ' href="tg://user?id=5"',
    ' class="tg-spoiler"',
    ' class="language-sql"',
    " expandable",
    ' emoji-id="5368324170671202286"',
    " emoji-id=0",
    " a=b",
    " a='&lt;",
    ' a = "&amp;" ',
    " =",
    "/",
    "\n",
)
texts = st.text(st.sampled_from("ab <>&;#x/=\"'\n😀é\t\0") | st.characters(codec="utf-8"), max_size=6)
references = st.sampled_from(
    [
        "&lt;",
        "&gt",
        "&amp;",
        "&quot;",
        "&nbsp;",
        "&LT;",
        "&#65;",
        "&#x1F600;",
        "&#0;",
        "&#55296;",
        "&#xd83d;&#xde00;",
        "&#1114111;",
        "&#x10FFFF;",
        "&#0000000065;",
        "&#;",
        "&;",
        "&#x;",
        "&ltx",
    ]
)
starts = st.builds(lambda tag, more: f"<{tag}{more}>", st.sampled_from(TAGS), st.sampled_from(ATTRIBUTES))
ends = st.builds(lambda tag: f"</{tag}>", st.sampled_from([*TAGS, "", "b ", "B"]))
soup = st.lists(texts | references | starts | ends, max_size=8).map("".join)


def nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    wrapped = st.builds(
        lambda tag, more, body: f"<{tag}{more}>{body}</{tag}>",
        st.sampled_from(TAGS[:-2]),
        st.sampled_from(ATTRIBUTES[:9]),
        inner,
    )
    return wrapped | st.lists(inner, max_size=3).map("".join)


proper = st.recursive(texts.map(lambda text: text.replace("<", "&lt;")) | references, nested, max_leaves=8)


def verdict(judge: object, markup: str) -> tuple[str, object]:
    assert callable(judge)
    try:
        return judge(markup)
    except MarkupError as error:
        return "refused", str(error)


def shape(entities: object) -> object:
    """Entities that share a place may come in any order."""
    return sorted(entities, key=_order) if isinstance(entities, list) else entities


def _order(entity: Entity) -> tuple[int, int, str]:
    return entity["offset"], entity["length"], entity["type"]


def compare(markup: str) -> None:
    ours, theirs = verdict(parse_html, markup), verdict(html_judge(), markup)
    assert (ours[0], shape(ours[1])) == (theirs[0], shape(theirs[1]))


@settings(max_examples=examples(1500), deadline=None)
@given(soup)
def test_soup_gets_the_same_verdict(markup: str) -> None:
    compare(markup)


@settings(max_examples=examples(1000), deadline=None)
@given(proper)
def test_proper_markup_gives_the_same_text(markup: str) -> None:
    compare(markup)


@pytest.mark.parametrize(
    "markup",
    [
        '<pre><code class="language-sql">x</code></pre>',
        '<code class="language-sql"><pre>x</pre></code>',
        '<pre><code class="language-sql">x</code>y</pre>',
        '<code class="x">y</code>',
        '<span class="tg-spoiler" class="x">y</span>',
        "<blockquote expandable>a\nb</blockquote>",
        '<a href="localhost">x</a>',
        '<a href="https://wa.me/?text=a%20b&amp;c">x</a>',
        "<a>a.id</a>",
        "<a href=x.id>x</a>",
        '<b a="',
        "<b a",
        "<b a=",
        "<b a=x y",
        "<b a=x/>",
        "<",
        "</",
        "<b></",
        "<b>x</b",
        "&",
        "a\0<b\0>x</b>",
    ],
)
def test_known_corner_is_read_alike(markup: str) -> None:
    compare(markup)


def test_tdjson_is_the_judge_here() -> None:
    assert html_judge() is not parse_html


ADDRESS_PIECES = (
    "http:// https:// HTTP:// tg:// tg: ton:// tonsite:// // / ? # & = @ : . .. - _ % %41 a A é 😀 a.id "
    "localhost user ?id=5 ?id=0 ?ID=7 :80 :0 :99999 :x :080 [::1] [ ] 127.0.0.1 ! $ , ~ * ' ( ) ; + { | ^ \\"
).split()


@settings(max_examples=examples(1000), deadline=None)
@given(st.lists(st.sampled_from([*ADDRESS_PIECES, " ", "\n", "<", '"']), max_size=6).map("".join))
def test_addresses_are_taken_refused_and_written_alike(address: str) -> None:
    compare(f'<a href="{html.escape(address)}">x</a>')


def test_our_own_parser_judges_where_tdjson_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tdjson", None)
    assert html_judge.__wrapped__() is parse_html


@given(st.text(max_size=40))
def test_tidying_twice_changes_nothing(text: str) -> None:
    once, _ = tidy(text, [])
    assert tidy(once, []) == (once, [])


@given(proper)
def test_tidied_entities_stay_inside_the_text(markup: str) -> None:
    try:
        text, entities = tidy(*parse_html(markup))
    except MarkupError:
        return
    for entity in entities:
        assert entity["offset"] >= 0 and entity["length"] > 0
        assert entity["offset"] + entity["length"] <= utf16_length(text)


def test_blanks_before_the_first_entity_only_are_trimmed() -> None:
    assert tidy(*parse_html(" \n<pre>  a\r\n b</pre>\n ")) == (
        "  a\n b",
        [{"type": "pre", "offset": 0, "length": 6}],
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/wait", ["/wait"]),
        ("/wait@siaga_bot, /segera", ["/wait@siaga_bot", "/segera"]),
        ("a/b http://a.id/wait //x", []),
        ("halo @siaga_bot a@b.id", ["@siaga_bot"]),
    ],
)
def test_commands_and_mentions_are_seen_in_what_people_type(text: str, found: list[str]) -> None:
    marks = typed_entities(text)
    assert [text[mark["offset"] : mark["offset"] + mark["length"]] for mark in marks] == found
