// The stream of events: kept open, begun again from where it broke off.

import { begin, known, takeChange, tell } from "./store.js";
import { setClock } from "./times.js";

const AGAIN = 1500; // milliseconds, where the browser gave up by itself
let last = "";

export function listen() {
  const source = new EventSource(`/sandbox/events?after=${encodeURIComponent(last)}`);
  const take = (name, use) =>
    source.addEventListener(name, (event) => {
      last = event.lastEventId;
      tell("connection", true);
      use(JSON.parse(event.data));
    });
  take("hello", begin);
  take("change", takeChange);
  take("state", takeState);
  source.addEventListener("error", () => {
    tell("connection", false);
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, AGAIN);
  });
}

function takeState(state) {
  setClock(state.clock);
  known.faults = state.faults;
  known.switches = state.switches;
  known.hooks = state.hooks;
  tell("state");
}
