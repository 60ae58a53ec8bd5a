// Short words at the foot of the page, and the window that must be closed.

import { $, h } from "./dom.js";

const SHOWN = 4200;
const MOST = 3;

export function toast(text, kind = "") {
  const node = h("p", { class: `toast ${kind}`, dir: "auto" }, text);
  const all = $("toasts");
  all.append(node);
  while (all.children.length > MOST) all.firstChild.remove();
  setTimeout(() => node.remove(), SHOWN + text.length * 30);
}

export const failed = (what) => (error) => toast(`${what}: ${error.message}`, "bad");

export function alertBox(text) {
  $("alert-text").textContent = text;
  if (!$("alert").open) $("alert").showModal();
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    copyByHand(text); // no permission, or not a secure origin
  }
  toast(`Disalin: ${text.length > 60 ? `${text.slice(0, 60)}…` : text}`);
}

function copyByHand(text) {
  const area = h("textarea", { class: "offscreen", "aria-hidden": "true" });
  const before = document.activeElement;
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
  before?.focus?.();
}
