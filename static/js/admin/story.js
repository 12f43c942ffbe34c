/* The story screen. Django's forms, content-editor and the prose editor do their own work; this adds what the
   desk needs around them: one keyboard, moving without a mouse, a caret that stays, and buttons that say what
   they will do. */

import { prepareRichText } from "./rich-text.js";
import { prepareEmbeds } from "./story-embed.js";
import { preparePhotoChooser } from "./photo-chooser.js";
import { prepareKeeping } from "./story-keep.js";
import { keepPlace } from "./story-place.js";
import { moveWithin, placeNew } from "./story-order.js";
import { preparePublishPanel } from "./story-publish.js";
import { prepareTopics } from "./story-topics.js";

const form = document.getElementById("story_form");
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/* --- saved or not ------------------------------------------------------------------------------------ */

const saved = form.querySelector(".ed-saved");
const preview = document.getElementById("preview");
const keeping = prepareKeeping(form, saved);
let isChanged = false;

function changed() {
  keeping.typed();
  if (isChanged) return;
  isChanged = true;
  saved.textContent = saved.dataset.changed;
  saved.classList.add("not");
  if (preview) preview.textContent = preview.dataset.changed;
}

// What came back with an error is not saved.
if (form.querySelector(".errornote, [data-is-put-back]")) changed();
form.addEventListener("submit", (event) => (isChanged &&= event.defaultPrevented));
window.addEventListener("beforeunload", (event) => {
  if (isChanged) event.preventDefault();
});

// First of all who listen: select2 keeps the keys of its search to itself.
window.addEventListener(
  "keydown",
  (event) => {
    const save = form.querySelector("[name=_continue]");
    if (event.key !== "s" || !(event.ctrlKey || event.metaKey) || !save) return;
    event.preventDefault();
    event.stopPropagation();
    save.click();
  },
  true,
);

// Django and select2 set their fields up by changing them: what happens before that is over is nobody's doing.
// select2 tells jQuery alone of a change; browsers tell both.
window.addEventListener("load", () => {
  setTimeout(() => {
    django.jQuery(form).on("input change", ({ target }) => {
      if (target.closest("[data-post], .collapse-items")) return;
      changed();
      // A photo that is chosen and not saved yet has no picture.
      if (target.matches("select[name$='photo']")) {
        target.closest("fieldset.n-block, fieldset.lead")?.querySelector("img")?.remove();
      }
    });
    document.addEventListener("formset:added", changed);
    document.addEventListener("formset:removed", changed);
  });
});

/* --- headline ---------------------------------------------------------------------------------------- */

const FITS = 70;

function measure(headline) {
  const help = document.createElement("div");
  help.className = "help";
  help.id = "headline-length";
  const bar = document.createElement("progress");
  bar.max = FITS;
  bar.setAttribute("aria-hidden", "true");
  const words = document.createElement("span");
  help.append(bar, words);
  headline.closest(".flex-container").after(help);
  headline.setAttribute("aria-describedby", help.id);
  const texts = document.querySelector(".ed").dataset;
  const show = () => {
    const length = [...headline.value.trim()].length;
    bar.value = Math.min(length, FITS);
    help.classList.toggle("over", length > FITS);
    const text = length > FITS ? texts.headlineLong : texts.headlineFits;
    words.textContent = length ? text.replace("{}", length) : "";
  };
  headline.addEventListener("input", show);
  show();
}

const headline = document.getElementById("id_headline");
if (headline) measure(headline);
for (const field of all(".ed-text textarea")) {
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) event.preventDefault();
  });
}

/* --- fields that grow, where the browser does not see to it ---------------------------------------------- */

