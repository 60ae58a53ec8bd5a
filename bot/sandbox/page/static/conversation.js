// The open chat: the log of its messages, kept as the server tells it.

import { chatPath, get, post } from "./api.js";
import { $, h } from "./dom.js";
import { drawAbove, startHead } from "./head.js";
import { messageNode } from "./message.js";
import { goTo } from "./nav.js";
import { chatOf, inTopic, isMine, known, lastMessage, markRead, messagesOf, on, readUpTo, takeOlder, tell } from "./store.js";
import { foldQuotes, safeLink } from "./text.js";
import { dayKey, longDay } from "./times.js";
import { failed, toast } from "./toasts.js";

const SHOWN = 120; // messages put on the page at once
const MOST = 400; // then those above are taken off again
const NEAR = 90; // pixels from the end that still count as reading along
const ABOVE = 12; // pixels left free above a message scrolled to
const REST = 900; // milliseconds
let from = 0; // index of the first message shown
let unseen = 0;
let firstUnread = 0;

export function startConversation() {
  on("change", takeIn);
  on("player", () => known.open && open(known.open.chat, known.open.topic));
  on("jump", jump);
  $("log").addEventListener("scroll", scrolled, { passive: true });
  $("to-end").addEventListener("click", () => toEnd(true));
  $("pinned").addEventListener("click", () => jump(Number($("pinned").dataset.id)));
  startHead();
  $("log").addEventListener("click", tapped);
  document.addEventListener("visibilitychange", () => isAtEnd() && seen());
}

/** Shows a chat, and of a forum one topic (null = General, undefined = the one last written in). */
export function open(chatId, topic) {
  const chat = chatOf(chatId);
  if (!chat) return false;
  const wanted = topic === undefined ? (lastMessage(chatId)?.topic ?? null) : topic;
  known.open = { chat: chatId, topic: chat.is_forum ? wanted : null };
  firstUnread = readUpTo(chatId, known.open.topic);
  redraw();
  tell("opened", known.open);
  return true;
}

function redraw() {
  const chat = known.open && chatOf(known.open.chat);
  if (!chat) return;
  drawAbove(chat);
  drawLog();
  toUnread();
}

const shownMessages = () => inTopic(known.open.chat, known.open.topic);

function drawLog() {
  const all = shownMessages();
  const unreadAt = all.findIndex((message) => message.message_id > firstUnread);
  from = Math.max(0, Math.min(all.length - SHOWN, unreadAt < 0 ? all.length : unreadAt));
  fill(all);
}

function fill(all) {
  const log = $("log");
  log.setAttribute("aria-busy", "true");
  const nodes = [];
  if (from > 0 || known.older.has(known.open.chat)) nodes.push(h("button", { type: "button", class: "older", onclick: showOlder }, "Pesan sebelumnya"));
  for (let at = from; at < all.length; at += 1) nodes.push(...withSeparators(all, at));
  if (!all.length) nodes.push(emptiness());
  log.replaceChildren(...nodes);
  foldQuotes(log);
  log.removeAttribute("aria-busy");
}

function emptiness() {
  const words = known.open.chat > 0 ? "Belum ada percakapan dengan bot ini." : "Belum ada pesan di sini.";
  return h("p", { class: "empty" }, words, h("small", {}, "Tulis pesan di bawah, atau ketik / untuk melihat perintah."));
}

function withSeparators(all, at) {
  const [message, above] = [all[at], at > from ? all[at - 1] : null];
  const nodes = [];
  const day = new Date(message.date);
  const newDay = !above || dayKey(new Date(above.date)) !== dayKey(day);
  if (newDay) nodes.push(h("h2", { class: "day" }, h("span", {}, longDay(day))));
  const isFirstUnread = firstUnread && message.message_id > firstUnread && (!above || above.message_id <= firstUnread) && !isMine(message);
  if (isFirstUnread) nodes.push(h("p", { class: "unread" }, "Belum dibaca"));
  const follows = above && !newDay && !isFirstUnread && !above.service && above.from === message.from && Date.parse(message.date) - Date.parse(above.date) < 600_000;
  nodes.push(messageNode(message, Boolean(follows)));
  return nodes;
}

async function showOlder() {
  const { chat } = known.open;
  const log = $("log");
  const fromEnd = log.scrollHeight - log.scrollTop;
  const before = shownMessages().length;
  from = firstShown(shownMessages());
  try {
    if (from === 0) {
      const [oldest] = messagesOf(chat).keys();
      takeOlder(chat, await get(`${chatPath(chat, "history")}?before=${oldest}`));
    }
  } catch (error) {
    return failed("Pesan sebelumnya tidak terbaca")(error);
  }
  if (known.open.chat !== chat) return undefined;
  from = Math.max(0, from + shownMessages().length - before - SHOWN);
  fill(shownMessages());
  log.scrollTop = log.scrollHeight - fromEnd;
  return undefined;
}

