// The sandbox's clock, carried on between two tellings, and instants as people in Jakarta read them.

const ZONE = "Asia/Jakarta";
const format = (options) => new Intl.DateTimeFormat("id-ID", { timeZone: ZONE, ...options });
const HOUR = format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const DAY = format({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
const SHORT_DAY = format({ weekday: "short", day: "numeric", month: "short" });
const KEY = new Intl.DateTimeFormat("en-CA", { timeZone: ZONE });

export const clockTime = (instant) => HOUR.format(instant).replace(":", ".");
export const longDay = (instant) => DAY.format(instant);
export const shortDay = (instant) => SHORT_DAY.format(instant).replace(",", "");
export const dayKey = (instant) => KEY.format(instant);

let told = { now: Date.now(), speed: 1, paused: false, adjustable: false, rush: null, at: performance.now() };

export function setClock(clock) {
  const rush = clock.rush && { ...clock.rush, until: Date.parse(clock.rush.until) };
  told = { ...clock, rush, now: Date.parse(clock.now), at: performance.now() };
}

/** As it is now: a rush that was told of may be over. */
export function clock() {
  if (!told.rush || afterRush() < 0) return told;
  return { ...told, rush: null, paused: told.rush.paused };
}

/** Milliseconds of the world since a rush was over; below zero while it lasts. */
const afterRush = () => performance.now() - told.at - (told.rush.until - told.now) / told.rush.speed;

export function now() {
  const passed = performance.now() - told.at;
  if (told.rush && afterRush() < 0) return new Date(told.now + passed * told.rush.speed);
  const [from, left] = told.rush ? [told.rush.until, afterRush()] : [told.now, passed];
  return new Date(from + (clock().paused ? 0 : left * told.speed));
}

const MINUTE = 60_000;
const AHEAD_OF_UTC = 7 * 60; // minutes: Jakarta knows no summer time
const JUST_AFTER = 2; // minutes

/** The next instant just after a time of day in Jakarta, such as "15:00". */
export function nextTime(written) {
  const [hour, minute] = written.split(":").map(Number);
  const local = now().getTime() + AHEAD_OF_UTC * MINUTE;
  const day = 24 * 60 * MINUTE;
  const today = Math.floor(local / day) * day + (hour * 60 + minute + JUST_AFTER) * MINUTE;
  return new Date((today > local ? today : today + day) - AHEAD_OF_UTC * MINUTE);
}
