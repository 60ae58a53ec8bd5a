// Bad days to order: of Telegram, of this chat, of what stands behind.

import { chatPath, post, remove } from "./api.js";
import { $, h, icon, named, plainName } from "./dom.js";
import { chatOf, known, on, tell, titleOf } from "./store.js";
import { failed, toast } from "./toasts.js";

const KINDS = {
  429: (fault) => `Telegram minta tunggu ${fault.retry_after} detik (429)`,
  500: () => "Telegram galat (500)",
  403: () => "Ditolak (403)",
  400: () => "Tanpa hak menulis (400)",
  cut: () => "Sambungan terputus",
  hang: () => "Tidak ada jawaban",
  migrate: () => "Grup pindah nomor",
  topic: () => "Topik hilang",
};
const LOST = ["kicked", "left", "restricted"];
const wanted = { here: true, retry: "10", times: "1" };

export function startTrouble() {
  $("trouble-open").addEventListener("click", () => toggle());
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || $("trouble").hidden || !$("trouble").contains(document.activeElement)) return;
    event.preventDefault();
    toggle(false);
  });
  for (const name of ["state", "change", "opened"]) on(name, draw);
}

function toggle(open = $("trouble").hidden) {
  $("trouble").hidden = !open;
  $("trouble-open").setAttribute("aria-expanded", String(open));
  draw();
  (open ? $("trouble").querySelector("button") : $("trouble-open"))?.focus();
}

function act(what, action) {
  return action.then(() => toast(what), failed("Gangguan tidak berubah"));
}

let drawn = "";

function draw() {
  const active = standing();
  $("trouble-count").hidden = !active.length;
  $("trouble-count").textContent = active.length;
  if ($("trouble").hidden) {
    drawn = "";
    return;
  }
  const chat = known.open ? chatOf(known.open.chat) : null;
  const looks = JSON.stringify([known.open, chat?.bot, chat?.migrated_to, chat?.topics, known.faults, known.switches, active.map((one) => one.key), wanted]);
  if (looks === drawn) return; // keeps the keyboard's place
  drawn = looks;
  const held = document.activeElement?.dataset?.key;
  $("trouble").replaceChildren(head(), ...behind(), ...ofTelegram(chat), ...(chat ? ofChat(chat) : []), ...activeList(active));
  if (held) $("trouble").querySelector(`[data-key="${held}"]`)?.focus();
}

function head() {
  return h(
    "header",
    {},
    h("h2", { id: "trouble-title" }, "Gangguan"),
    h("button", { type: "button", class: "round", "aria-label": "Tutup", "data-key": "close", onclick: () => toggle(false) }, icon("close")),
    h("p", { class: "hint" }, "Lihat bagaimana siaga bertahan di hari yang buruk."),
  );
}

function behind() {
  if (!known.switches.length) return [];
  const rows = known.switches.map((one) =>
    h(
      "button",
      { type: "button", role: "switch", class: "switch", id: `switch-${one.name}`, "data-key": one.name, "aria-checked": String(one.on), onclick: () => turn(one) },
      h("span", {}, one.title), h("i", { "aria-hidden": "true" }),
    ),
  );
  return [h("h3", {}, "CRM"), ...rows];
}

async function turn(one) {
  try {
    await post(`/sandbox/switches/${encodeURIComponent(one.name)}`, { on: !one.on });
    tell("switched", { name: one.name, on: !one.on });
  } catch (error) {
    failed("Gangguan tidak berubah")(error);
  }
}

function ofTelegram(chat) {
  const pick = (key, label, options) => {
    const node = h("select", { "data-key": key, onchange: (event) => (wanted[key] = event.target.value) }, options.map(([value, words]) => h("option", { value }, words)));
    node.value = wanted[key];
    return h("label", {}, label, node);
  };
  const where = h("input", { type: "checkbox", "data-key": "here", onchange: (event) => (wanted.here = event.target.checked) });
  where.checked = wanted.here;
  const order = (kind) => () => {
    const fault = { kind, retry_after: Number(wanted.retry), times: Number(wanted.times) };
    act("Gangguan dipasang.", post("/sandbox/faults", wanted.here && chat ? { ...fault, chat: chat.id } : fault));
  };
  const button = (kind, words) => h("button", { type: "button", "data-key": `f${kind}`, onclick: order(kind) }, words);
  return [
    h("h3", {}, "Telegram"),
    h("div", { class: "fields" },
      pick("retry", "Minta tunggu", [["3", "3 detik"], ["10", "10 detik"], ["60", "1 menit"], ["600", "10 menit"]]),
      pick("times", "Berlaku", [["1", "1 kali"], ["3", "3 kali"], ["10", "10 kali"], ["0", "sampai dihapus"]])),
    h("label", { class: "check" }, where, "Hanya obrolan yang terbuka"),
    h("div", { class: "choices" }, button("429", "429 Tunggu"), button("500", "500 Galat"), button("cut", "Putus")),
  ];
}

