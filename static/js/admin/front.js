/* A front arranged without leaving its page: buttons, keys and dragging all press a button of the form, and the server
   answers how the front looks now. Without this script the same buttons load the page anew. */

import { preparePhotoChooser } from "./photo-chooser.js";

const PAUSE = 250;

const form = document.getElementById("board");
const place = form.querySelector("[data-board]");
const said = form.querySelector("[data-said]");
let line = Promise.resolve();
let dragged = null;

// --- sending ---------------------------------------------------------------------------------------------------

/** Send the form as if a button of the value `what` were pressed, and show what comes back. */
function send(what, focus = document.activeElement?.id) {
  // One at a time, in order: each begins from the save before it.
  line = line.then(() => post(what, focus));
  return line;
}

async function post(what, focus) {
  const body = new FormData(form);
  body.set("do", what);
  body.set("part", "1");
  const open = [...place.querySelectorAll("details[open]")].map((each) => each.id);
  const into = form.elements.into.value;
  let typed = null;
  try {
    const answer = await fetch(location.pathname, { method: "POST", body });
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    const html = await answer.text();
    typed = document.activeElement;
    place.innerHTML = html;
  } catch {
    said.textContent = form.dataset.lost;
    said.className = "n-note error f-lost";
    return;
  }
  said.className = "visually-hidden";
  for (const id of open) {
    const details = document.getElementById(id);
    if (details && id !== "later") details.open = true;
  }
  if ([...form.elements.into.options].some((each) => each.value === into)) form.elements.into.value = into;
  prepare();
  // What was typed since it was sent stays, and goes with the next.
  const again = document.getElementById(typed?.id || focus);
  if (typed?.name && again && "value" in typed && typed.value !== body.get(typed.name)) again.value = typed.value;
  (document.getElementById(focus) ?? again)?.focus();
  said.textContent = place.querySelector(".errornote, .messagelist")?.textContent.trim() || form.dataset.moved;
}

form.addEventListener("submit", (event) => {
  const button = event.submitter;
  // What has an address of its own leads there.
  if (button?.hasAttribute("formaction")) return;
  event.preventDefault();
  send(button?.value || "save", button?.id || focusOf(button));
});

/** Where the focus goes once `button` has done its work: to the grip of the story that it moved. */
function focusOf(button) {
  const [what, well, story] = (button?.value ?? "").split(":");
  if (what === "up" || what === "down" || what === "pin") return `grip-${well}-${story}`;
  return what === "place" || what === "find" ? "find-story" : "";
}

// jQuery's own events and the browser's: the photo chooser speaks through the first.
window.django.jQuery(form).on("change", ({ target }) => {
  if (target.name?.startsWith("s-") || target.name?.startsWith("w-")) send("save", target.id);
});

// --- finding ---------------------------------------------------------------------------------------------------

let timer;
form.addEventListener("input", ({ target }) => {
  if (target.id !== "find-story") return;
  clearTimeout(timer);
  timer = setTimeout(find, PAUSE);
});

async function find() {
  const words = form.elements.q.value;
  const answer = await fetch(`${form.dataset.stories}?${new URLSearchParams({ q: words })}`).catch(() => null);
  if (!answer?.ok || form.elements.q.value !== words) return;
  place.querySelector("[data-found]").innerHTML = await answer.text();
  prepareGrips();
}

// --- keys ------------------------------------------------------------------------------------------------------

const WAYS = { ArrowUp: "up", ArrowLeft: "up", ArrowDown: "down", ArrowRight: "down" };

form.addEventListener("keydown", (event) => {
  const grip = event.target.closest("[data-grip]");
  const slot = grip?.closest("[data-slot]");
  if (!slot || !WAYS[event.key]) return;
  event.preventDefault();
  move(slot, WAYS[event.key]);
});

async function move(slot, way) {
  const { story } = slot.dataset;
  await send(`${way}:${wellOf(slot)}:${story}`, "");
  // It may stand in another well now.
  place.querySelector(`[data-slot][data-story="${story}"] [data-grip]`)?.focus();
}

const wellOf = (element) => element.closest("[data-well]")?.dataset.well ?? "";

// --- dragging --------------------------------------------------------------------------------------------------

const mark = (target) => {
  for (const each of place.querySelectorAll(".f-here")) each.classList.remove("f-here");
  target?.classList.add("f-here");
};

form.addEventListener("dragstart", (event) => {
  const item = event.target.closest?.("[data-story]");
  if (!item?.draggable) return;
  dragged = item;
  item.classList.add("f-dragged");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", item.dataset.story);
});

form.addEventListener("dragover", (event) => {
  const target = dragged && event.target.closest("[data-well] .n-slot");
  if (!target || (!target.dataset.story && !("drop" in target.dataset))) return;
  event.preventDefault();
  mark(target);
});

form.addEventListener("drop", (event) => {
  const target = dragged && event.target.closest("[data-well] .n-slot");
  if (!target || target === dragged) return;
  event.preventDefault();
  const source = "slot" in dragged.dataset ? wellOf(dragged) : "";
  const slots = [...target.closest(".n-well").querySelectorAll("[data-slot]")];
  // Before the one it is dropped on; after all that was put there by hand, on any other.
  const at = slots.includes(target) ? slots.indexOf(target) : slots.length;
  send(`drop:${dragged.dataset.story}:${source}:${wellOf(target)}:${at}`, "");
});

form.addEventListener("dragend", () => {
  dragged?.classList.remove("f-dragged");
  dragged = null;
  mark(null);
});

// --- what the page gets once the script is there ---------------------------------------------------------------

function prepareGrips() {
  for (const grip of place.querySelectorAll("[data-grip]")) {
    grip.hidden = false;
    grip.closest("[data-story]").draggable = true;
  }
}

function prepare() {
  prepareGrips();
  place.dispatchEvent(new CustomEvent("formset:added", { bubbles: true }));
}

prepareGrips();
preparePhotoChooser(form);
