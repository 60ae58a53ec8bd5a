// Above the messages: whose talk it is, the topics of a forum, what is pinned.

import { $, face, h, icon, named } from "./dom.js";
import { pinnedIn, summary } from "./message.js";
import { goTo } from "./nav.js";
import { chatOf, known, on, titleOf, unread } from "./store.js";

export const GENERAL = 1; // the number of a forum's first topic in addresses

export function startHead() {
  $("topics").addEventListener("keydown", walkTopics);
  on("read", () => {
    const chat = known.open && chatOf(known.open.chat);
    if (chat) drawTopics(chat);
  });
}

export function drawAbove(chat) {
  drawHead(chat);
  drawTopics(chat);
  drawPinned();
}

function drawHead(chat) {
  const title = titleOf(chat);
  $("talk-face").replaceWith(face(chat.id > 0 ? known.bot.id : chat.id, title, chat.id > 0 ? "isbot" : ""));
  document.querySelector("#talk-head .face").id = "talk-face";
  $("talk-title").replaceChildren(named(title));
  $("talk-about").textContent = about(chat);
  $("talk-about").classList.toggle("lost", ["kicked", "left", "restricted"].includes(chat.bot));
}

function about(chat) {
  const lost = { kicked: chat.id > 0 ? "bot diblokir" : "bot dikeluarkan", left: "bot sudah keluar", restricted: "bot tidak boleh menulis" };
  if (chat.migrated_to) return "grup lama, sudah pindah";
  if (lost[chat.bot]) return lost[chat.bot];
  if (chat.id > 0) return `@${known.bot.username} · obrolan pribadi`;
  const kind = chat.is_forum ? "forum" : "grup";
  return `${kind} · ${chat.members.length + 1} anggota${chat.bot === "administrator" ? " · bot admin" : ""}`;
}

function drawTopics(chat) {
  $("topics").hidden = !chat.is_forum;
  if (!chat.is_forum) return $("log").removeAttribute("aria-labelledby");
  const topics = [{ id: null, name: "Umum", state: "open" }, ...chat.topics];
  const hadFocus = $("topics").contains(document.activeElement);
  $("topics").replaceChildren(...topics.map((topic) => tab(chat, topic)));
  if (hadFocus) $("topics").querySelector("[aria-selected=true]").focus();
  return $("log").setAttribute("aria-labelledby", `topic-${known.open.topic ?? "general"}`);
}

function tab(chat, topic) {
  const isOpen = topic.id === known.open.topic;
  const count = unread(chat.id, topic.id);
  const state = { closed: " (ditutup)", deleted: " (dihapus)" }[topic.state] ?? "";
  return h(
    "button",
    {
      type: "button", role: "tab", id: `topic-${topic.id ?? "general"}`, class: topic.state, "aria-controls": "log",
      "aria-selected": String(isOpen), tabindex: isOpen ? 0 : -1, onclick: () => goTo(chat.id, topic.id ?? GENERAL),
    },
    named(topic.name), state, count ? h("b", { class: "count" }, String(count)) : null,
  );
}

/** Left and right go from tab to tab. */
function walkTopics(event) {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!by) return;
  const tabs = [...$("topics").children];
  const next = tabs[(tabs.indexOf(document.activeElement) + by + tabs.length) % tabs.length];
  event.preventDefault();
  next.focus();
  next.click();
}

function drawPinned() {
  const pinned = pinnedIn(known.open.chat, known.open.topic);
  $("pinned").hidden = !pinned;
  if (!pinned) return;
  $("pinned").dataset.id = pinned.message_id;
  $("pinned").replaceChildren(icon("pin"), h("span", {}, h("b", {}, "Pesan tersemat"), h("span", { dir: "auto" }, summary(pinned))));
}