function ofChat(chat) {
  const path = (verb) => chatPath(chat.id, verb);
  const button = (key, words, action, done) => h("button", { type: "button", "data-key": key, onclick: () => act(done, action()) }, words);
  const rows = [];
  if (chat.migrated_to) return [];
  if (LOST.includes(chat.bot)) rows.push(button("back", "Kembalikan bot", () => post(path("bot"), { status: "member" }), "Bot kembali."));
  else rows.push(button("kick", chat.id > 0 ? "Blokir bot" : "Keluarkan bot", () => post(path("bot"), { status: "kicked" }), "Bot dikeluarkan."));
  if (chat.id < 0) rows.push(button("migrate", "Pindahkan grup", () => post(path("migrate"), {}), "Grup pindah nomor."));
  const topic = chat.topics.find((one) => one.id === known.open.topic);
  if (topic && topic.state !== "deleted") {
    rows.push(button("topic", "Hapus topik ini", () => post(path("topics"), { topic: topic.id, state: "deleted" }), "Topik dihapus."));
    if (topic.state === "open") rows.push(button("shut", "Tutup topik ini", () => post(path("topics"), { topic: topic.id, state: "closed" }), "Topik ditutup."));
  }
  return [h("h3", {}, named(titleOf(chat))), h("div", { class: "choices" }, rows)];
}

/** All that is out of order now: {key, words, undo?}. */
function standing() {
  const chats = [...known.chats.values()];
  const title = (id) => plainName(known.chats.get(id) ? titleOf(known.chats.get(id)) : id);
  const faults = known.faults.map((fault, at) => {
    const left = fault.times ? `${fault.times} kali lagi` : "sampai dihapus";
    return { key: `${at}${fault.kind}${left}`, words: `${(KINDS[fault.kind] ?? String)(fault)} · ${fault.chat ? title(fault.chat) : "semua obrolan"} · ${left}` };
  });
  const lost = chats
    .filter((chat) => LOST.includes(chat.bot) && !chat.migrated_to)
    .map((chat) => ({ key: `lost${chat.id}`, words: `Bot di luar ${title(chat.id)}`, undo: () => post(chatPath(chat.id, "bot"), { status: "member" }) }));
  const topics = chats.flatMap((chat) =>
    chat.topics
      .filter((topic) => topic.state !== "open" && !chat.migrated_to)
      .map((topic) => ({
        key: `topic${chat.id}/${topic.id}${topic.state}`,
        words: `Topik ${plainName(topic.name)} ${topic.state === "deleted" ? "dihapus" : "ditutup"} · ${title(chat.id)}`,
        undo: () => post(chatPath(chat.id, "topics"), { topic: topic.id, state: "open" }),
      })),
  );
  const switches = known.switches
    .filter((one) => one.on)
    .map((one) => ({ key: `on${one.name}`, words: one.title, undo: () => post(`/sandbox/switches/${encodeURIComponent(one.name)}`, { on: false }) }));
  return [...switches, ...faults, ...lost, ...topics];
}

function activeList(active) {
  if (!active.length) return [h("p", { class: "calm" }, icon("check"), "Semua berjalan normal.")];
  const row = (one) =>
    h("li", {}, h("span", {}, one.words), one.undo ? h("button", { type: "button", class: "quiet", "data-key": `u${one.key}`, onclick: () => act("Dipulihkan.", one.undo()) }, "Pulihkan") : null);
  return [
    h("h3", {}, `Sedang berlaku (${active.length})`),
    h("ul", { id: "active" }, active.map(row)),
    h("button", { type: "button", id: "clear", "data-key": "clear", onclick: () => act("Semua gangguan dipulihkan.", clear(active)) }, "Pulihkan semua"),
  ];
}

async function clear(active) {
  await remove("/sandbox/faults");
  for (const one of active) await one.undo?.();
}
