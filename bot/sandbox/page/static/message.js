// One message as people see it.

import { chatPath, post } from "./api.js";
import { face, h, icon, named, plainName } from "./dom.js";
import { inTopic, isMine, known, messagesOf, tell, writerOf } from "./store.js";
import { formatted, link } from "./text.js";
import { clockTime } from "./times.js";
import { alertBox, copy, failed, toast } from "./toasts.js";

const SERVICE = {
  __proto__: null,
  migrate_to_chat_id: () => "Grup ditingkatkan menjadi supergrup dan pindah ke nomor baru",
  migrate_from_chat_id: () => "Supergrup ini kelanjutan dari grup lama",
  forum_topic_created: (message) => `Topik “${plainName(message.about.name || "baru")}” dibuat`,
  forum_topic_closed: () => "Topik ditutup",
  forum_topic_reopened: () => "Topik dibuka kembali",
  pinned_message: (message) => `${writerOf(message)} menyematkan “${pinnedWords(message)}”`,
};

/** One line for lists: what a message says, in short. */
export function summary(message) {
  if (message.service) return (SERVICE[message.service] ?? (() => "Pesan layanan"))(message);
  const words = plainName(message.text.split("\n", 1)[0]).slice(0, 120);
  if (!message.file) return words;
  return [message.picture ? "Gambar" : plainName(message.file.name).slice(0, 80), words].filter(Boolean).join(" · ");
}

function pinnedWords(message) {
  const pinned = messagesOf(message.chat).get(message.about.message_id);
  return pinned ? summary(pinned).slice(0, 60) : "sebuah pesan";
}

/** `follows`: the message above is by the same writer, so that the name is not said again. */
export function messageNode(message, follows) {
  if (message.service) {
    return h("div", { class: "service", "data-id": message.message_id }, h("span", { dir: "auto" }, summary(message)));
  }
  const mine = isMine(message);
  const bubble = h(
    "div",
    { class: "bubble" },
    mine || follows || message.chat > 0 ? null : h("p", { class: `writer hue${Math.abs(message.from) % 8}` }, named(writerOf(message)), tag(message)),
    quoted(message),
    attachment(message),
    message.text ? h("div", { class: "text", dir: "auto" }, formatted(message.text, message.entities)) : null,
    foot(message),
  );
  const side = mine ? "mine" : message.by_bot ? "theirs bot" : "theirs";
  return h(
    "article",
    { class: `message ${side}${follows ? " follows" : ""}`, "data-id": message.message_id, "aria-label": `${plainName(writerOf(message))}, ${clockTime(new Date(message.date))}` },
    mine ? null : face(message.from, writerOf(message), message.by_bot ? "isbot" : ""),
    h("div", { class: "column" }, bubble, keyboard(message)),
    h("button", { type: "button", class: "reply round", title: "Balas", "aria-label": "Balas pesan ini", onclick: () => tell("reply", message) }, icon("reply")),
  );
}

function tag(message) {
  if (message.by_bot) return h("span", { class: "tag" }, "bot");
  const role = known.players.find((player) => player.id === message.from)?.role;
  return role ? h("span", { class: "tag" }, role) : message.from < 0 ? h("span", { class: "tag" }, "admin anonim") : null;
}

function foot(message) {
  const sent = new Date(message.date);
  return h(
    "p",
    { class: "foot" },
    message.pinned ? h("span", { class: "pin", title: "Disematkan" }, icon("pin")) : null,
    message.edited ? h("span", { class: "edited" }, "diedit") : null,
    h("time", { datetime: message.date }, clockTime(sent)),
  );
}

function quoted(message) {
  const answered = messagesOf(message.chat).get(message.reply_to);
  if (!answered) return null;
  return h(
    "button",
    { type: "button", class: "quoted", onclick: () => tell("jump", answered.message_id) },
    h("b", {}, named(writerOf(answered))),
    h("span", { dir: "auto" }, summary(answered)),
  );
}

function attachment(message) {
  const file = message.file;
  if (!file) return null;
  const name = plainName(file.name);
  const path = file.url;
  if (message.picture && !message.picture.is_gone) {
    const { width, height } = message.picture;
    const image = h("img", { src: path, alt: message.text ? "Gambar dengan keterangan" : "Gambar", width, height, loading: "lazy" });
    return h("a", { class: "picture", href: path, download: name, title: "Unduh gambar" }, image);
  }
  return h(
    "a",
    { class: "document", href: path, download: name },
    h("span", { class: "badge" }, icon("file")),
    h("span", { class: "words" }, h("b", {}, named(file.name)), h("small", {}, `${size(file.size)} · unduh`)),
  );
}

export function size(bytes) {
  const [unit, by] = bytes < 1024 ? ["B", 1] : bytes < 1048576 ? ["KB", 1024] : ["MB", 1048576];
  return `${(bytes / by).toLocaleString("id-ID", { maximumFractionDigits: by === 1 ? 0 : 1 })} ${unit}`;
}

function keyboard(message) {
  if (!message.buttons.length) return null;
  const rows = message.buttons.map((row) => h("div", { class: "keys" }, row.map((button) => key(message, button))));
  return h("div", { class: "keyboard", role: "group", "aria-label": "Tombol pesan" }, rows);
}

function key(message, button) {
  const label = h("span", { dir: "auto" }, button.text);
  if (button.url) {
    const node = link(button.url, "", { class: "key" });
    node.append(label, icon("link"));
    return node;
  }
  if (button.copy) return h("button", { type: "button", class: "key", onclick: () => copy(button.copy) }, label, icon("copy"));
  return h("button", { type: "button", class: "key", onclick: (event) => press(event.currentTarget, message, button) }, label);
}

async function press(node, message, button) {
  if (node.getAttribute("aria-busy")) return;
  node.setAttribute("aria-busy", "true");
  const pressed = { from: known.player.id, message_id: message.message_id, data: button.data };
  try {
    showAnswer(await post(chatPath(message.chat, "press"), pressed));
    tell("pressed", message);
  } catch (error) {
    failed("Tombol tidak dapat ditekan")(error);
  } finally {
    node.removeAttribute("aria-busy");
  }
}

function showAnswer(answer) {
  if (!answer.answered) toast("Bot belum menjawab tombol ini.", "bad");
  else if (answer.text && answer.show_alert) alertBox(answer.text);
  else if (answer.text) toast(answer.text);
}

/** The newest pinned message of a place, if any. */
export const pinnedIn = (chatId, topic) => inTopic(chatId, topic).findLast((message) => message.pinned);