if (!CSS.supports("field-sizing", "content")) {
  const grow = (field) => {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight}px`;
  };
  form.addEventListener("input", ({ target }) => target.matches("textarea") && grow(target));
  all("textarea:not([hidden])", form).forEach(grow);
}

/* --- moving -------------------------------------------------------------------------------------------- */

// Before content-editor hears of the click, which would fold the block.
document.addEventListener(
  "click",
  (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    event.stopPropagation();
    if (moveWithin(button.closest(".inline-related"), button.dataset.move)) changed();
    button.focus();
  },
  true,
);

form.addEventListener("keydown", (event) => {
  const direction = { ArrowUp: "up", ArrowDown: "down" }[event.key];
  const entry = direction && event.altKey && event.shiftKey && event.target.closest(".inline-related");
  if (!entry) return;
  event.preventDefault();
  if (moveWithin(entry, direction)) changed();
});

document.addEventListener("formset:added", ({ target }) => placeNew(target));

/* --- blocks -------------------------------------------------------------------------------------------- */

function whenBlocksAreReady() {
  const machine = document.querySelector(".order-machine");
  document.querySelector(".tabs.regions h2").id = "text";
  // Read in the order in which it is seen.
  const blocks = all(":scope > .inline-related:not(.empty-form)", machine);
  blocks.sort((a, b) => a.style.order - b.style.order);
  machine.append(...blocks, ...all(":scope > .empty-form", machine));

  const { dataset } = document.querySelector(".ed");
  for (const plus of all(".order-machine-insert-target")) {
    plus.title = plus.classList.contains("last") ? dataset.addLast : dataset.add;
    plus.role = "button";
    plus.tabIndex = 0;
    plus.ariaHasPopup = "menu";
  }
  const menu = document.querySelector(".plugin-buttons");
  menu.role = "menu";
  menu.ariaLabel = dataset.add;
  for (const item of all(".plugin-button", menu)) {
    item.role = "menuitem";
    item.tabIndex = -1;
  }
  if (dataset.isNew !== undefined && !blocks.length) {
    window.ContentEditor.addContent("articles_richtext_set");
    headline.focus();
  }
  document.addEventListener("formset:added", ({ target }) => target.closest(".order-machine") && focusFirst(target));
}

const openPlus = () => document.querySelector(".order-machine-insert-target.selected");

function closeMenu() {
  const plus = openPlus();
  // Content-editor closes its menu at a click elsewhere.
  document.body.click();
  plus?.focus();
}

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (target.matches(".order-machine-insert-target") && (key === "Enter" || key === " ")) {
    event.preventDefault();
    target.click();
    document.querySelector(".plugin-buttons .plugin-button")?.focus();
    return;
  }
  const item = target.closest(".plugin-buttons .plugin-button");
  if (!item) return;
  const items = all(".plugin-button:not(.content-editor-hide)", item.parentElement);
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[key];
  if (step) items.at((items.indexOf(item) + step) % items.length).focus();
  else if (key === "Enter" || key === " ") item.click();
  else if (key === "Escape" || key === "Tab") closeMenu();
  else return;
  event.preventDefault();
});

/** Go to the first field of a new block: content-editor looks for one that in a text is hidden. */
function focusFirst(block) {
  const plain = "textarea:not([data-django-prose-editor-configurable]), input:not([type=hidden])";
  const focus = () => (block.querySelector(".tiptap") ?? block.querySelector(plain))?.focus();
  block.addEventListener("prose-editor:ready", focus, { once: true });
  setTimeout(focus);
}

/* --- rich text ------------------------------------------------------------------------------------------ */

prepareRichText(form);

/* --- live updates ---------------------------------------------------------------------------------------- */

function prepareQuickUpdate(box) {
  const text = box.querySelector("textarea");
  const button = box.querySelector("button");
  const said = document.querySelector("[data-posted]");

  async function post() {
    if (button.disabled) return;
    button.disabled = true;
    const body = new FormData();
    body.set("text", text.value);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    try {
      const answer = await fetch(box.dataset.post, { method: "POST", body, headers: { Accept: "application/json" } });
      const posted = await answer.json();
      said.textContent = posted.said ?? posted.error;
      said.classList.toggle("error", !answer.ok);
      if (answer.ok) {
        text.value = "";
        document.querySelector("[data-updates]").innerHTML = posted.html;
        document.querySelector("[data-update-count]").textContent = posted.count;
      }
    } catch {
      said.textContent = box.dataset.failed;
      said.classList.add("error");
    } finally {
      button.disabled = false;
      text.focus();
    }
  }

  button.addEventListener("click", post);
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      post();
    }
  });
}

const quick = document.querySelector("[data-post]");
if (quick) prepareQuickUpdate(quick);

preparePublishPanel(document.getElementById("publish"));
prepareEmbeds(form, changed);
prepareTopics(document.querySelector(".topics-chooser"));
preparePhotoChooser(form);
keepPlace(form);
if (document.querySelector(".order-machine")) whenBlocksAreReady();
else document.addEventListener("content-editor:ready", whenBlocksAreReady);
