// The bar above every screen: its search by keyboard, its menus closed as menus are.

const find = document.getElementById("find");
const menus = () => document.querySelectorAll("#header details[open]");

document.addEventListener("keydown", (event) => {
  // An editor that uses the keys itself has them: in a text, Ctrl+K makes a link.
  if (event.defaultPrevented || event.target.isContentEditable) return;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key === "k") {
    // Hidden where there is little room: then the keys are the browser's.
    if (!find?.checkVisibility()) return;
    event.preventDefault();
    find.focus();
    find.select();
  } else if (event.key === "Escape") {
    for (const menu of menus()) {
      if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
      menu.open = false;
    }
  }
});

// A click elsewhere, on another menu too, closes them.
document.addEventListener("click", (event) => {
  for (const menu of menus()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// Django's choosers name themselves after what is chosen: without a choice they have no name at all.
const nameChoosers = () => {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const name = select.labels?.[0]?.textContent.trim() || select.ariaLabel;
    const chooser = select.nextElementSibling?.querySelector(".select2-selection");
    if (!name || !chooser) continue;
    chooser.ariaLabel = name;
    const chosen = chooser.querySelector(".select2-selection__rendered");
    if (chosen) chosen.ariaLabel = name;
  }
};
// Django makes its choosers when jQuery is ready, and so before this.
window.django?.jQuery?.(nameChoosers);
document.addEventListener("formset:added", nameChoosers);
