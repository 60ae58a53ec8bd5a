// Small building blocks. Nothing here ever reads a text as HTML.

export const $ = (id) => document.getElementById(id);

/** An element with attributes ("on..." listens) and children; null and false children are left out. */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const SVG = "http://www.w3.org/2000/svg";

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** A name that somebody chose, cut off from the direction of the text around it. */
export function named(text, attributes = {}) {
  return h("bdi", attributes, plainName(text));
}

// Signs that turn the direction of what follows, or are not seen at all.
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

export function plainName(text) {
  return String(text).replace(INVISIBLE, "\u00b7");
}

const HUES = 8;

/** A round face with initials, in one of a few colours that stays the same for an id. */
export function face(id, name, extra = "") {
  const words = plainName(name).replace(/[^\p{L}\p{N} ]/gu, "").split(" ").filter(Boolean);
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  const initials = letters.map((word) => [...word][0]).join("").toUpperCase() || "?";
  return h("span", { class: `face hue${Math.abs(id) % HUES} ${extra}`, "aria-hidden": "true" }, initials);
}
