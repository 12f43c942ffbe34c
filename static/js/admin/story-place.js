/* Where the editor was before a save: the field and the caret in it. Content-editor keeps the scrolling. */

const KEY = "story-place"
const FIELDS = "textarea, select, input:not([type=hidden], [type=submit]), .ProseMirror"

/** Remember the place when the form is sent, and come back to it when the page is there again. */
export function keepPlace(form) {
  let field = null
  form.addEventListener("focusin", ({ target }) => (field = target.closest(FIELDS) ?? field))
  form.addEventListener("submit", () => sessionStorage.setItem(KEY, JSON.stringify(placeIn(field))))

  const kept = JSON.parse(sessionStorage.getItem(KEY))
  sessionStorage.removeItem(KEY)
  const error = form.querySelector(".errorlist, .errornote")
  if (error) {
    // After content-editor has scrolled to where the page was.
    setTimeout(() => (form.querySelector(".errorlist") ?? error).scrollIntoView({ block: "center" }), 300)
  } else if (kept) {
    const target = document.getElementById(kept.id)
    if (target?.matches("[data-django-prose-editor-configurable]")) {
      target.addEventListener("prose-editor:ready", () => goToText(target, kept.caret), { once: true })
    } else if (target) {
      target.focus({ preventScroll: true })
      if (kept.caret !== null) target.setSelectionRange?.(kept.caret, kept.caret)
    }
  }
}

function placeIn(field) {
  if (!field) return null
  if (!field.matches(".ProseMirror")) {
    const hasCaret = field.matches("textarea, [type=text], [type=url]")
    return { id: field.id, caret: hasCaret ? field.selectionStart : null }
  }
  const { anchorNode, anchorOffset } = document.getSelection()
  let caret = null
  if (anchorNode && field.contains(anchorNode)) {
    const before = document.createRange()
    before.setStart(field, 0)
    before.setEnd(anchorNode, anchorOffset)
    caret = before.toString().length
  }
  return { id: field.closest(".prose-editor").querySelector("textarea").id, caret }
}

function goToText(textarea, caret) {
  const text = textarea.closest(".prose-editor").querySelector(".ProseMirror")
  text.focus({ preventScroll: true })
  if (caret === null) return
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT)
  let left = caret
  while (walker.nextNode()) {
    const node = walker.currentNode
    if (left <= node.length) {
      document.getSelection().collapse(node, left)
      return
    }
    left -= node.length
  }
}
