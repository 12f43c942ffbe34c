/* The focal point: a ring on the picture that a click or the arrow keys move. The form's own two numbers keep it,
   and the crops show at once what stays. */

const box = document.querySelector("[data-focal]");
const fields = ["x", "y"].map((axis) => document.getElementById(`id_focus_${axis}`));
const crops = document.querySelector(".n-photo");

function place([x, y]) {
  crops?.style.setProperty("--x", `${x}%`);
  crops?.style.setProperty("--y", `${y}%`);
}

const values = () => fields.map((field) => Math.max(0, Math.min(100, Math.round(Number(field.value) || 0))));
const fill = (text, [x, y]) => text.replace("{x}", x).replace("{y}", y);

function prepare() {
  const ring = document.createElement("button");
  ring.type = "button";
  box.append(ring);
  const hint = document.querySelector("[data-focal-hint]");
  hint.hidden = false;
  const shown = hint.querySelector("[data-focal-shown]");

  function show() {
    place(values());
    shown.textContent = fill(box.dataset.shown, values());
    ring.ariaLabel = fill(box.dataset.said, values());
  }

  function set(point) {
    for (const [index, field] of fields.entries()) field.value = Math.round(Math.max(0, Math.min(100, point[index])));
    show();
  }

  box.addEventListener("click", (event) => {
    if (event.target === ring) return;
    const { left, top, width, height } = box.getBoundingClientRect();
    set([((event.clientX - left) / width) * 100, ((event.clientY - top) / height) * 100]);
    ring.focus();
  });
  ring.addEventListener("keydown", (event) => {
    const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!move) return;
    event.preventDefault();
    const step = event.shiftKey ? 10 : 1;
    set(values().map((value, index) => value + move[index] * step));
  });
  for (const field of fields) field.addEventListener("input", show);
  show();
}

if (box && fields.every(Boolean)) prepare();
