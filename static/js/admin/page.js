/* The screen of a page about the newsroom: the prose editor made accessible, one key that saves, and a word
   before what was typed is lost. Without it the form works as any other. */

import { prepareRichText } from "./rich-text.js";

const form = document.getElementById("page_form");
const saved = form.querySelector(".ed-saved");
let isChanged = Boolean(form.querySelector(".errornote, [role=alert]"));

prepareRichText(form);

function changed(event) {
  // The editor fills its field when it starts; only what somebody types is a change.
  if (!event.isTrusted && !event.target.closest(".prose-editor")?.contains(document.activeElement)) return;
  isChanged = true;
  saved.textContent = saved.dataset.changed;
  saved.classList.add("not");
}

form.addEventListener("input", changed);
form.addEventListener("change", changed);
form.addEventListener("submit", () => (isChanged = false));
window.addEventListener("beforeunload", (event) => {
  if (isChanged) event.preventDefault();
});
window.addEventListener("keydown", (event) => {
  if (event.key !== "s" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  form.querySelector("[name=_save]").click();
});
