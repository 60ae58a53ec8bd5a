// A message's text and its entities (offsets in UTF-16 units, as JavaScript counts) into nodes.
// Only the elements named here are ever made, and text is only ever text.

import { h, icon } from "./dom.js";
import { copy } from "./toasts.js";

const SCHEMES = ["http:", "https:", "tg:", "mailto:"];
const SIMPLE = { __proto__: null, bold: "b", italic: "i", underline: "u", strikethrough: "s", blockquote: "blockquote" };
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const BARE = /(https?:\/\/[^\s<>"']+)|((?<![\w/@<>])\/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/@<>]))/g;
const TRAILING = /[.,;:!?)\]]+$/;

export function formatted(text, entities) {
  const root = document.createDocumentFragment();
  fill(root, text, 0, text.length, [...entities].sort(byPlace), false);
  return root;
}

const byPlace = (a, b) => a.offset - b.offset || b.length - a.length;

function fill(parent, text, begin, end, marks, isBare) {
  let at = begin;
  while (marks.length && marks[0].offset < end) {
    const mark = marks.shift();
    const from = Math.max(mark.offset, at);
    const to = Math.min(mark.offset + mark.length, end);
    if (to <= from) continue;
    plain(parent, text.slice(at, from), isBare);
    const [outer, inner, staysBare] = element(mark, text.slice(from, to));
    fill(inner, text, from, to, marks, isBare || staysBare);
    parent.append(outer);
    at = BLOCKS.has(mark.type) && to < end && text[to] === "\n" ? to + 1 : to; // a block ends its own line
  }
  plain(parent, text.slice(at, end), isBare);
}

/** Text with addresses to follow and commands to tap, unless it stands in a link or in code. */
function plain(parent, text, isBare) {
  let at = 0;
  for (const found of isBare ? [] : text.matchAll(BARE)) {
    const word = found[0].replace(found[1] ? TRAILING : /$^/, "");
    parent.append(text.slice(at, found.index), found[1] ? link(word, word) : command(word));
    at = found.index + word.length;
  }
  parent.append(text.slice(at));
}

/** [what is put in, what holds its text, whether the text stays without links] */
function element(mark, text) {
  const make = MAKERS[mark.type];
  if (make) return make(mark, text);
  const node = h(SIMPLE[mark.type] ?? "span");
  return [node, node, false];
}

const MAKERS = {
  __proto__: null, // a kind named "constructor" is no kind
  code(mark, text) {
    const act = () => copy(text);
    const node = h("code", { tabindex: 0, role: "button", title: "Salin", onclick: act, onkeydown: pressed(act) });
    return [node, node, true];
  },
  pre(mark, text) {
    const inner = h("code");
    const button = h("button", { type: "button", class: "copy", "aria-label": "Salin", title: "Salin", onclick: () => copy(text) }, icon("copy"));
    return [h("pre", { tabindex: 0 }, mark.language ? h("span", { class: "language" }, mark.language) : null, button, inner), inner, true];
  },
  spoiler() {
    const inner = h("span", { "aria-hidden": "true" });
    const outer = h("span", { class: "spoiler", tabindex: 0, role: "button", "aria-label": "Teks tersembunyi, tekan untuk melihat" }, inner);
    const reveal = () => {
      outer.classList.add("seen");
      for (const name of ["role", "tabindex", "aria-label"]) outer.removeAttribute(name);
      inner.removeAttribute("aria-hidden");
    };
    outer.addEventListener("click", (event) => {
      if (outer.classList.contains("seen")) return;
      event.preventDefault();
      event.stopPropagation();
      reveal();
    }, true);
    outer.addEventListener("keydown", pressed(reveal));
    return [outer, inner, false];
  },
  expandable_blockquote() {
    const inner = h("div", { class: "folded" });
    const more = h("button", { type: "button", class: "unfold", "aria-expanded": "false" }, "Selengkapnya");
    more.addEventListener("click", () => {
      const isOpen = inner.classList.toggle("open");
      more.setAttribute("aria-expanded", String(isOpen));
      more.textContent = isOpen ? "Ciutkan" : "Selengkapnya";
    });
    return [h("blockquote", { class: "expandable" }, inner, more), inner, false];
  },
  text_link(mark) {
    const node = link(mark.url, "");
    return [node, node, true];
  },
  text_mention(mark) {
    const node = h("span", { class: "mention", title: `Pengguna ${Number(mark.user?.id)}` });
    return [node, node, true];
  },
  mention() {
    const node = h("span", { class: "mention" });
    return [node, node, true];
  },
  custom_emoji() {
    const node = h("span", { class: "emoji" });
    return [node, node, true];
  },
};

/** The address if it may be followed, else null. */
export function safeLink(address) {
  try {
    const url = new URL(address);
    return SCHEMES.includes(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

export function link(address, text, attributes = {}) {
  const url = safeLink(address);
  if (!url) return h("span", attributes, text);
  return h("a", { ...attributes, href: url.href, title: url.href, target: "_blank", rel: "noopener noreferrer" }, text);
}

function command(word) {
  return h("button", { type: "button", class: "command", "data-command": word, title: "Kirim perintah ini" }, word);
}

function pressed(act) {
  return (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    act();
  };
}

/** Folds only the quotes that are longer than three lines; to be called once they are on the page. */
export function foldQuotes(root) {
  for (const quote of root.querySelectorAll("blockquote.expandable")) {
    const inner = quote.querySelector(".folded");
    quote.classList.toggle("short", inner.scrollHeight <= inner.clientHeight + 2 && !inner.classList.contains("open"));
  }
}
