/* The order of blocks, and of the rows of a list. Rows stay where they are in the page, as Django numbers them by
   that; what is seen follows `order`, as in content-editor, and what is saved the hidden field. */

const place = (entry) => entry.querySelector("input[name$='-ordering']");

function siblings(entry) {
  const entries = [...entry.parentElement.children].filter(
    (other) => other.matches(".inline-related:not(.empty-form)"),
  );
  return entries.sort((a, b) => (Number(a.style.order) || 0) - (Number(b.style.order) || 0));
}

/** Move an entry one place "up" or "down"; returns whether it moved. */
export function moveWithin(entry, direction) {
  const entries = siblings(entry);
  const from = entries.indexOf(entry);
  const to = from + (direction === "up" ? -1 : 1);
  if (to < 0 || to >= entries.length) return false;
  entries.splice(to, 0, ...entries.splice(from, 1));
  entries.forEach((other, index) => {
    place(other).value = (index + 1) * 10;
    other.style.order = (index + 1) * 10;
  });
  entry.scrollIntoView({ block: "nearest" });
  return true;
}

/** Put a row that was just added to a list at its end; a block's place is content-editor's to give. */
export function placeNew(entry) {
  if (entry.closest(".order-machine")) return;
  const entries = siblings(entry);
  const last = Math.max(0, ...entries.filter((other) => other !== entry).map((other) => Number(place(other).value)));
  place(entry).value = last + 10;
  if (entries.some((other) => other.style.order)) entry.style.order = last + 10;
}
