"""Whatever a source holds: messages stay valid, whole and within Telegram's limits."""

from dataclasses import replace
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest
from answered import answer, listing_pages
from digest_cases import CIDENG, CITY, FRESH, HOUR, NOW, PUBLIC, STALE, audience, complaint, occasion
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram_html import judged
from thoroughness import examples

from bot.views import expiry, operator, replies
from bot.views.complaint import complaint_page, no_such_ticket, several_systems
from bot.views.digest import digest_pages, repeat_label, sign_of_life
from bot.views.markup import clip, escape, length, plain
from bot.views.status import status_page
from bot.views.whatsapp import MOST_CHARACTERS, whatsapp_url
from bot.views.words import Local
from monitor.digest import compose
from monitor.inquiry import Question
from monitor.model import Activity, Fact, FactKind, Moment, NearWindows, NoticeKind, Page, Stage

LOCAL = Local(ZoneInfo("Asia/Jakarta"))
NASTY = (
    "<b>", "</pre>", "&amp;", "&", '"><a href="', "{0}", "{title}", "\u202e", "\u200f", "\u0000", "\r\n", "\n\n",
    "👨‍👩‍👧‍👦", "🇮🇩", "é̂̃", "Jl. Musi", "\ud83d", "％", "]]>", "<!--", "&lt;", "\U0001f44d\U0001f3fd", "﷽",
)  # fmt: skip
text = st.one_of(
    st.lists(st.sampled_from(NASTY), max_size=12).map("".join),
    st.text(max_size=60),
    st.sampled_from(NASTY).map(lambda piece: (piece * 10_000)[:10_000]),
)
complaints = st.lists(
    st.builds(
        lambda age, **fields: complaint(age=age * HOUR, **fields),
        age=st.integers(0, 400),
        stage=st.sampled_from([stage for stage in Stage if stage.is_open]),
        category=st.none() | text,
        unit=st.none() | text,
        area=st.none() | text,
        address=st.none() | text,
        status=st.none() | text,
        area_code=st.sampled_from([CIDENG, None, "unknown", CITY]),
        response_due_at=st.sampled_from([None, NOW - HOUR, NOW, NOW + HOUR, NOW + 99 * HOUR]),
    ),
    max_size=40,
)
tickets = st.lists(text.filter(bool), min_size=0, max_size=40, unique=True)


def check(*pages: Page) -> None:
    for page in pages:
        assert judged(page.html) == page.text == plain(page.html)
        assert length(page.html) == len(page.text)


def named(found, written):
    """The complaints with hostile tickets, as far as there are some."""
    return [replace(one, ticket=ticket) for one, ticket in zip(found, written, strict=False)] + found[
        len(written) :
    ]


@settings(max_examples=examples(60), deadline=None)
@given(
    complaints, tickets, text, st.sampled_from([FRESH, STALE, PUBLIC]), st.sampled_from([(CIDENG,), (CITY,), ()])
)
def test_digest_pages_hold_every_ticket_once(found, written, title, data, codes) -> None:
    who = replace(audience(*codes), title=title)
    when = replace(occasion(), slot_name=title)
    made = compose(named(found, written), who, when, data=data, activity=Activity(1, 2, 3))
    pages = digest_pages(made, LOCAL, shows_address=True)
    check(*pages, *(repeat_label(page) for page in pages))
    told = [line.complaint.ticket for section in made.sections for line in section.lines]
    assert sorted(ticket for page in pages for ticket in page.tickets) == sorted(told)
    for number in range(1, len(told) + 1):
        assert sum(f"\n{number}. " in "\n" + page.text for page in pages) == 1


@pytest.mark.parametrize("piece", NASTY)
@pytest.mark.parametrize("codes", [(CIDENG,), (CITY,)])
def test_fields_of_ten_thousand_signs_still_give_whole_pages(piece, codes) -> None:
    long = (piece * 10_000)[:10_000]
    fields = {"category": long, "area": long, "address": long, "status": long, "stage": Stage.UNMAPPED}
    found = [
        complaint(f"{number}{long}", age=number * HOUR, area_code=None if codes == (CITY,) else CIDENG, **fields)
        for number in range(60)
    ]
    who = replace(audience(*codes), title=long)
    made = compose(
        found, who, replace(occasion(), slot_name=long), data=replace(STALE, partial=long), activity=None
    )
    pages = digest_pages(made, LOCAL, shows_address=True)
    check(*pages, *(repeat_label(page) for page in pages))
    assert sorted(ticket for page in pages for ticket in page.tickets) == sorted(one.ticket for one in found)


