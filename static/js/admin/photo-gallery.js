/* The photos of a gallery: the form's own list keeps them and their order; what is seen are their pictures, with
   buttons. */

const all = (root) => [...root.querySelectorAll("select.n-shots")];

function button(text, icon, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "n-grip";
  made.title = text;
  made.ariaLabel = text;
  const sign = document.createElement("span");
  sign.className = "material-icons";
  sign.ariaHidden = "true";
  sign.textContent = icon;
  made.append(sign);
  made.addEventListener("click", act);
  return made;
}

function prepare(select, open) {
  if (select.dataset.isPrepared || select.id.includes("__prefix__")) return;
  select.dataset.isPrepared = "1";
  select.hidden = true;
  const texts = select.dataset;
  const list = document.createElement("ol");
  list.className = "n-grid n-shots-list";
  const add = document.createElement("button");
  add.type = "button";
  add.className = "n-link n-open-chooser";
  add.textContent = texts.add;
  add.addEventListener("click", () => open(take));
  select.after(list, add);

  function changed() {
    for (const option of select.options) option.selected = true;
    select.dispatchEvent(new Event("change", { bubbles: true }));
    show();
  }

  function take(photo) {
    if (![...select.options].some((option) => option.value === String(photo.id))) {
      const option = new Option(photo.title, photo.id, true, true);
      option.dataset.src = photo.src;
      select.append(option);
    }
    changed();
  }

  function row(option) {
    const item = document.createElement("li");
    const picture = new Image(300, 200);
    picture.src = option.dataset.src;
    picture.alt = "";
    const name = document.createElement("b");
    name.dir = "auto";
    name.textContent = option.text;
    const up = button(`${texts.up}: ${option.text}`, "arrow_upward", () => {
      option.previousElementSibling?.before(option);
      changed();
    });
    const down = button(`${texts.down}: ${option.text}`, "arrow_downward", () => {
      option.nextElementSibling?.after(option);
      changed();
    });
    const remove = button(`${texts.remove}: ${option.text}`, "close", () => {
      option.remove();
      changed();
      add.focus();
    });
    item.append(picture, name, up, down, remove);
    return item;
  }

  function show() {
    list.replaceChildren(...[...select.options].map(row));
  }

  show();
}

/** Show every gallery in `form` as pictures. `open(take)` opens the library's window and tells `take` of a choice. */
export function prepareGalleries(form, open) {
  const prepareAll = (root) => all(root).forEach((select) => prepare(select, open));
  prepareAll(form);
  document.addEventListener("formset:added", ({ target }) => prepareAll(target));
}
