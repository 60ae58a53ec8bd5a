// The page begins here: what there is, where one is, which keys lead elsewhere.

import { get } from "./api.js";
import { startClock } from "./clock.js";
import { startComposer } from "./composer.js";
import { open, startConversation } from "./conversation.js";
import { $ } from "./dom.js";
import { GENERAL } from "./head.js";
import { listen } from "./live.js";
import { openSwitcher, setPlayers, startNav, step } from "./nav.js";
import { chatOf, known, on, visibleChats } from "./store.js";
import { listenForTour, startTour } from "./tour.js";
import { startTrouble } from "./trouble.js";
import { toast } from "./toasts.js";

const NARROW = matchMedia("(max-width: 760px)");
const OFFLINE_AFTER = 1200; // milliseconds: a short break is not worth a word

/** The place named by the address: "#-1003/7" is topic 7 of that chat. */
function route() {
  const named = /^#(-?\d{1,16})(?:\/(\d{1,16}))?$/.exec(location.hash);
  const wanted = named ? chatOf(Number(named[1])) : null;
  if (NARROW.matches && !wanted) return view("list");
  view("talk"); // before it is filled: what is not on the screen has no height
  if (wanted) return open(wanted.id, topicOf(named[2]));
  const chats = visibleChats();
  const first = chats.find((chat) => chat.id === known.open?.chat) ?? chats[0];
  return first && open(first.id);
}

function topicOf(written) {
  if (!written) return undefined;
  return Number(written) === GENERAL ? null : Number(written);
}

function view(name) {
  document.body.dataset.view = name;
  if (name === "list") known.open = null;
}

function keys(event) {
  const isCommand = event.ctrlKey || event.metaKey;
  if (isCommand && event.key.toLowerCase() === "k") openSwitcher();
  else if (event.altKey && event.key === "ArrowDown") step(1);
  else if (event.altKey && event.key === "ArrowUp") step(-1);
  else return;
  event.preventDefault();
}

function turnTheme() {
  const root = document.documentElement;
  const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = isDark ? "light" : "dark";
  localStorage.setItem("siaga.theme", root.dataset.theme);
}

let offline = 0;

function connection(isUp) {
  if (isUp) {
    clearTimeout(offline);
    offline = 0;
    $("offline").hidden = true;
  } else offline ||= setTimeout(() => ($("offline").hidden = false), OFFLINE_AFTER);
}

let isFirst = true;

/** After the first telling of a world: the people may differ too. */
async function settle() {
  try {
    setPlayers(await get("/sandbox/players"));
    route();
    document.body.dataset.ready = "true";
    if (isFirst) startTour(await get("/sandbox/tour"));
    isFirst = false;
  } catch (error) {
    toast(`Halaman belum siap: ${error.message}`, "bad");
  }
}

let isNew = false;
startNav();
startConversation();
startComposer();
startClock();
startTrouble();
listenForTour();
on("connection", connection);
on("anew", () => (isNew = true));
on("state", () => {
  if (isNew) settle();
  isNew = false;
});
on("player", () => known.open && (known.open.chat > 0 || !chatOf(known.open.chat)) && route());
addEventListener("hashchange", route);
NARROW.addEventListener("change", route);
document.addEventListener("keydown", keys);
$("theme").addEventListener("click", turnTheme);
listen();
