/* The live desk without leaving it: forms are sent as they are and the page that comes back is taken over, part by
   part; the board is asked for again and again, so that what colleagues do is seen. Nothing typed is lost. */

import { preparePhotoChooser } from "./photo-chooser.js";
import { prepareRichText } from "./rich-text.js";
import { prepareEmbeds } from "./story-embed.js";
import { prepareShorthand } from "./live-shorthand.js";

const ASK_EVERY = 10_000;
const ASK_HIDDEN_EVERY = 60_000;

const desk = document.querySelector("[data-live-desk]");
const { dataset } = desk;
const heard = desk.querySelector("[data-heard]");
const lost = desk.querySelector("[data-lost]");
const part = (name, root = desk) => root.querySelector(`[data-part="${name}"]`);
const token = () => desk.querySelector("[name=csrfmiddlewaretoken]").value;
const parse = (html) => new DOMParser().parseFromString(html, "text/html");

/* --- taking over what comes back ------------------------------------------------------------------------ */

/** Let Django's choosers and the prose editor set up what has come into the page. */
function wake(root) {
  root.dispatchEvent(new CustomEvent("formset:added", { bubbles: true, detail: { formsetName: "" } }));
  for (const box of root.matches("[data-box]") ? [root] : root.querySelectorAll("[data-box]")) prepareBox(box);
}

/** Make the rows of the list `standing` those of `fresh`, without moving what somebody is busy with. */
function takeRows(standing, fresh) {
  const rows = new Map([...desk.querySelectorAll("[data-row]")].map((row) => [row.dataset.row, row]));
  const wanted = [...fresh.children].map((row) => {
    const known = rows.get(row.dataset.row);
    return known && (isBusy(known) || known.dataset.stamp === row.dataset.stamp) ? known : row;
  });
  for (const row of [...standing.children]) {
    if (!wanted.includes(row) && !isBusy(row)) row.remove();
  }
  let next = standing.firstElementChild;
  for (const row of wanted) {
    if (row === next) next = next.nextElementSibling;
    else standing.insertBefore(row, next);
  }
}

const isBusy = (row) => row.matches(".l-open, :focus-within, :has(details[open])");

function takeLists(fresh) {
  for (const section of fresh.children) {
    const standing = document.getElementById(section.id);
    standing.hidden = section.hidden;
    standing.querySelector(".sec-h").replaceWith(section.querySelector(".sec-h"));
    takeRows(standing.querySelector("ol"), section.querySelector("ol"));
  }
}

function takeBoard(page) {
  takeLists(part("lists", page));
  part("see").replaceWith(part("see", page));
}

function takeMessages(page) {
  const fresh = page.querySelector(".messagelist");
  document.querySelector(".messagelist")?.remove();
  if (!fresh) return;
  document.getElementById("content-start").prepend(fresh);
  // What comes into the page with it would not be announced.
  heard.textContent = fresh.textContent.trim();
}

/* --- sending ------------------------------------------------------------------------------------------------ */

async function send(form, button) {
  const said = form.querySelector(".l-said-so");
  const buttons = [...form.querySelectorAll("button[type=submit]")];
  for (const each of buttons) each.disabled = true;
  try {
    const body = new FormData(form);
    body.set(button.name, button.value);
    const answer = await fetch(form.action, { method: "POST", body });
    if (new URL(answer.url).pathname.endsWith("/login/")) throw new Error(dataset.signedOut);
    if (!answer.ok) throw new Error(dataset.failed);
    // What became a story of its own is gone on with there.
    if (button.dataset.leaves !== undefined && answer.redirected) return location.assign(answer.url);
    takeOver(form, parse(await answer.text()), answer.redirected);
  } catch (error) {
    const why = error instanceof TypeError ? dataset.failed : error.message;
    (said ?? lost).textContent = why;
    (said ?? lost).hidden = false;
    said?.classList.add("error");
  } finally {
    for (const each of buttons) each.disabled = false;
  }
}

/** Put the page that answers `form` in the place of what stands; `isDone` says that it was accepted. */
function takeOver(form, page, isDone) {
  takeMessages(page);
  const row = form.closest("[data-row]");
  if (!isDone) {
    // The same form with what is wrong in it, and everything that was typed.
    const name = form.dataset.box ? `[data-box="${form.dataset.box}"]` : '[data-part="top"]';
    const fresh = page.querySelector(name);
    form.replaceWith(fresh);
    wake(fresh);
    fresh.querySelector(".errorlist, .l-conflict")?.scrollIntoView({ block: "nearest" });
    return;
  }
  if (row) {
    row.classList.remove("l-open");
    row.dataset.stamp = "";
    for (const menu of row.querySelectorAll("details[open]")) menu.open = false;
    document.activeElement?.blur();
  }
  takeBoard(page);
  if (form.dataset.box === "new") {
    forget();
    part("box", page).querySelector("[data-box]").dataset.focus = "";
    replace("box", page);
  } else if (form.dataset.part === "top") {
    replace("top", page);
  } else if (row) {
    desk.querySelector(`[data-row="${row.dataset.row}"] :is([data-edit], summary)`)?.focus({ preventScroll: true });
  }
}

