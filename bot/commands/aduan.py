"""/aduan TIKET: one complaint with its history. One outside of the chat's scope does not exist here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.border.keyboards import keyboard_for, with_button
from bot.commands.button_data import ComplaintChoice, ReckoningChoice, complaint_data, reckoning_data
from bot.commands.command import Reply, Request
from bot.commands.pedoman import offered
from bot.commands.typed import possible_tickets
from bot.views.complaint import complaint_page, no_such_ticket, several_systems
from bot.views.markup import clip
from bot.views.replies import ask_ticket
from bot.views.words import Local
from monitor.clock import AHEAD
from monitor.deadlines.sla import Explanation
from monitor.errors import NotFound
from monitor.frozen.ruling import ruling_of
from monitor.model import ClockName, Complaint
from monitor.ports import Tables
from monitor.scope import Holding, Reach
from monitor.states import urgency

_MOST_OFFERED = 6
_LONGEST_LABEL = 48


async def aduan(request: Request) -> Reply:
    if not request.arguments:
        return await _ask(request)
    reach = request.desk.reach(request.scope)
    async with request.desk.store.reading() as tables:
        found = await _find(tables, possible_tickets(request.arguments), reach)
    if not found:
        return Reply(no_such_ticket(request.arguments))
    if len(found) > 1:
        question = several_systems(found[0].ticket, [one.system for one in found])
        return Reply(question, _buttons(found, lambda one: one.system))
    return await show(request, found[0].id)


async def show(request: Request, complaint_id: int) -> Reply:
    """One complaint. Raises NotFound when there is none, or none that this chat may see."""
    desk = request.desk
    async with desk.store.reading() as tables:
        complaint = await visible(request, tables, complaint_id)
        facts = await tables.complaints.facts_of(complaint_id)
        frozen = await tables.cutoffs.of_arrival(complaint.created_at)
        reckoned = (await ruling_of(desk, tables, complaint)).explanation
    draw = partial(
        complaint_page,
        complaint,
        facts,
        area_title=desk.area_title(complaint.area_code),
        local=Local(desk.timezone),
        now=request.now,
        near=desk.near,
        assumed=_assumed(reckoned),
        paused_since=reckoned.paused_since,
        shows_address=desk.shows_address,
        data=await desk.data_age(request.now),
        frozen=frozen,
    )
    page = draw(shows_text=_may_read_text(request))
    passed_on = draw(shows_text=desk.posts_text).text  # nobody can tell which group it is passed on to
    keyboard = keyboard_for(page, number=1, of=1, turn=str, ticket_url=desk.ticket_url, whatsapp_text=passed_on)
    keyboard = with_button(keyboard, "Hitungan tenggat", reckoning_data(ReckoningChoice(complaint_id)))
    return Reply(page.html, offered(keyboard, desk, complaint.category) if complaint.handovers else keyboard)


def _assumed(reckoned: Explanation) -> frozenset[ClockName]:
    """The clocks whose due times rest on an assumption."""
    of = {ClockName.RESPONSE: reckoned.response_assumed, ClockName.COMPLETION: reckoned.assumed}
    return frozenset(clock for clock, keys in of.items() if keys)


async def visible(request: Request, tables: Tables, complaint_id: int) -> Complaint:
    """Raises NotFound when there is none, or none that this chat may see."""
    complaint = await tables.complaints.get(complaint_id)
    if request.desk.reach(request.scope).holding(complaint) is Holding.OUTSIDE:
        raise NotFound(f"The complaint {complaint_id} is not for this chat.")
    return complaint


def _may_read_text(request: Request) -> bool:
    """What citizens wrote is for people in private, unless the operator shows it in groups too."""
    desk, standing = request.desk, request.standing
    if not desk.keeps_text:
        return False
    return desk.posts_text or (standing.asker.is_private and standing.person is not None)


async def _ask(request: Request) -> Reply:
    """Which ticket? The most urgent ones are at hand as buttons."""
    reach = request.desk.reach(request.scope)
    async with request.desk.store.reading() as tables:
        complaints = await tables.complaints.wanted(reach.wanted(), arrived_by=request.now + AHEAD)
    ours = [one for one in complaints if reach.holding(one) in (Holding.OURS, Holding.UNPLACED)]
    urgent = sorted(ours, key=urgency)[:_MOST_OFFERED]
    return Reply(ask_ticket(), _buttons(urgent, _label))


async def _find(tables: Tables, tickets: Iterable[str], reach: Reach) -> list[Complaint]:
    """The complaints of the first ticket that this chat may see: one for each system that has it."""
    for ticket in tickets:
        found = await tables.complaints.find(ticket)
        seen = [complaint for complaint in found if reach.holding(complaint) is not Holding.OUTSIDE]
        if seen:
            return seen
    return []


def _label(complaint: Complaint) -> str:
    named = f"{complaint.ticket} · {complaint.category}" if complaint.category else complaint.ticket
    return clip(named, _LONGEST_LABEL)


def _buttons(complaints: Iterable[Complaint], label: Callable[[Complaint], str]) -> InlineKeyboardMarkup | None:
    rows = [
        [InlineKeyboardButton(label(one), callback_data=complaint_data(ComplaintChoice(one.id)))]
        for one in complaints
    ]
    return InlineKeyboardMarkup(rows) if rows else None
