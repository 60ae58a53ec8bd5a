// Files dropped on the conversation.

import { $ } from "./dom.js";

/** A file dropped on the talk is taken, anywhere else it does nothing. */
export function startDropping(take) {
  const talk = $("talk");
  const hasFile = (event) => event.dataTransfer?.types.includes("Files");
  let depth = 0;
  const leave = () => {
    depth = 0;
    $("drop").hidden = true;
  };
  talk.addEventListener("dragenter", (event) => {
    if (!hasFile(event) || $("composer").hidden) return;
    depth += 1;
    $("drop").hidden = false;
  });
  talk.addEventListener("dragleave", () => {
    depth -= 1;
    if (depth <= 0) leave();
  });
  document.addEventListener("dragover", (event) => hasFile(event) && event.preventDefault());
  document.addEventListener("drop", (event) => {
    if (!hasFile(event)) return;
    event.preventDefault();
    leave();
    if (talk.contains(event.target) && !$("composer").hidden) take(event.dataTransfer.files[0]);
  });
}