function replace(name, page) {
  const fresh = part(name, page);
  part(name).replaceWith(fresh);
  wake(fresh);
}

document.addEventListener("submit", (event) => {
  if (!desk.contains(event.target)) return;
  event.preventDefault();
  send(event.target, event.submitter ?? event.target.querySelector("button[type=submit]"));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const button = event.target.closest?.("[data-box]")?.querySelector("button.default");
  if (!button || button.disabled) return;
  event.preventDefault();
  event.stopPropagation();
  button.click();
}, true);

/* --- editing in place ---------------------------------------------------------------------------------------- */

desk.addEventListener("click", async (event) => {
  const edit = event.target.closest("[data-edit]");
  const close = event.target.closest("[data-close]");
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (!plain || !(edit || close)) return;
  event.preventDefault();
  const row = event.target.closest("[data-row]");
  const address = (edit ?? close).href;
  try {
    const answer = await fetch(address);
    const fresh = answer.ok && parse(await answer.text()).querySelector(`[data-row="${row.dataset.row}"]`);
    if (!fresh) return location.assign(address);
    row.replaceWith(fresh);
    if (edit) fresh.querySelector("[data-box]").dataset.focus = "";
    wake(fresh);
    if (close) fresh.querySelector("[data-edit]")?.focus();
  } catch {
    location.assign(address);
  }
});

// One menu at a time, closed by Escape and by a click elsewhere.
document.addEventListener("click", ({ target }) => {
  for (const menu of desk.querySelectorAll(".l-acts[open]")) if (!menu.contains(target)) menu.open = false;
});
document.addEventListener("keydown", ({ key }) => {
  const menu = key === "Escape" && document.activeElement?.closest(".l-acts[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

/* --- a box: its editor, its marks, its copy -------------------------------------------------------------------- */

const forget = () => localStorage.removeItem(dataset.keep);

function recall() {
  try {
    return JSON.parse(localStorage.getItem(dataset.keep));
  } catch {
    return null;
  }
}

function prepareBox(box) {
  const area = box.querySelector("[data-text] textarea");
  const isNew = box.dataset.box === "new";
  // Before the editor is there: it begins by saying that its text has changed.
  const kept = isNew && recall();
  const begin = (editor) => {
    prepareShorthand(box, editor, dataset.names);
    if (kept && editor.isEmpty && !box.querySelector(".errorlist")) {
      editor.commands.setContent(kept.text);
      box.elements[`${box.dataset.box}-headline`].value = kept.headline;
      box.querySelector(".l-said-so").textContent = dataset.back;
    }
    if (box.dataset.focus !== undefined) editor.commands.focus("end");
  };
  const standing = box.querySelector("[data-text] .ProseMirror")?.editor;
  if (standing) begin(standing);
  else area.addEventListener("prose-editor:ready", ({ detail }) => begin(detail.editor));
  if (!isNew) return;
  box.addEventListener("input", () => {
    const [text, headline] = [area.value, box.elements["new-headline"].value];
    if (text || headline) localStorage.setItem(dataset.keep, JSON.stringify({ text, headline }));
    else forget();
  });
}

for (const box of desk.querySelectorAll("[data-box]")) prepareBox(box);
prepareRichText(desk);
preparePhotoChooser(desk);
prepareEmbeds(desk, () => {});

/* --- what colleagues and readers do ------------------------------------------------------------------------------ */

let asking;
let questions = 0;

async function ask() {
  clearTimeout(asking);
  const question = ++questions;
  try {
    const answer = await fetch(dataset.board, { method: "POST", headers: { "X-CSRFToken": token() } });
    if (!answer.ok || answer.redirected) throw new Error(answer.redirected ? dataset.signedOut : dataset.lost);
    const board = parse(await answer.text());
    // An answer that a later question has overtaken is older than what stands.
    if (question !== questions) return;
    takeBoard(board);
    lost.hidden = true;
  } catch (error) {
    lost.textContent = error instanceof TypeError ? dataset.lost : error.message;
    lost.hidden = false;
  }
  clearTimeout(asking);
  asking = setTimeout(ask, document.hidden ? ASK_HIDDEN_EVERY : ASK_EVERY);
}

document.addEventListener("visibilitychange", () => document.hidden || ask());
window.addEventListener("pagehide", () => {
  navigator.sendBeacon(dataset.leave, new URLSearchParams({ csrfmiddlewaretoken: token() }));
});
ask();
