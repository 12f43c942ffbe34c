/* What is typed in short into a live update: /key and /pin tick their boxes, @ finds a person, # a topic. */

const MARK = /(?:^|\s)(\/(key|pin)\s)$/;
const NAME = /(?:^|\s)([@#])(\S{2,30}(?: \S{0,30})?)$/;
const FIELDS = { key: "is_key", pin: "pinned" };
const ASK_AFTER = 150;

let lists = 0;

/** Watch the text of `editor` in `box`; names come from the address `names`. */
export function prepareShorthand(box, editor, names) {
  const list = box.querySelector(".l-names");
  const text = editor.view.dom;
  list.id = `names-${++lists}`;
  text.setAttribute("aria-controls", list.id);
  let asking, chosen, place;
  let asked = 0;

  function before() {
    const { $from, empty } = editor.state.selection;
    return empty ? $from.parent.textBetween(0, $from.parentOffset, null, "\ufffc") : "";
  }

  function takeMark() {
    const found = before().match(MARK);
    const field = found && box.elements[`${box.dataset.box}-${FIELDS[found[2]]}`];
    if (!field) return;
    field.checked = true;
    const { from } = editor.state.selection;
    editor.commands.deleteRange({ from: from - found[1].length, to: from });
  }

  function close() {
    clearTimeout(asking);
    asked += 1;
    list.hidden = true;
    list.replaceChildren();
    chosen = null;
    text.removeAttribute("aria-activedescendant");
  }

  function mark(option) {
    chosen?.setAttribute("aria-selected", "false");
    chosen = option;
    chosen.setAttribute("aria-selected", "true");
    text.setAttribute("aria-activedescendant", chosen.id);
  }

  function take(option) {
    const { from, to } = place;
    const { name, url } = option.dataset;
    close();
    editor
      .chain()
      .focus()
      .deleteRange({ from, to })
      .insertContent([{ type: "text", text: name, marks: [{ type: "link", attrs: { href: url } }] }])
      .unsetMark("link")
      .insertContent(" ")
      .run();
  }

  async function find(kind, typed, number) {
    const query = new URLSearchParams({ kind: kind === "#" ? "topic" : "person", q: typed });
    const answer = await fetch(`${names}?${query}`).catch(() => null);
    if (!answer?.ok) return;
    const found = (await answer.json()).names;
    if (number !== asked) return;
    list.replaceChildren(
      ...found.map(({ name, url }, index) => {
        const option = document.createElement("li");
        option.role = "option";
        option.id = `${list.id}-${index}`;
        option.textContent = name;
        option.setAttribute("aria-selected", "false");
        Object.assign(option.dataset, { name, url });
        return option;
      }),
    );
    list.hidden = !found.length;
    if (found.length) mark(list.firstElementChild);
  }

  editor.on("update", () => {
    takeMark();
    close();
    const found = before().match(NAME);
    if (!found) return;
    const { from } = editor.state.selection;
    place = { from: from - found[2].length - 1, to: from };
    const number = asked;
    asking = setTimeout(() => find(found[1], found[2].trim(), number), ASK_AFTER);
  });
  editor.on("blur", () => setTimeout(close, ASK_AFTER));

  text.addEventListener(
    "keydown",
    (event) => {
      if (list.hidden || event.ctrlKey || event.metaKey) return;
      const options = [...list.children];
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) mark(options.at((options.indexOf(chosen) + step) % options.length));
      else if (event.key === "Enter" || event.key === "Tab") take(chosen);
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const option = event.target.closest("li");
    if (option) take(option);
  });
}
