/* Where the editor was before a save: the field and the caret in it. Content-editor keeps the scrolling. */

const KEY = "story-place";
const FIELDS = "textarea, select, input:not([type=hidden], [type=submit]), .tiptap";

/** Remember the place when the form is sent, and come back to it when the page is there again. */
export function keepPlace(form) {
  let field = null;
  form.addEventListener("focusin", ({ target }) => (field = target.closest(FIELDS) ?? field));
  form.addEventListener("submit", () => sessionStorage.setItem(KEY, JSON.stringify(placeIn(field))));

  const kept = JSON.parse(sessionStorage.getItem(KEY));
  sessionStorage.removeItem(KEY);
  // After content-editor has put the blocks in order and scrolled to where the page was.
  window.addEventListener("load", () => setTimeout(goBack, 300, form, kept));
}

function goBack(form, kept) {
  // Somebody was quicker.
  if (document.activeElement !== document.body) return;
  const error = form.querySelector(".errorlist") ?? form.querySelector(".errornote");
  const field = kept && document.getElementById(kept.id);
  if (error) {
    error.scrollIntoView({ block: "center" });
  } else if (field?.matches("[data-django-prose-editor-configurable]")) {
    goToText(field.closest(".prose-editor").querySelector(".tiptap"), kept.caret);
  } else if (field) {
    field.focus({ preventScroll: true });
    if (kept.caret !== null) field.setSelectionRange(kept.caret, kept.caret);
  }
}

function placeIn(field) {
  if (!field) return null;
  if (!field.matches(".tiptap")) {
    const hasCaret = field.matches("textarea, [type=text], [type=url]");
    return { id: field.id, caret: hasCaret ? field.selectionStart : null };
  }
  const { anchorNode, anchorOffset } = document.getSelection();
  let caret = null;
  if (anchorNode && field.contains(anchorNode)) {
    const before = document.createRange();
    before.setStart(field, 0);
    before.setEnd(anchorNode, anchorOffset);
    caret = before.toString().length;
  }
  return { id: field.closest(".prose-editor").querySelector("textarea").id, caret };
}

function goToText(text, caret) {
  text.focus({ preventScroll: true });
  if (caret === null) return;
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  let left = caret;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (left <= node.length) {
      document.getSelection().collapse(node, left);
      return;
    }
    left -= node.length;
  }
}
