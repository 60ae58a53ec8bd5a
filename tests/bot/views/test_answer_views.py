"""What the commands answer, as a chat reads it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from answered import answer, listing_pages
from digest_cases import (
    CIDENG,
    CITY,
    DAY,
    FRESH,
    HOUR,
    KWITANG,
    MINUTE,
    NO_DATA,
    NOW,
    PUBLIC,
    STALE,
    audience,
    complaint,
    held_by,
)

from bot.views import expiry, operator, replies
from bot.views.complaint import complaint_page, no_such_ticket, several_systems
from bot.views.gaps import names_unlisted
from bot.views.status import status_page
from monitor.cutoff import Span
from monitor.inquiry import Question
from monitor.listing import Listing
from monitor.model import ClockName, Doubt, Fact, FactKind, Moment, NearWindows, NoticeKind, Stage
from monitor.period import Month
from monitor.unlisted import Unlisted

NEAR = NearWindows()


def asked(question: Question, who=None, *, complaints=None, data=FRESH) -> Listing:
    return answer(
        question,
        mixed() if complaints is None else complaints,
        who or audience(CIDENG),
        at=NOW,
        near=NEAR,
        data=data,
    )


def mixed():
    return [
        complaint("JK2611220412", age=8 * HOUR + 12 * MINUTE),
        complaint("JK2611230003", age=5 * HOUR, category="Parkir Liar", address="Jl. Musi No. 4"),
        complaint("JK2611230007", age=40 * MINUTE, category="Jalan", area_code=KWITANG),
        complaint("JK2611100221", age=8 * DAY, stage=Stage.PROCESS, category="Saluran Air"),
        complaint("JK2611160222", age=6 * DAY + 5 * HOUR, stage=Stage.PROCESS, category="Pohon"),
        complaint("JK2611150223", age=6 * DAY + 20 * HOUR, responded=Moment.exactly(NOW - 6 * DAY)),
        held_by("Sudin Bina Marga", ticket="JK2611210401", age=9 * DAY),
    ]


@pytest.mark.parametrize("question", list(Question))
def test_answers_lead_with_what_is_late(golden, local, question) -> None:
    golden(f"listing_{question}", listing_pages(asked(question), local, shows_address=True))
    golden(f"listing_{question}_city", listing_pages(asked(question, audience(CITY)), local, shows_address=True))


@pytest.mark.parametrize("question", list(Question))
def test_no_match_is_told_with_the_age_of_the_data(golden, local, question) -> None:
    in_process = [complaint(age=DAY, stage=Stage.PROCESS) for _ in range(4)]
    golden(
        f"listing_{question}_none",
        listing_pages(asked(question, complaints=in_process), local, shows_address=True),
    )


@pytest.mark.parametrize(("name", "data"), [("stale", STALE), ("partial", PUBLIC), ("no_data", NO_DATA)])
@pytest.mark.parametrize("question", list(Question))
def test_no_match_on_old_or_partial_data_is_not_called_none(golden, local, name, data, question) -> None:
    pages = listing_pages(asked(question, complaints=[], data=data), local, shows_address=True)
    if question is Question.WAIT:
        golden(f"listing_{question}_none_{name}", pages)
    assert "Tidak ada" not in pages[0].text
    assert "Belum dapat dipastikan" in pages[0].text


def test_a_long_answer_goes_on_under_its_headings(golden, local) -> None:
    waiting = [complaint(f"JK26112204{n:02}", age=n * 20 * MINUTE) for n in range(1, 41)]
    golden(
        "listing_wait_many_pages",
        listing_pages(asked(Question.WAIT, complaints=waiting), local, shows_address=True),
    )


def test_addresses_too_long_for_a_page_are_cut_shorter(local) -> None:
    street = "Jl. Cideng Barat nomor 12 dekat jembatan di belakang pasar lama sebelah pos jaga"
    waiting = [complaint(address=street, category="Bangunan tanpa izin", age=n * DAY) for n in range(1, 41)]
    first, second, _ = listing_pages(
        asked(Question.WAIT, audience(CITY), complaints=waiting), local, shows_address=True
    )
    assert street in first.text
    assert street not in second.text
    assert second.text.count("Jl. Cideng Barat nomor 12") == 20


@pytest.mark.parametrize("question", list(Question))
def test_a_page_holds_its_lines_however_long_they_are(local, question) -> None:
    sign = "n" * 4000
    odd = {
        "area": sign,
        "category": sign,
        "address": sign,
        "stage": Stage.UNMAPPED,
        "status": sign,
        "area_code": None,
    }
    old = [complaint(f"{n}{sign}", age=9_999 * DAY + n * HOUR, **odd) for n in range(40)]
    late = replace(STALE, partial=sign)
    who = replace(audience(CITY), title=sign)
    listing = replace(asked(Question.WAIT, who, complaints=old, data=late), question=question)
    pages = listing_pages(listing, local, shows_address=True)
    assert [len(page.tickets) for page in pages] == [12, 20, 8]
    assert all(len(page.text) <= 3900 for page in pages)


def shown(local, one, *facts, **more):
    given = {"area_title": "Kel. Cideng", "local": local, "now": NOW, "near": NEAR}
    return complaint_page(one, facts, **(given | more))


def fact(kind: FactKind, ago: timedelta, since: timedelta | None = None, **changes) -> Fact:
    happened = Moment(NOW - (since or ago), NOW - ago)
    return Fact(kind=kind, happened=happened, seen_at=NOW, source="impor", changes=changes)


def test_waiting_complaint_with_both_clocks(golden, local) -> None:
    one = complaint("JK2611220412", age=8 * HOUR + 12 * MINUTE, status="Menunggu")
    golden(
        "complaint_waiting",
        shown(
            *(local, one, fact(FactKind.ARRIVED, 8 * HOUR + 12 * MINUTE, channel="JAKI")),
            data=FRESH,
            assumed={ClockName.COMPLETION},
        ),
    )


def test_complaint_near_its_limit_without_address(golden, local) -> None:
    golden("complaint_near", shown(local, complaint("JK2611230003", age=5 * HOUR), shows_address=False))


def test_complaint_with_its_text_where_that_is_kept(golden, local) -> None:
    written = (
        "Lampu jalan mati <b>total</b> & gelap.\nHubungi [nomor telepon], mobil [pelat nomor] menabrak tiang. "
    )
    one = complaint("JK2611230003", age=5 * HOUR, content=written * 4, priority="Tinggi")
    golden("complaint_with_text", shown(local, one, shows_text=True))
    assert "Lampu" not in shown(local, one).html


def test_complaint_with_a_long_way(golden, local) -> None:
    one = complaint(
        "JK2611190077", age=4 * DAY, stage=Stage.COORDINATION, unit="Sudin Bina Marga Jakarta Pusat", handovers=3
    )
    way = [
        fact(FactKind.ARRIVED, 4 * DAY, channel="JAKI", unit="Kelurahan Cideng"),
        fact(FactKind.RESPONDED, 4 * DAY - 10 * MINUTE, stage=Stage.PROCESS),
        fact(FactKind.DETAILS, 3 * DAY, category="Jalan", address="Jl. Musi"),
        fact(FactKind.HANDED_OVER, 2 * DAY, 3 * DAY, unit="Sudin Lingkungan Hidup", handovers=1),
        fact(FactKind.HANDED_OVER, 30 * HOUR, unit="Kelurahan Cideng", handovers=2),
        fact(FactKind.HANDED_OVER, 20 * HOUR, unit="Sudin Bina Marga Jakarta Pusat", handovers=3),
        fact(FactKind.EVIDENCE, 20 * HOUR, responded=Moment.exactly(NOW)),
        fact(FactKind.STAGE, 19 * HOUR, 20 * HOUR, stage=Stage.COORDINATION),
        fact(FactKind.DUE, HOUR, completion_due_at=NOW + 3 * DAY, response_due_at=None),
    ]
    golden("complaint_long_way", shown(local, one, *way))


def test_another_spelling_of_one_office_is_no_way_however_it_was_recorded(local) -> None:
    one = complaint("JK2611190077", age=4 * DAY, unit="Kelurahan Cideng", unit_area_code=CIDENG, handovers=1)
    way = [
        fact(FactKind.ARRIVED, 4 * DAY, unit="Kel. Cideng", unit_area_code=CIDENG),
        fact(FactKind.HANDED_OVER, DAY, unit="Kelurahan Cideng", unit_area_code=CIDENG, handovers=1),
    ]
    assert "Berpindah" not in shown(local, one, *way).html


def test_answer_whose_time_nobody_knows_is_not_judged(golden, local) -> None:
    between = Moment(NOW - 17 * HOUR, NOW)
    one = complaint("JK2611211604", age=18 * HOUR, stage=Stage.PROCESS, responded=between, stage_moment=between)
    page = shown(local, one, area_title="Kel. Menteng")
    golden("complaint_unknown", page)
    assert "tidak dapat dipastikan" in page.text


def test_certainly_late_answer_of_unknown_time_is_at_least_so_late(golden, local) -> None:
    between = Moment(NOW - 3 * HOUR, NOW)
    one = complaint("JK2611211605", age=18 * HOUR, stage=Stage.PROCESS, responded=between, stage_moment=between)
    golden("complaint_late_at_least", shown(local, one))


def test_complete_complaint(golden, local) -> None:
    done = Moment.exactly(NOW - DAY)
    one = complaint("JK2611100001", age=10 * DAY, stage=Stage.COMPLETE, completed=done, stage_moment=done)
    golden("complaint_complete", shown(local, one))
    golden("complaint_answer_unseen", shown(local, replace(one, responded=None, response_unseen=True)))
    unknown_end = replace(one, stage=Stage.COMPLETE, responded=None, response_unseen=True, completed=None)
    golden("complaint_completion_unseen", shown(local, unknown_end))


def test_dismissed_complaint_has_no_limit(golden, local) -> None:
    golden("complaint_dismissed", shown(local, complaint("JK2611200001", age=2 * DAY, stage=Stage.DISMISSED)))


@pytest.mark.parametrize("doubt", list(Doubt))
def test_what_cannot_be_true_or_seen_is_said(golden, local, doubt) -> None:
    one = complaint("JK2611200001", age=2 * DAY, stage=Stage.PROCESS, doubt=doubt, missing_since=NOW - HOUR)
    golden(f"complaint_{doubt}", shown(local, one))


def test_a_stop_before_the_arrival_is_shown_as_stated_and_marked(golden, local) -> None:
    early, later = Moment.exactly(NOW - 50 * HOUR), Moment.exactly(NOW - 49 * HOUR)
    one = complaint(
        "JK2611200001",
        age=2 * DAY,
        stage=Stage.COMPLETE,
        doubt=Doubt.REVERSED,
        responded=early,
        completed=later,
        stage_moment=later,
    )
    history = (
        fact(FactKind.ARRIVED, 2 * DAY, 2 * DAY, channel="JAKI", created_at=NOW - 2 * DAY),
        fact(FactKind.RESPONDED, 50 * HOUR, stage="process", responded=early),
        fact(FactKind.COMPLETED, 49 * HOUR, completed=later),
    )
    golden("complaint_early_stops", shown(local, one, *history))


def test_unmapped_and_unplaced_complaint(golden, local) -> None:
    one = complaint(
        "JK2611220009", age=3 * HOUR, stage=Stage.UNMAPPED, status="Ditelaah", area="Kota", area_code=None
    )
    golden("complaint_unmapped", shown(local, one, area_title=None, data=STALE))
    gone = replace(one, status=None, responded=Moment(NOW - HOUR, NOW), response_due_at=None, area=None)
    golden("complaint_left_wait", shown(local, gone, area_title=None))


def test_what_became_known_after_the_cut_off_is_marked(golden, local) -> None:
    cut_at = NOW - 15 * DAY
    frozen = Span(month=Month(2026, 10), begins_at=cut_at, ends_before=cut_at, cut_at=cut_at, fact=7)
    one = complaint("JK2610220001", age=32 * DAY, stage=Stage.PROCESS)
    arrived = replace(fact(FactKind.ARRIVED, 32 * DAY, channel="JAKI"), id=7)
    answered = fact(FactKind.RESPONDED, 31 * DAY, stage=Stage.PROCESS)
    way = [arrived, replace(answered, id=8), replace(fact(FactKind.HANDED_OVER, DAY, unit="Sudin Sosial"), id=9)]
    page = shown(local, one, *way, frozen=frozen)
    golden("complaint_after_cut_off", page)
    assert page.text.count("setelah cut-off") == 3
    assert "setelah cut-off" not in shown(local, one, arrived, frozen=frozen).text
    assert "setelah cut-off" not in shown(local, one, *way).text


def test_history_that_does_not_fit_says_how_much_is_missing(golden, local) -> None:
    way = [fact(FactKind.HANDED_OVER, n * HOUR, unit=f"Suku Dinas Nomor {n}") for n in range(200, 0, -1)]
    page = shown(local, complaint("JK2611010001", age=200 * HOUR), *way)
    golden("complaint_long_history", page)
    assert "kejadian sebelumnya" in page.text
    assert "Nomor 1\n" in page.text + "\n"


def test_unknown_ticket_and_ticket_of_several_systems(golden) -> None:
    golden("no_such_ticket", no_such_ticket("JK<b>0000"))
    golden("several_systems", several_systems("JK2611220412", ["crm", "boston"]))


def status(local, **more):
    given = {
        "title": "Kel. Cideng",
        "data": FRESH,
        "queue": 0,
        "next_slot": ("sore", NOW + 7 * HOUR),
        "now": NOW,
        "local": local,
        "source": "berkas ekspor",
        "open_count": 12,
    }
    return status_page(**(given | more))


def test_status(golden, local) -> None:
    golden("status", status(local))
    golden("status_queue", status(local, queue=1234, next_slot=("pagi", NOW + DAY)))
    golden("status_unbound", status(local, title=None, open_count=None, next_slot=None))
    golden("status_stale", status(local, data=STALE))
    golden("status_partial", status(local, data=PUBLIC))
    golden("status_no_data", status(local, data=NO_DATA))
    golden("status_unread", status(local, unread=3))


def test_short_replies(golden) -> None:
    golden("unbound", replies.unbound(-1001234567890, None))
    golden("unbound_topic", replies.unbound(-1001234567890, 7))
    golden("stranger_private", replies.stranger_private(4242))
    golden("outside_scope", replies.outside_scope("Kel. Cideng"))
    golden("outside_scope_city", replies.outside_scope("Kota Jakarta Pusat", is_city=True))
    golden("which_one", replies.which_one("Gambir"))
    golden("unknown_area", replies.unknown_area("Cidng <3"))
    commands = [("wait [wilayah]", "aduan yang belum dijawab"), ("aduan TIKET", "satu aduan dan riwayatnya")]
    golden("help", replies.help_text(commands, "Kel. Cideng"))
    golden("welcome_person", replies.welcome_person("Koordinator", "Kota Jakarta Pusat"))
    golden("invitation_invalid", replies.invitation_invalid())
    golden("ask_ticket", replies.ask_ticket())
    golden("trouble", replies.trouble())


def test_toasts_fit_telegram_and_have_no_markup() -> None:
    for toast in (replies.button_expired(), replies.trouble_toast()):
        assert len(toast) <= 200
        assert "<" not in toast and not toast.endswith("…")


def test_operator_is_told_what_to_do(golden) -> None:
    golden("operator_lost", operator.destination_lost("Grup Cideng", -1001, 7, "topic_gone"))
    golden("operator_lost_unknown_reason", operator.destination_lost("Grup Cideng", -1001, None, "odd <reason>"))
    golden("operator_back", operator.destination_back("Grup Cideng", -1001, None))
    golden("operator_moved", operator.destination_moved("Grup Cideng", -55, -1001234567890))
    aliases = ['31.71.01.1004,Cideng,kelurahan,31.71.01,"Cidang",,,']
    new = ["kode-baru,Kota,kelurahan,kode-kecamatan,,,,"]
    golden("operator_unknown_areas", operator.unknown_areas([("Cidang", 12), ("Kota", 1)], aliases, new))
    golden("operator_unknown_areas_new", operator.unknown_areas([("Kota", 1)], [], new))
    golden("operator_unmapped", operator.unmapped_labels(["Sedang dikerjakan", 'Aneh "sekali"']))
    golden("operator_refused", operator.notice_refused(NoticeKind.DIGEST, "Grup Cideng", "message is too long"))
    names = Unlisted({"Pohon Tumbang": 12}, {"LAPOR 1708": 3}, {"Sudin SDA": 2}, {"Kelurahan Cidenk": 1})
    golden(
        "operator_names_unlisted",
        names_unlisted(names, ["JAKI"], ["31.71.01.1002,Cideng,kelurahan,31.71.01,Cidenk,,,"]),
    )
    golden("operator_nobody_hears", operator.nobody_hears(3, [("Kel. Tebet Barat", 2), ("belum ada wilayah", 1)]))
    golden(
        "operator_postponed",
        operator.notice_postponed(NoticeKind.DIGEST, "Grup Cideng", "KeyError at digest.py:12"),
    )


def test_operator_reads_what_expired_and_why(golden, local) -> None:
    names = {"Telegram meminta menunggu": ["Kel. Cideng", "Kel. <Gelora>"], "belum sempat dikirim": ["Kota"]}
    golden("operator_expired", expiry.digests_expired("pagi", NOW, names, local, NOW + 3 * HOUR))
    many = {f"sebab {n}": [f"Kel. Antah Berantah {n} {m}" for m in range(20 + n)] for n in range(9)}
    golden("operator_expired_many", expiry.digests_expired("pagi", NOW, many, local, NOW + 15 * HOUR))
    golden("operator_not_started", expiry.not_started(["Koordinator", "Petugas piket"]))


def test_operator_reads_how_much_did_not_fit(golden) -> None:
    many = [(f"Wilayah Antah Berantah {n}", n) for n in range(500, 0, -1)]
    golden(
        "operator_many_areas",
        operator.unknown_areas(many, [f"31.71.{n},Nama {n},kelurahan,,," for n in range(500)]),
    )
    golden("operator_many_labels", operator.unmapped_labels([f"Status nomor {n}" for n in range(500)]))
