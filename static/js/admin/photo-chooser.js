/* Photos for a story, chosen from a window over it. What is chosen goes into the form's own field; nothing is saved
   before the story is. */

import { prepareGalleries } from "./photo-gallery.js";
import { prepareUpload } from "./photo-upload.js";

const PAUSE = 250;

const chooser = document.getElementById("photo-chooser");
const grid = chooser?.querySelector("[data-choices-grid]");
const said = chooser?.querySelector("[data-choices-said]");
const words = chooser?.querySelector("[data-words]");
let choose = null;
let described = null;

function pictureOf(photo) {
  const picture = new Image(300, 200);
  picture.src = photo.src;
  picture.alt = "";
  return picture;
}

function card(photo) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "n-pick-photo";
  const title = document.createElement("b");
  title.dir = "auto";
  title.textContent = photo.title;
  const credit = document.createElement("span");
  credit.className = photo.why_unusable ? "n-chg" : "quiet";
  credit.textContent = photo.why_unusable || photo.credit;
  button.append(pictureOf(photo), title, credit);
  button.addEventListener("click", () => (photo.why_unusable && !photo.credit ? describe(photo) : use(photo)));
  button.disabled = Boolean(photo.why_unusable && photo.credit);
  item.append(button);
  return item;
}

async function look() {
  const query = chooser.querySelector("#pc-q").value;
  try {
    const answer = await fetch(`${chooser.dataset.choices}?${new URLSearchParams({ q: query })}`);
    const { photos } = await answer.json();
    if (chooser.querySelector("#pc-q").value !== query) return;
    grid.replaceChildren(...photos.map(card));
    said.textContent = photos.length ? "" : chooser.dataset.nothing;
  } catch {
    said.textContent = chooser.dataset.failed;
  }
}

function use(photo) {
  chooser.close();
  choose(photo);
}

function describe(photo) {
  described = photo;
  for (const name of ["title", "alt", "caption", "credit"]) words.elements[name].value = photo[name];
  words.elements.is_decorative.checked = photo.is_decorative;
  words.querySelector("[data-words-picture]").replaceChildren(pictureOf(photo));
  words.querySelector("[data-words-error]").hidden = true;
  words.hidden = false;
  grid.hidden = true;
  words.elements.alt.focus();
}

function back() {
  words.hidden = true;
  grid.hidden = false;
}

async function keepWords(event) {
  event.preventDefault();
  const error = words.querySelector("[data-words-error]");
  const body = new FormData(words);
  body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  try {
    const answer = await fetch(described.words_url, { method: "POST", body });
    const photo = await answer.json();
    if (answer.ok && !photo.why_unusable) {
      use(photo);
      return;
    }
    error.textContent = photo.error ?? photo.why_unusable;
  } catch {
    error.textContent = chooser.dataset.failed;
  }
  error.hidden = false;
}

function open(take) {
  choose = take;
  back();
  chooser.showModal();
  look();
}

/** Put `photo` into the field `select`, with its picture where the field's picture stands. */
function put(select, photo) {
  select.replaceChildren(new Option("", ""), new Option(photo.title, photo.id, true, true));
  django.jQuery(select).trigger("change");
  const place = select.closest("fieldset")?.querySelector(".field-preview .readonly, .field-lead_preview .readonly");
  if (!place) return;
  place.replaceChildren(pictureOf(photo));
}

function offer(select) {
  if (select.dataset.hasChooser || select.id.includes("__prefix__")) return;
  select.dataset.hasChooser = "1";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "n-link n-open-chooser";
  button.textContent = chooser.dataset.open;
  button.addEventListener("click", () => open((photo) => put(select, photo)));
  (select.closest(".related-widget-wrapper") ?? select).after(button);
}

/** Give every field for a photo in `form` the way into the window. */
export function preparePhotoChooser(form) {
  if (!chooser) return;
  const offerAll = (root) => root.querySelectorAll("select[name$='photo']").forEach(offer);
  offerAll(form);
  document.addEventListener("formset:added", ({ target }) => offerAll(target));
  prepareGalleries(form, open);
  const search = chooser.querySelector("#pc-q");
  let timer;
  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  chooser.querySelector("[data-close]").addEventListener("click", () => chooser.close());
  words.addEventListener("submit", keepWords);
  words.querySelector("[data-words-back]").addEventListener("click", back);
  const box = chooser.querySelector("[data-upload]");
  if (box) {
    prepareUpload(box, chooser, {
      added(photo) {
        grid.prepend(card(photo));
        if (!chooser.querySelector("[data-up-list] li")) describe(photo);
      },
      used(photo) {
        if (photo.why_unusable) describe(photo);
        else use(photo);
      },
    });
  }
}
