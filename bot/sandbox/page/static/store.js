// What the page knows: the world as the server last told it, who is playing, what was read.

const READ = "siaga.read";
const KEPT = 1500; // messages of a chat that the page remembers
const ROOM = 300; // how many are forgotten at once
const last = new Map(); // chat id -> its newest message

export const known = {
  world: null,
  bot: { id: 0, name: "siaga", username: "" },
  players: [],
  player: null,
  chats: new Map(),
  messages: new Map(), // chat id -> Map(message id -> message), ids ascending
  older: new Set(), // chats of which the server has more
  faults: [],
  switches: [],
  hooks: {}, // name -> whether it happened
  open: null, // {chat, topic} on the screen
};

const bus = new EventTarget();
export const on = (name, listener) => bus.addEventListener(name, (event) => listener(event.detail));
export const tell = (name, detail) => bus.dispatchEvent(new CustomEvent(name, { detail }));

/** A world begins anew: after the start, and when another process answers. */
export function begin(hello) {
  known.world = hello.world;
  known.bot = hello.bot;
  known.chats.clear();
  known.messages.clear();
  last.clear();
  known.older.clear();
  tell("anew", hello);
}

export function takeChange(change) {
  for (const chat of change.chats) known.chats.set(chat.id, chat);
  for (const id of change.older) known.older.add(id);
  const fresh = [];
  const changed = [];
  for (const message of change.messages) (put(message) ? fresh : changed).push(message);
  for (const { chat, message_id: id } of change.removed) forget(chat, id);
  tell("change", { chats: change.chats, fresh, changed, removed: change.removed });
}

/** Messages from before, by hand of the history. */
export function takeOlder(chatId, page) {
  const kept = [...messagesOf(chatId)];
  known.messages.set(chatId, new Map([...page.messages.map((message) => [message.message_id, message]), ...kept]));
  if (!page.older) known.older.delete(chatId);
}

function put(message) {
  const all = messagesOf(message.chat);
  const isNew = !all.has(message.message_id);
  const [oldest] = all.keys();
  if (isNew && oldest !== undefined && message.message_id < oldest) return false; // comes with the history
  all.set(message.message_id, message);
  if (isNew) last.set(message.chat, message);
  else if (last.get(message.chat)?.message_id === message.message_id) last.set(message.chat, message);
  if (all.size > KEPT) trim(message.chat, all);
  return isNew;
}

/** The history has them still. */
function trim(chatId, all) {
  for (const id of all.keys()) {
    if (all.size <= KEPT - ROOM) break;
    all.delete(id);
  }
  known.older.add(chatId);
}

function forget(chatId, id) {
  const all = messagesOf(chatId);
  all.delete(id);
  if (last.get(chatId)?.message_id === id) last.set(chatId, [...all.values()].at(-1));
}

export function messagesOf(chatId) {
  if (!known.messages.has(chatId)) known.messages.set(chatId, new Map());
  return known.messages.get(chatId);
}

export function inTopic(chatId, topic) {
  const all = [...messagesOf(chatId).values()];
  return known.chats.get(chatId)?.is_forum ? all.filter((message) => (message.topic ?? null) === topic) : all;
}

/** Where a chat's talk goes on: its own id, or that of the group it moved to. */
export function nowAt(id) {
  const moved = known.chats.get(id)?.migrated_to;
  return moved && moved !== id ? nowAt(moved) : id;
}

const isIn = (chat) => chat.members.some((member) => member.id === known.player?.id);

/** The chats that whoever plays can see: the groups they are in, and the own private chat, begun or not. */
export function visibleChats() {
  const groups = [...known.chats.values()].filter((chat) => chat.id < 0 && isIn(chat));
  const own = known.player ? [known.chats.get(known.player.id) ?? unbegun(known.player.id)] : [];
  const last = (chat) => Date.parse(lastMessage(chat.id)?.date ?? 0);
  return [...groups, ...own].sort((a, b) => Boolean(a.migrated_to) - Boolean(b.migrated_to) || last(b) - last(a));
}

export const chatOf = (id) => visibleChats().find((chat) => chat.id === id);

function unbegun(id) {
  return { id, title: "", type: "private", is_forum: false, topics: [], members: [], bot: "member", migrated_to: null, started: false };
}

export const titleOf = (chat) => (chat.id > 0 ? known.bot.name : chat.title);
export const lastMessage = (chatId) => last.get(chatId);
export const isMine = (message) => message.from === known.player?.id;

export function writerOf(message) {
  if (isMine(message)) return "Anda";
  if (message.from < 0) return known.chats.get(message.from)?.title ?? "Grup";
  return known.players.find((player) => player.id === message.from)?.name ?? message.from_name;
}

// What was read, per player and topic, for as long as this world lasts.

let marks = null;

function readMarks() {
  if (marks?.world === known.world) return marks.of;
  const kept = JSON.parse(localStorage.getItem(READ) ?? "null");
  marks = kept?.world === known.world ? kept : { world: known.world, of: {} };
  return marks.of;
}

const markOf = (chatId, topic) => `${known.player?.id}/${chatId}/${topic ?? ""}`;
export const readUpTo = (chatId, topic) => readMarks()[markOf(chatId, topic)] ?? 0;

export function markRead(chatId, topic) {
  const last = inTopic(chatId, topic).at(-1)?.message_id ?? 0;
  if (last <= readUpTo(chatId, topic)) return;
  readMarks()[markOf(chatId, topic)] = last;
  localStorage.setItem(READ, JSON.stringify(marks));
  tell("read");
}

export function unread(chatId, topic = undefined) {
  let count = 0;
  const isForum = known.chats.get(chatId)?.is_forum;
  for (const message of messagesOf(chatId).values()) {
    const place = isForum ? (message.topic ?? null) : null;
    if (topic !== undefined && place !== topic) continue;
    if (!message.service && !isMine(message) && message.message_id > readUpTo(chatId, place)) count += 1;
  }
  return count;
}