@settings(max_examples=examples(40), deadline=None)
@given(complaints, tickets, text, st.sampled_from(list(Question)), st.sampled_from([FRESH, STALE, PUBLIC]))
def test_answers_hold_every_ticket_once(found, written, title, question, data) -> None:
    who = replace(audience(CITY), title=title)
    listing = answer(question, named(found, written), who, at=NOW, near=NearWindows(), data=data)
    pages = listing_pages(listing, LOCAL, shows_address=True)
    check(*pages)
    told = sorted(line.complaint.ticket for line in listing.lines)
    assert sorted(ticket for page in pages for ticket in page.tickets) == told


@settings(max_examples=examples(40), deadline=None)
@given(complaints.filter(bool), text, st.sampled_from(list(FactKind)), st.integers(0, 60))
def test_complaint_page_stands_any_history(found, written, kind, count) -> None:
    changes = {
        "unit": written,
        "category": written,
        "channel": written,
        "stage": Stage.UNMAPPED,
        "status": written,
    }
    fact = Fact(kind=kind, happened=Moment(NOW - HOUR, NOW), seen_at=NOW, source="x", changes=changes)
    page = complaint_page(
        replace(found[0], ticket=written, channel=written),
        [fact] * count,
        area_title=written,
        local=LOCAL,
        now=NOW,
        near=NearWindows(),
        data=STALE,
    )
    check(page)


@settings(max_examples=examples(40), deadline=None)
@given(text, st.integers(0, 400))
def test_short_messages_stand_any_words(written, count) -> None:
    for html in (
        replies.outside_scope(written),
        replies.which_one(written),
        replies.unknown_area(written),
        replies.help_text([(written, written)] * 12, written),
        replies.welcome_person(written, written),
        no_such_ticket(written),
        several_systems(written, [written] * 3),
        operator.destination_lost(written, -1, 2, written),
        operator.destination_back(written, -1, None),
        operator.destination_moved(written, -1, -2),
        operator.unknown_areas([(written, 3)] * count, [written] * count, [written] * (count // 2)),
        operator.unmapped_labels([written] * count),
        operator.notice_refused(NoticeKind.DIGEST, written, written),
        operator.notice_postponed(NoticeKind.DIGEST, written, written),
        operator.nobody_hears(1, [(written, 1)]),
        expiry.digests_expired(written, NOW, {written: [written] * count, "x": [written] * 9}, LOCAL, NOW),
        expiry.not_started([written] * count),
        expiry.notices_expired(NoticeKind.HANDOVERS, [(written, written, written)] * count),
    ):
        assert plain(html) == judged(html)
    check(sign_of_life(written, LOCAL, NOW, replace(FRESH, partial=written)))
    slot = (written, NOW + HOUR)
    check(
        status_page(
            title=written, data=FRESH, queue=1, next_slot=slot, now=NOW, local=LOCAL, source=written, open_count=2
        )
    )


@given(text, st.integers(1, 80))
def test_clipped_data_is_short_one_line_and_shows_that_it_was_cut(written, most) -> None:
    shown = clip(written, most)
    assert len(shown) <= most
    assert "\n" not in shown
    assert judged(f"x{escape(shown)}") == f"x{shown}"


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(text, min_size=1, max_size=60))
def test_whatsapp_link_is_short_and_says_how_many_lines_are_missing(lines) -> None:
    written = "\n".join(clip(line, 120) for line in lines)
    url = whatsapp_url(written)
    assert len(url) <= MOST_CHARACTERS
    whole = [line.rstrip() for line in written.strip().split("\n")]
    sent = unquote(url.removeprefix("https://wa.me/?text=")).split("\n")
    if sent == whole:
        return
    *kept, last = sent
    missing = whole[len(kept) :]
    while missing and not missing[0]:  # blank lines at the cut are not worth counting
        missing = missing[1:]
    assert kept == whole[: len(kept)]
    assert last == f"… dan {len(missing)} baris lagi di Telegram"
