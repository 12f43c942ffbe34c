/* What was published elsewhere: the desk's server asks its provider, and what it tells is filled in where nothing
   is typed. Nothing is loaded from there by this page. */

/** Return where it is said how it went: below the address, across the block. */
function placeFor(button) {
  const line = button.closest(".form-multiline");
  let said = line.querySelector("[role=status]");
  if (!said) {
    said = document.createElement("p");
    said.className = "n-fetch-said";
    said.role = "status";
    line.append(said);
  }
  return said;
}

/** Make the Fetch buttons in `form` work; `changed` is called when one has filled something in. */
export function prepareEmbeds(form, changed) {
  async function fill(button) {
    const block = button.closest(".inline-related");
    const field = (name) => block.querySelector(`[name$="-${name}"]`);
    const said = placeFor(button);
    const names = ["url", "provider", "author", "text", "posted_on", "kept"];
    const body = new FormData();
    for (const name of names) body.set(name, field(name).value);
    body.set("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    const show = (text, isTrouble) => {
      said.textContent = text;
      said.classList.toggle("error", isTrouble);
    };
    button.disabled = true;
    show(button.dataset.waiting, false);
    try {
      const answer = await fetch(button.dataset.fetch, { method: "POST", body, redirect: "manual" });
      const told = await answer.json();
      show(told.said ?? told.error, !answer.ok);
      if (!answer.ok) return;
      for (const name of names) {
        const value = told.fields[name];
        // What was typed while the provider thought is left alone.
        if (field(name).value === body.get(name) && field(name).value !== value) {
          field(name).value = value;
          changed();
        }
      }
      block.querySelector(".n-card").outerHTML = told.card;
    } catch {
      show(button.dataset.failed, true);
    } finally {
      button.disabled = false;
      button.focus();
    }
  }

  form.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-fetch]");
    if (button) fill(button);
  });
  // In a field, Enter would save the story.
  form.addEventListener("keydown", (event) => {
    const button = event.key === "Enter" && event.target.matches("[name$='-url']")
      && event.target.closest(".inline-related")?.querySelector("[data-fetch]");
    if (!button) return;
    event.preventDefault();
    button.click();
  });
}
