// The guided minute: a small card that walks through the steps which the server gives.

import { post } from "./api.js";
import { runTo } from "./clock.js";
import { $, h, icon, plainName } from "./dom.js";
import { goTo, play } from "./nav.js";
import { known, messagesOf, nowAt, on } from "./store.js";
import { clock, nextTime } from "./times.js";
import { failed } from "./toasts.js";

const SEEN = "siaga.tour";
const GAP = 14; // pixels between the card and what it speaks of
const NARROW = matchMedia("(max-width: 760px)");
let steps = [];
let at = -1;
let isDone = false;
let asked = null; // {chat, id}: the command whose answer is awaited

export function startTour(given) {
  steps = given;
  $("help").hidden = !steps.length;
  if (steps.length && !localStorage.getItem(SEEN)) show(0);
}

export function listenForTour() {
  $("help").addEventListener("click", () => show(0));
  on("change", ({ fresh }) => (awaited("message") && fresh.some(isAwaited)) || isAnswered() ? done() : null);
  on("said", ask);
  on("pressed", ({ chat }) => awaited("press") && isHere(chat) && done());
  on("opened", ({ chat }) => awaited("open") && isHere(chat) && done());
  on("switched", ({ name, on: isOn }) => isOn && awaited("switch") && name === wanted() && done());
  on("state", lookAtHooks);
  addEventListener("resize", point);
  for (const name of ["opened", "change", "state"]) on(name, () => requestAnimationFrame(point));
  document.addEventListener("keydown", leave);
}

/** Esc, unless it was meant for something else. */
function leave(event) {
  if (event.key === "Escape" && at >= 0 && !event.defaultPrevented && !document.querySelector("dialog[open]")) finish();
}

// By what a step is done: "kind" or "kind:what"

const kind = () => steps[at]?.done_when.split(":", 1)[0];
const wanted = () => steps[at].done_when.slice(kind().length + 1);
const awaited = (name) => kind() === name && !isDone;
const isHere = (chat) => !steps[at].chat || nowAt(chat) === nowAt(steps[at].chat);
const isOfBot = (message) => message.by_bot && !message.service;
const isAwaited = (message) => isOfBot(message) && isHere(message.chat) && message.text.includes(wanted());

function ask({ chat, text, id }) {
  const word = text.split(/[\s@]/, 1)[0].toLowerCase();
  if (!awaited("command") || !word.startsWith("/") || !isHere(chat) || !["", word].includes(wanted())) return;
  asked = { chat, id };
  if (isAnswered()) done(); // the answer may overtake the word that it was sent
}

const isAnswered = () =>
  Boolean(asked) && awaited("command") && [...messagesOf(nowAt(asked.chat)).values()].some((message) => isOfBot(message) && message.message_id > asked.id);

function lookAtHooks() {
  if (awaited("hook") && known.hooks[wanted()]) done();
}

// The card

function show(number) {
  at = number;
  isDone = false;
  asked = null;
  if (at >= steps.length) return finish();
  const step = steps[at];
  const chat = step.chat && nowAt(step.chat);
  post(`/sandbox/tour/${at}`, {}).catch(failed("Langkah ini tidak dapat dimulai"));
  if (step.player) play(step.player);
  if (chat && !awaited("open") && known.open?.chat !== chat) goTo(chat);
  draw();
  lookAtHooks();
  return undefined;
}

function draw() {
  const step = steps[at];
  const isFree = isDone || !step.done_when;
  const onward = at === steps.length - 1 ? "Selesai" : "Lanjut";
  const words = isDone ? `Bagus. Lihat hasilnya, lalu tekan ${onward}.` : step.text;
  const button = (name, label, onclick, more = {}) => h("button", { type: "button", class: name, onclick, ...more }, label);
  const hadFocus = $("coach").contains(document.activeElement);
  $("coach").hidden = false;
  $("coach").className = isDone ? "done" : "";
  $("coach").replaceChildren(
    h("header", {}, dots(), button("round", icon("close"), finish, { "aria-label": "Tutup tur", title: "Tutup tur (Esc)" })),
    h("div", { "aria-live": "polite" }, h("h2", {}, isDone ? icon("check") : null, plainName(step.title)), h("p", {}, words)),
    h("footer", {},
      at ? button("quiet", "Kembali", () => show(at - 1)) : null,
      button(isFree ? "go" : "quiet", isFree ? onward : "Lewati", () => show(at + 1)),
      isDone ? null : leap(step)),
  );
  if (hadFocus) $("coach").querySelector(".go, footer button:last-child").focus();
  point();
}

function dots() {
  const all = steps.map((_, number) => h("i", { class: number === at ? "here" : number < at ? "past" : "" }));
  return h("span", {}, h("span", { class: "dots", "aria-hidden": "true" }, all), h("span", { class: "offscreen" }, `Langkah ${at + 1} dari ${steps.length}`));
}

function leap(step) {
  if (!step.leap_to || !clock().adjustable) return null;
  return h("button", { type: "button", class: "go", id: "coach-leap", onclick: () => runTo(nextTime(step.leap_to)) }, `Ke pukul ${step.leap_to.replace(":", ".")}`);
}

/** Waits to be read; the visitor goes on. */
function done() {
  if (isDone) return;
  isDone = true;
  draw();
}

function finish() {
  const hadFocus = $("coach").contains(document.activeElement);
  at = -1;
  localStorage.setItem(SEEN, "seen");
  $("coach").hidden = true;
  if (hadFocus) $("help").focus();
  point();
}

/** Rings what the step speaks of and puts the card where it does not hide it. */
function point() {
  for (const old of document.querySelectorAll(".ringed")) old.classList.remove("ringed");
  const step = steps[at];
  if (!step) return;
  const target = step.highlight ? $(step.highlight) : null;
  const box = target?.getBoundingClientRect();
  const isSeen = box && box.width > 0 && box.height > 0;
  if (isSeen) target.classList.add("ringed");
  const isTyping = Boolean(target) && $("composer").contains(target) && NARROW.matches;
  if (isTyping) placeOnTop($("coach"));
  else place($("coach"), isSeen ? box : null);
}

/** On a phone: clear of the line to type, and of the keyboard below it. */
function placeOnTop(card) {
  const top = $("talk-head").getBoundingClientRect().bottom + GAP / 2;
  move(card, 10, Math.min(top, $("composer").getBoundingClientRect().top - card.offsetHeight - GAP / 2));
}

function place(card, box) {
  const { offsetWidth: width, offsetHeight: height } = card;
  const fits = {
    right: box && box.right + GAP + width < innerWidth,
    below: box && box.bottom + GAP + height < innerHeight,
    above: box && box.top - GAP - height > 0,
  };
  let [left, top] = [innerWidth - width - 20, innerHeight - height - 96];
  if (box && box.height > 200 && box.width > width * 2) [left, top] = [box.right - width - 20, box.top + 20];
  else if (fits.right && box.height > 200) [left, top] = [box.right + GAP, box.top + 20];
  else if (fits.below) [left, top] = [box.left, box.bottom + GAP];
  else if (fits.above) [left, top] = [box.right - width, box.top - GAP - height];
  move(card, left, top);
}

function move(card, left, top) {
  card.style.left = `${Math.max(10, Math.min(left, innerWidth - card.offsetWidth - 10))}px`;
  card.style.top = `${Math.max(10, Math.min(top, innerHeight - card.offsetHeight - 10))}px`;
}
