// Calls to /sandbox. A refusal becomes an Error with the server's sentence, in Indonesian where it is known.

import { inIndonesian } from "./refusals.js";

async function call(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, { cache: "no-store", ...options });
  } catch {
    throw new Error("simulasi tidak dapat dihubungi");
  }
  const content = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(content.error ? inIndonesian(content.error) : `HTTP ${answer.status}`);
  return content;
}

const json = (method, body) => ({ method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

export const get = (path) => call(path);
export const post = (path, body) => call(path, json("POST", body));
export const remove = (path) => call(path, { method: "DELETE" });
export const chatPath = (id, verb) => `/sandbox/chats/${id}/${verb}`;

/** Says something; `said`: {from, text, topic, reply_to, edit, file}, each but `from` optional. */
export function say(chatId, said) {
  const given = Object.entries(said).filter(([, value]) => value !== null && value !== undefined);
  if (!said.file) return post(chatPath(chatId, "messages"), Object.fromEntries(given));
  const form = new FormData();
  for (const [name, value] of given) form.append(name, value instanceof File ? value : String(value));
  return call(chatPath(chatId, "messages"), { method: "POST", body: form });
}
