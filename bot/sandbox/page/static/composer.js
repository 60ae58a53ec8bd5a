// The line to type: what is said, answered, corrected, and the file that goes with it.

import { say } from "./api.js";
import { close, inOffer, loadCommands, offer, startCompletion } from "./completion.js";
import { $, h, icon, named, plainName } from "./dom.js";
import { startDropping } from "./dropping.js";
import { begin } from "./conversation.js";
import { size, summary } from "./message.js";
import { goTo } from "./nav.js";
import { chatOf, inTopic, isMine, known, on, tell, writerOf } from "./store.js";
import { failed, toast } from "./toasts.js";

const MAX_FILE = 50 * 1024 * 1024;
const drafts = new Map();
let file = null;
let about = null; // {reply: message} or {edit: message}
let place = "";

export function startComposer() {
  $("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  $("line").addEventListener("input", () => {
    grow();
    offer();
  });
  $("line").addEventListener("keydown", typed);
  $("line").addEventListener("paste", (event) => takeFile(event.clipboardData.files[0]));
  $("pick").addEventListener("click", () => $("file").click());
  $("file").addEventListener("change", () => {
    takeFile($("file").files[0]);
    $("file").value = "";
  });
  $("begin").addEventListener("click", () => begin("/start"));
  on("opened", arrive);
  on("change", () => known.open && drawState());
  on("reply", (message) => speakOf({ reply: message }));
  on("say", (words) => deliver({ text: words }));
  startCompletion((atOnce) => {
    grow();
    if (atOnce) send();
    else $("line").focus();
  });
  startDropping(takeFile);
}

// Where one writes

function arrive() {
  drafts.set(place, $("line").value);
  place = `${known.player.id}/${known.open.chat}/${known.open.topic ?? ""}`;
  $("line").value = drafts.get(place) ?? "";
  speakOf(null);
  takeFile(null);
  grow();
  close();
  drawState();
  loadCommands();
}

function drawState() {
  const chat = chatOf(known.open.chat);
  if (!chat) return;
  const isNew = chat.id > 0 && !chat.started;
  $("begin").hidden = !isNew;
  $("moved").hidden = !chat.migrated_to;
  $("composer").hidden = isNew || Boolean(chat.migrated_to);
  if (chat.migrated_to) {
    const link = h("button", { type: "button", onclick: () => goTo(chat.migrated_to) }, "Buka grup yang baru");
    $("moved").replaceChildren("Grup ini sudah pindah. ", link);
  }
}

function typed(event) {
  if (event.isComposing) return;
  if (inOffer(event)) return event.preventDefault();
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    send();
  } else if (event.key === "Escape" && (about || file)) {
    event.preventDefault();
    speakOf(null);
    takeFile(null);
  } else if (event.key === "ArrowUp" && !event.altKey && !$("line").value) editLast(event);
  return undefined;
}

// Sending

function send() {
  const text = $("line").value.trim();
  if (!text && !file) return;
  const said = { text, file, reply_to: about?.reply?.message_id, edit: about?.edit?.message_id };
  $("line").value = "";
  speakOf(null);
  takeFile(null);
  grow();
  close();
  deliver(said);
}

async function deliver(said) {
  const { chat, topic } = known.open;
  try {
    const message = await say(chat, { from: known.player.id, topic: said.edit ? null : topic, ...said });
    tell("said", { chat, text: said.text ?? "", id: message.message_id });
  } catch (error) {
    failed("Tidak terkirim")(error);
    if (!$("line").value) $("line").value = said.text ?? "";
  }
}

function grow() {
  const line = $("line");
  line.style.height = "auto";
  line.style.height = `${Math.min(line.scrollHeight, 180)}px`;
}

// What it is about: an answer, a correction, a file

function speakOf(what) {
  about = what;
  const bar = $("about-line");
  bar.hidden = !about;
  if (!about) return;
  const message = about.reply ?? about.edit;
  const title = about.reply ? ["Membalas ", named(writerOf(message))] : ["Mengubah pesan"];
  const stop = h("button", { type: "button", class: "round", "aria-label": "Batal", onclick: () => speakOf(null) }, icon("close"));
  bar.replaceChildren(icon("reply"), h("span", {}, h("b", {}, ...title), h("span", { dir: "auto" }, summary(message))), stop);
  $("line").focus();
}

function editLast(event) {
  const mine = inTopic(known.open.chat, known.open.topic).findLast((message) => isMine(message) && !message.file && !message.service);
  if (!mine) return;
  event.preventDefault();
  speakOf({ edit: mine });
  $("line").value = mine.text;
  grow();
}

function takeFile(given) {
  if (given === undefined) return;
  if (given && given.size > MAX_FILE) return toast("Berkas lebih dari 50 MB tidak dapat dikirim.", "bad");
  if (given && !given.size) return toast("Berkas ini kosong.", "bad");
  file = given;
  $("file-chip").hidden = !file;
  if (!file) return;
  const stop = h("button", { type: "button", class: "round", "aria-label": "Batal mengirim berkas", onclick: () => takeFile(null) }, icon("close"));
  $("file-chip").replaceChildren(icon("file"), h("span", {}, h("b", {}, named(file.name)), h("small", {}, `${size(file.size)} · Enter untuk mengirim`)), stop);
  $("file-chip").title = plainName(file.name);
  $("line").focus();
}
