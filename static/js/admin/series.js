/* The parts of a series: found by words, put in order by buttons, keys or dragging. The form's own hidden fields
   hold the order. */

const root = document.querySelector("[data-parts]");
const list = root?.querySelector("[data-list]");
const found = root?.querySelector("[data-found]");
const find = root?.querySelector("[data-find]");

const part = (node) => node.closest("[data-part]");
const nameOf = (row) => row.querySelector("[data-name]").textContent;

function say(text, row) {
  const number = [...list.children].indexOf(row) + 1;
  root.querySelector("[data-said]").textContent = text
    .replace("{name}", nameOf(row))
    .replace("{number}", number);
}

function move(row, step) {
  const beside = step < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!beside) return;
  if (step < 0) beside.before(row);
  else beside.after(row);
  say(root.dataset.moved, row);
}

function add(row) {
  row.querySelector("input").disabled = false;
  list.append(row);
  say(root.dataset.added, row);
  find.focus();
}

function takeOut(row) {
  const beside = row.nextElementSibling ?? row.previousElementSibling;
  say(root.dataset.removed, row);
  row.remove();
  (beside?.querySelector("[data-do=out]") ?? find)?.focus();
}

const ACTS = { up: (row) => move(row, -1), down: (row) => move(row, 1), out: takeOut, add };

function pressed({ target }) {
  const button = target.closest("[data-do]");
  if (!button) return;
  ACTS[button.dataset.do](part(button));
  if (button.dataset.do === "up" || button.dataset.do === "down") button.focus();
}

function key(event) {
  const row = event.target.closest("[data-list] [data-part]");
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!row || !step || !event.altKey || !event.shiftKey) return;
  event.preventDefault();
  move(row, step);
  event.target.focus();
}

function prepareDragging() {
  let held = null;
  list.addEventListener("pointerdown", ({ target }) => {
    if (target.closest("[data-grip]")) part(target).draggable = true;
  });
  list.addEventListener("pointerup", ({ target }) => part(target)?.removeAttribute("draggable"));
  list.addEventListener("dragstart", (event) => {
    held = part(event.target);
    held.classList.add("is-held");
    event.dataTransfer.effectAllowed = "move";
  });
  list.addEventListener("dragover", (event) => {
    const over = part(event.target);
    if (!held || !over) return;
    event.preventDefault();
    if (over === held) return;
    const box = over.getBoundingClientRect();
    if (event.clientY < box.top + box.height / 2) over.before(held);
    else over.after(held);
  });
  list.addEventListener("drop", (event) => held && event.preventDefault());
  list.addEventListener("dragend", () => {
    held.classList.remove("is-held");
    held.removeAttribute("draggable");
    say(root.dataset.moved, held);
    held = null;
  });
}

let waiting = 0;
let asked = 0;

async function search() {
  const turn = ++asked;
  const words = find.value.trim();
  if (!words) {
    found.replaceChildren();
    return;
  }
  const address = `${root.dataset.findUrl}?${new URLSearchParams({ q: words })}`;
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  if (turn !== asked || !response.ok) return;
  const { stories } = await response.json();
  const rows = document.createElement("template");
  rows.innerHTML = stories.join("");
  const there = new Set([...list.children].map((row) => row.dataset.part));
  for (const row of [...rows.content.querySelectorAll("[data-part]")]) {
    if (there.has(row.dataset.part)) row.remove();
  }
  if (!rows.content.querySelector("[data-part]")) {
    const none = document.createElement("li");
    none.textContent = root.dataset.nothing;
    none.role = "status";
    rows.content.replaceChildren(none);
  }
  // What is only found is not to be sent with the form.
  for (const input of rows.content.querySelectorAll("input")) input.disabled = true;
  found.replaceChildren(rows.content);
}

if (root) {
  root.addEventListener("click", pressed);
  root.addEventListener("keydown", key);
  prepareDragging();
  find?.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, 250);
  });
  // Enter searches; it does not send the form.
  find?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    search();
  });
}
