// The commands offered while one types "/...".

import { chatPath, get } from "./api.js";
import { $, h } from "./dom.js";
import { known } from "./store.js";

const LEAVING = 150; // milliseconds, for a click on the list
let commands = [];
let offered = [];
let chosen = 0;
let taken = () => {};

/** `then(atOnce)` is called when a command was put into the line: to be sent at once, or to be gone on with. */
export function startCompletion(then) {
  taken = then;
  $("line").addEventListener("blur", () => setTimeout(() => document.activeElement !== $("line") && close(), LEAVING));
}

export async function loadCommands() {
  const asked = `${known.player.id}/${known.open.chat}`;
  const rows = await get(`${chatPath(known.open.chat, "commands")}?from=${known.player.id}`).catch(() => []);
  if (asked !== `${known.player.id}/${known.open?.chat}`) return;
  commands = rows;
  if (document.activeElement === $("line")) showOffer(); // somebody may have been faster
}

export function offer() {
  showOffer();
  if ($("line").value === "/") loadCommands(); // the menu may have changed since
}

function showOffer() {
  const begun = /^\/([a-z0-9_]*)$/i.exec($("line").value)?.[1].toLowerCase();
  const found = begun === undefined ? [] : commands.filter((row) => row.command.startsWith(begun));
  if (!found.length) return close();
  const before = offered[chosen]?.command;
  offered = found;
  chosen = Math.max(0, found.findIndex((row) => row.command === before));
  return drawOffer();
}

function drawOffer() {
  $("completion").hidden = false;
  $("completion").replaceChildren(
    ...offered.map((row, at) =>
      h(
        "li",
        { id: `command-${at}`, role: "option", "aria-selected": String(at === chosen), onmousedown: (event) => event.preventDefault(), onclick: () => complete(row, true) },
        h("b", {}, `/${row.command}`), h("span", {}, row.description),
      ),
    ),
  );
  $("line").setAttribute("aria-expanded", "true");
  $("line").setAttribute("aria-activedescendant", `command-${chosen}`);
  $(`command-${chosen}`)?.scrollIntoView({ block: "nearest" });
}

export function close() {
  offered = [];
  $("completion").hidden = true;
  $("line").setAttribute("aria-expanded", "false");
  $("line").removeAttribute("aria-activedescendant");
}

function complete(row, atOnce) {
  $("line").value = `/${row.command}${atOnce ? "" : " "}`;
  close();
  taken(atOnce);
}

/** Keys while commands are offered; true when the key was meant for them. */
export function inOffer(event) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!offered.length) return false;
  if (by && !event.altKey) {
    chosen = (chosen + by + offered.length) % offered.length;
    drawOffer();
  } else if (event.key === "Tab" && !event.shiftKey) complete(offered[chosen], false);
  else if (event.key === "Enter" && !event.shiftKey) complete(offered[chosen], true);
  else if (event.key === "Escape") close();
  else return false;
  return true;
}
