// The guided minute: a small card that walks through the steps which the server gives.

import { post } from "./api.js";
import { $, h, icon, plainName } from "./dom.js";
import { goTo, play } from "./nav.js";
import { known, on } from "./store.js";
import { failed } from "./toasts.js";

const SEEN = "siaga.tour";
const DONE_SHOWN = 1400;
let steps = [];
let at = -1;
let isDone = false;
let timer = 0;

export function startTour(given) {
  steps = given;
  $("help").hidden = !steps.length;
  if (steps.length && !localStorage.getItem(SEEN)) show(0);
}

export function listenForTour() {
  $("help").addEventListener("click", () => show(0));
  on("change", ({ fresh }) => {
    const step = steps[at];
    const isIt = (message) => message.by_bot && !message.service && (!step.chat || message.chat === step.chat);
    if (step?.done_when === "message" && fresh.some(isIt)) done();
  });
  on("said", ({ text }) => {
    const word = text.split(/[\s@]/, 1)[0].toLowerCase();
    if (text.startsWith("/") && ["command", `command:${word}`].includes(steps[at]?.done_when)) done();
  });
  on("pressed", () => steps[at]?.done_when === "press" && done());
  on("opened", ({ chat }) => steps[at]?.done_when === "open" && chat === steps[at].chat && done());
  on("switched", ({ name, on: isOn }) => isOn && steps[at]?.done_when === `switch:${name}` && done());
  addEventListener("resize", point);
  for (const name of ["opened", "change", "state"]) on(name, () => requestAnimationFrame(point));
  document.addEventListener("keydown", (event) => event.key === "Escape" && $("coach").contains(document.activeElement) && finish());
}

function show(number) {
  clearTimeout(timer);
  at = number;
  isDone = false;
  if (at >= steps.length) return finish();
  const step = steps[at];
  post(`/sandbox/tour/${at}`, {}).catch(failed("Langkah ini tidak dapat dimulai"));
  if (step.player) play(step.player);
  if (step.chat && step.done_when !== "open" && known.open?.chat !== step.chat) goTo(step.chat);
  draw();
  return undefined;
}

function draw() {
  const step = steps[at];
  const isLast = at === steps.length - 1;
  const next = isDone || !step.done_when ? (isLast ? "Selesai" : "Lanjut") : "Lewati langkah ini";
  const dots = steps.map((_, number) => h("i", { class: number === at ? "here" : number < at ? "past" : "" }));
  $("coach").hidden = false;
  $("coach").className = isDone ? "done" : "";
  $("coach").replaceChildren(
    h("header", {}, h("span", { class: "dots", "aria-hidden": "true" }, dots), h("span", { class: "offscreen" }, `Langkah ${at + 1} dari ${steps.length}`),
      h("button", { type: "button", class: "round", "aria-label": "Tutup tur", title: "Tutup tur", onclick: finish }, icon("close"))),
    h("div", { "aria-live": "polite" }, h("h2", {}, isDone ? icon("check") : null, plainName(step.title)), h("p", {}, step.text)),
    h("footer", {}, at ? h("button", { type: "button", class: "quiet", onclick: () => show(at - 1) }, "Kembali") : null,
      h("button", { type: "button", class: isDone || !step.done_when ? "go" : "quiet", onclick: () => show(at + 1) }, next)),
  );
  point();
}

function done() {
  if (isDone) return;
  isDone = true;
  draw();
  timer = setTimeout(() => show(at + 1), DONE_SHOWN);
}

function finish() {
  clearTimeout(timer);
  at = -1;
  localStorage.setItem(SEEN, "seen");
  $("coach").hidden = true;
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
  place($("coach"), isSeen ? box : null);
}

function place(card, box) {
  const gap = 14;
  const { offsetWidth: width, offsetHeight: height } = card;
  const fits = {
    right: box && box.right + gap + width < innerWidth,
    below: box && box.bottom + gap + height < innerHeight,
    above: box && box.top - gap - height > 0,
  };
  let [left, top] = [innerWidth - width - 20, innerHeight - height - 96];
  if (box && box.height > 200 && box.width > width * 2) [left, top] = [box.right - width - 20, box.top + 20];
  else if (fits.right && box.height > 200) [left, top] = [box.right + gap, box.top + 20];
  else if (fits.below) [left, top] = [box.left, box.bottom + gap];
  else if (fits.above) [left, top] = [box.right - width, box.top - gap - height];
  card.style.left = `${Math.max(10, Math.min(left, innerWidth - width - 10))}px`;
  card.style.top = `${Math.max(10, Math.min(top, innerHeight - height - 10))}px`;
}
