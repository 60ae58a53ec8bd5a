// The list of chats, who one plays, and the quick way from chat to chat.

import { $, face, h, named, plainName } from "./dom.js";
import { summary } from "./message.js";
import { isMine, known, lastMessage, on, tell, titleOf, unread, visibleChats, writerOf } from "./store.js";
import { clockTime, dayKey, now, shortDay } from "./times.js";

const PLAYER = "siaga.player";
const SOON = 40; // milliseconds

export function startNav() {
  $("player").addEventListener("change", () => play(Number($("player").value)));
  $("search").addEventListener("click", openSwitcher);
  for (const name of ["change", "read", "opened", "player"]) on(name, drawLater);
  on("minute", drawLater);
  startSwitcher();
}

export function setPlayers(players) {
  known.players = players;
  const kept = Number(localStorage.getItem(PLAYER));
  known.player = players.find((player) => player.id === kept) ?? players[0] ?? null;
  $("player").replaceChildren(
    ...players.map((player) => h("option", { value: player.id }, `${plainName(player.name)} · ${plainName(player.role)}`)),
  );
  if (known.player) $("player").value = String(known.player.id);
}

export function play(id) {
  const player = known.players.find((one) => one.id === id);
  if (!player || player === known.player) return;
  known.player = player;
  $("player").value = String(id);
  localStorage.setItem(PLAYER, String(id));
  tell("player", player);
}

export const goTo = (chatId, topic = null) => {
  location.hash = topic ? `${chatId}/${topic}` : String(chatId);
};

let due = 0;

/** Soon, and once for many changes; also while the page is hidden, for the sake of its title. */
function drawLater() {
  due ||= setTimeout(() => {
    due = 0;
    draw();
  }, SOON);
}

function draw() {
  const held = document.activeElement?.closest?.("#chats a")?.getAttribute("href");
  const chats = visibleChats();
  $("chats").replaceChildren(...chats.map(row));
  if (held) $("chats").querySelector(`a[href="${held}"]`)?.focus({ preventScroll: true });
  const all = chats.reduce((sum, chat) => sum + unread(chat.id), 0);
  document.title = all ? `(${all}) siaga · simulasi` : "siaga · simulasi";
}

function row(chat) {
  const last = lastMessage(chat.id);
  const count = unread(chat.id);
  const title = titleOf(chat);
  const classes = [chat.migrated_to ? "moved" : "", ["kicked", "left"].includes(chat.bot) ? "lost" : ""].join(" ");
  const link = h(
    "a",
    { href: `#${chat.id}`, class: classes, "aria-current": known.open?.chat === chat.id ? "true" : null },
    face(chat.id > 0 ? known.bot.id : chat.id, title, chat.id > 0 ? "isbot" : ""),
    h("span", { class: "title" }, named(title)),
    h("time", {}, last ? when(new Date(last.date)) : ""),
    h("span", { class: "preview", dir: "auto" }, last ? preview(chat, last) : "Belum ada pesan"),
    count ? h("b", { class: "count" }, h("span", { "aria-hidden": "true" }, count > 99 ? "99+" : count), h("span", { class: "offscreen" }, `${count} belum dibaca`)) : null,
  );
  return h("li", {}, link);
}

function preview(chat, message) {
  if (message.service || (chat.id > 0 && !isMine(message))) return summary(message);
  return `${plainName(writerOf(message))}: ${summary(message)}`;
}

const when = (instant) => (dayKey(instant) === dayKey(now()) ? clockTime(instant) : shortDay(instant));

/** The chat above or below the open one. */
export function step(by) {
  const chats = visibleChats();
  const at = chats.findIndex((chat) => chat.id === known.open?.chat);
  const next = chats[(at + by + chats.length) % chats.length];
  if (next) goTo(next.id);
}

// Ctrl+K

let chosen = 0;

export function openSwitcher() {
  if ($("switcher").open) return;
  $("switcher-word").value = "";
  chosen = 0;
  drawSwitcher();
  $("switcher").showModal();
  $("switcher-word").focus();
}

function found() {
  const word = $("switcher-word").value.trim().toLowerCase();
  return visibleChats().filter((chat) => titleOf(chat).toLowerCase().includes(word));
}

function drawSwitcher() {
  const chats = found();
  chosen = Math.max(0, Math.min(chosen, chats.length - 1));
  const option = (chat, at) =>
    h(
      "li",
      { id: `to-${at}`, role: "option", "aria-selected": String(at === chosen), onclick: () => leaveFor(chat) },
      face(chat.id > 0 ? known.bot.id : chat.id, titleOf(chat)),
      named(titleOf(chat)),
      unread(chat.id) ? h("b", { class: "count" }, String(unread(chat.id))) : null,
    );
  $("switcher-list").replaceChildren(...(chats.length ? chats.map(option) : [h("li", { class: "none" }, "Tidak ditemukan")]));
  $("switcher-word").setAttribute("aria-activedescendant", chats.length ? `to-${chosen}` : "");
  $(`to-${chosen}`)?.scrollIntoView({ block: "nearest" });
}

function leaveFor(chat) {
  $("switcher").close();
  if (!chat) return;
  goTo(chat.id);
  if (matchMedia("(hover: hover)").matches) setTimeout(() => $("line").focus()); // a phone would raise its keyboard
}

function startSwitcher() {
  $("switcher-word").addEventListener("input", () => {
    chosen = 0;
    drawSwitcher();
  });
  $("switcher-word").addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) {
      chosen += by;
      drawSwitcher();
    } else if (event.key === "Enter") leaveFor(found()[chosen]);
    else return;
    event.preventDefault();
  });
  $("switcher").addEventListener("click", (event) => event.target === $("switcher") && $("switcher").close());
}