/** What the server told: added at the end, replaced in place. */
function takeIn({ chats, fresh, changed, removed }) {
  if (!known.open) return;
  const here = (message) => message.chat === known.open.chat;
  const chat = chats.find((one) => one.id === known.open.chat);
  if (!chat && !fresh.some(here)) return;
  const mine = chatOf(known.open.chat);
  if (!mine) return; // another world, of which the people are not known yet
  const wasAtEnd = isAtEnd();
  drawAbove(mine);
  for (const message of changed.filter(here)) replace(message);
  for (const { chat: id, message_id: gone } of removed) if (id === known.open.chat) nodeOf(gone)?.remove();
  append(fresh.filter((message) => here(message) && isInTopic(message)), wasAtEnd);
}

const isInTopic = (message) => !chatOf(message.chat)?.is_forum || (message.topic ?? null) === known.open.topic;
const nodeOf = (id) => $("log").querySelector(`[data-id="${id}"]`);

function replace(message) {
  const old = nodeOf(message.message_id);
  if (!old) return;
  const hadFocus = old.contains(document.activeElement);
  const isAtFoot = isAtEnd();
  const node = messageNode(message, old.classList.contains("follows"));
  old.replaceWith(node);
  foldQuotes(node);
  node.classList.add("changed");
  if (hadFocus) (node.querySelector(".key") ?? $("log")).focus({ preventScroll: true });
  if (isAtFoot) toEnd(false);
}

function append(messages, wasAtEnd) {
  if (!messages.length) return;
  $("log").querySelector(".empty")?.remove();
  if (!document.hidden) firstUnread = 0; // who reads along needs no mark
  const all = shownMessages();
  from = firstShown(all);
  const first = all.findIndex((message) => message.message_id === messages[0].message_id);
  for (let at = Math.max(first, from); at < all.length; at += 1) {
    if (nodeOf(all[at].message_id)) continue;
    const nodes = withSeparators(all, at);
    nodes.at(-1).classList.add("fresh");
    $("log").append(...nodes);
    foldQuotes(nodes.at(-1));
  }
  if (wasAtEnd || messages.some(isMine)) follow(all);
  else {
    unseen += messages.length;
    drawToEnd();
  }
}

/** Where the log begins, in messages of which some may have been forgotten meanwhile. */
function firstShown(all) {
  const id = Number($("log").querySelector("[data-id]")?.dataset.id ?? 0);
  return Math.max(0, all.findIndex((message) => message.message_id >= id));
}

/** Stays at the end; a log that has grown long loses its beginning. */
function follow(all) {
  if (all.length - from > MOST) {
    from = all.length - SHOWN;
    fill(all);
  }
  toEnd(false);
}

/** Whether the last message has been begun to be read. */
function isAtEnd() {
  const log = $("log");
  const begun = Math.min(log.scrollHeight, (log.lastElementChild?.offsetTop ?? 0) + 2 * NEAR) - NEAR;
  return log.scrollTop + log.clientHeight >= begun;
}

/** To the last message; to its first line when it is longer than what can be seen. */
function toEnd(smoothly) {
  const log = $("log");
  const last = log.lastElementChild;
  const top = last && last.offsetHeight > log.clientHeight ? last.offsetTop - ABOVE : log.scrollHeight;
  log.scrollTo({ top, behavior: smoothly ? gently() : "instant" });
  seen();
}

const gently = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth");

let resting = 0;

function scrolled() {
  clearTimeout(resting);
  $("log").classList.add("moving"); // the day stays in sight for as long as one scrolls
  resting = setTimeout(() => $("log").classList.remove("moving"), REST);
  if (isAtEnd()) seen();
  else drawToEnd();
}

/** Where reading goes on: at the first unread message when the rest does not fit. */
function toUnread() {
  const log = $("log");
  const mark = log.querySelector(".unread");
  if (!mark || log.scrollHeight - mark.offsetTop <= log.clientHeight) return toEnd(false);
  log.scrollTop = mark.offsetTop - 60;
  return drawToEnd();
}

function seen() {
  if (!known.open || document.hidden) return;
  unseen = 0;
  drawToEnd();
  markRead(known.open.chat, known.open.topic);
}

function drawToEnd() {
  $("to-end").hidden = !unseen && isAtEnd();
  $("to-end").lastElementChild.textContent = unseen ? `${unseen} pesan baru` : "";
}

function jump(id) {
  const node = nodeOf(id);
  if (!node) return toast("Pesan itu sudah jauh di atas.");
  node.scrollIntoView({ block: "center", behavior: gently() });
  node.classList.remove("pointed");
  requestAnimationFrame(() => node.classList.add("pointed"));
  return undefined;
}

/** A command tapped is said; a link into the bot opens the private chat here. */
function tapped(event) {
  const command = event.target.closest("[data-command]");
  if (command) return tell("say", command.dataset.command);
  const url = safeLink(event.target.closest("a[href]")?.href ?? "");
  const isDeep = url?.hostname === "t.me" && url.pathname.toLowerCase() === `/${known.bot.username}`.toLowerCase();
  if (!isDeep || !url.searchParams.has("start")) return undefined;
  event.preventDefault();
  return begin(`/start ${url.searchParams.get("start")}`.trim());
}

export async function begin(words) {
  const { id } = known.player;
  try {
    await post(chatPath(id, "messages"), { from: id, text: words });
    goTo(id);
  } catch (error) {
    failed("Tidak terkirim")(error);
  }
}
