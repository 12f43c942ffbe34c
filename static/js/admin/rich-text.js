/* The prose editor, as assistive technology and the keyboard need it: its text is named by its label, and its
   toolbar is one stop for the Tab key. */

const all = (selector, root) => [...root.querySelectorAll(selector)];

function nameText(text) {
  const textarea = text.closest(".prose-editor").querySelector("textarea");
  text.ariaLabel = document.querySelector(`label[for="${textarea.id}"]`)?.textContent.trim() ?? "";
  text.ariaMultiLine = "true";
}

/** One stop for the Tab key in each toolbar; arrows move inside. */
function prepareToolbar(bar) {
  bar.role = "toolbar";
  const buttons = all("button", bar);
  for (const [index, button] of buttons.entries()) button.tabIndex = index ? -1 : 0;
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const shown = buttons.filter((button) => button.checkVisibility());
    shown.at((shown.indexOf(event.target) + step) % shown.length).focus();
  });
}

/** Prepare every editor below `root`, those that stand and those that come. */
export function prepareRichText(root) {
  // Editors come when they are ready, some of them before this script, and their toolbars after them.
  const prepared = new WeakSet();
  const prepareAll = () => {
    for (const [selector, prepare] of [
      [".prose-editor > .tiptap", nameText],
      [".prose-editor > .prose-menubar", prepareToolbar],
    ]) {
      for (const part of all(selector, root).filter((found) => !prepared.has(found))) {
        prepared.add(part);
        prepare(part);
      }
    }
  };
  new MutationObserver((changes) => {
    if (changes.some(({ target }) => target.matches(".prose-editor"))) prepareAll();
  }).observe(root, { childList: true, subtree: true });
  prepareAll();
}
