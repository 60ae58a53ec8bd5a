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

let told = { now: Date.now(), speed: 1, paused: false, adjustable: false, at: performance.now() };

export function setClock(clock) {
  told = { ...clock, now: Date.parse(clock.now), at: performance.now() };
}

export const clock = () => told;

export function now() {
  const passed = told.paused ? 0 : (performance.now() - told.at) * told.speed;
  return new Date(told.now + passed);
}
