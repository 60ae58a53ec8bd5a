// The clock of the simulation: what time it is there, how fast it runs.

import { post } from "./api.js";
import { $, h, icon } from "./dom.js";
import { on, tell } from "./store.js";
import { clock, clockTime, dayKey, now, setClock, shortDay } from "./times.js";
import { failed } from "./toasts.js";

const SPEEDS = [1, 10, 60, 300, 1800, 3600];
const HOUR = 3_600_000;
const TICK = 100;
let shown = "";

export function startClock() {
  on("state", drawControls);
  $("clock-pause").addEventListener("click", () => turn({ paused: !clock().paused }));
  $("clock-speed").addEventListener("change", () => turn({ speed: Number($("clock-speed").value) }));
  $("clock-leap").addEventListener("click", () => runTo(new Date((clock().rush?.until ?? now().getTime()) + HOUR)));
  setInterval(tick, TICK);
}

/** Runs fast up to an instant, so that all that is due on the way comes. */
export const runTo = (instant) => turn({ advance_to: instant.toISOString() });

async function turn(wanted) {
  try {
    setClock(await post("/sandbox/clock", wanted));
    drawControls();
    tick();
  } catch (error) {
    failed("Jam tidak berubah")(error);
  }
}

function tick() {
  if ($("clock").classList.contains("rushing") && !clock().rush) drawControls();
  const instant = now();
  const time = clockTime(instant);
  if (shown === time + dayKey(instant)) return;
  shown = time + dayKey(instant);
  $("clock-day").textContent = shortDay(instant);
  $("clock-time").textContent = time;
  tell("minute");
}

function drawControls() {
  const { adjustable, paused, speed, rush } = clock();
  for (const id of ["clock-pause", "clock-speed", "clock-leap"]) $(id).hidden = !adjustable;
  $("clock").classList.toggle("paused", paused);
  $("clock").classList.toggle("rushing", Boolean(rush));
  const label = paused ? "Jalankan jam" : "Jeda jam";
  $("clock-pause").replaceChildren(icon(paused ? "play" : "pause"));
  $("clock-pause").setAttribute("aria-label", label);
  $("clock-pause").title = label;
  const speeds = SPEEDS.includes(speed) ? SPEEDS : [...SPEEDS, speed].sort((a, b) => a - b);
  if (document.activeElement !== $("clock-speed") || $("clock-speed").value !== String(speed)) {
    $("clock-speed").replaceChildren(...speeds.map((one) => h("option", { value: one }, `${one.toLocaleString("id-ID")}×`)));
    $("clock-speed").value = String(speed);
  }
}
