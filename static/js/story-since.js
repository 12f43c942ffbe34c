// New since you last read: this browser alone remembers what it last showed of a story.

const bar = document.getElementById("since");
const { story, edition } = bar.dataset;
const key = `read:${story}`;
const language = document.documentElement.lang;
const updates = [...document.querySelectorAll("#updates .upd")];
const versions = [...document.querySelectorAll("#versions [data-version]")];
const then = recall();
const now = { edition: Number(edition), update: Math.max(0, ...updates.map(timeOf)), at: Date.now() };

function timeOf(update) {
  return Date.parse(update.querySelector("time").dateTime);
}

function recall() {
  try {
    const then = JSON.parse(localStorage.getItem(key));
    return Number.isFinite(then?.edition) && Number.isFinite(then.update) && Number.isFinite(then.at) && then;
  } catch {
    return null; // nothing is kept here, or what is kept is not ours
  }
}

function remember() {
  try {
    // An older copy of the page, from some cache, takes nothing back.
    const edition = Math.max(now.edition, then?.edition || 0);
    const update = Math.max(now.update, then?.update || 0);
    localStorage.setItem(key, JSON.stringify({ ...now, edition, update }));
  } catch {
    // no room, or not allowed: the reader starts anew next time
  }
}

function told(what, count) {
  const rules = new Intl.PluralRules(language);
  const forms = [...bar.querySelector("template").content.querySelectorAll(`[data-of=${what}]`)];
  const alike = forms.find((form) => rules.select(Number(form.dataset.n)) === rules.select(count));
  const form = alike ?? forms.at(-1);
  return form.textContent.replace(form.dataset.n, count);
}

function mark(element) {
  element.classList.add("is-new");
  if (element.matches("hr")) {
    return;
  }
  const note = document.createElement("span");
  note.className = "vh";
  note.textContent = `${bar.dataset.new}: `;
  (element.matches("ul, ol") ? element.firstElementChild : element).prepend(note);
}

function show() {
  const late = versions.filter((version) => Number(version.dataset.version) > then.edition);
  const news = late.filter((version) => version.dataset.kind !== "minor");
  const isNew = (element) => Number(element?.dataset.since) > then.edition;
  // What stands in a new block is new with it.
  const paragraphs = [...document.querySelectorAll(".story [data-since]")].filter(
    (element) => isNew(element) && !isNew(element.parentElement.closest("[data-since]")),
  );
  const posted = updates.filter((update) => timeOf(update) > then.update);
  const corrected = news.filter((version) => version.dataset.kind === "correction");
  const counts = { updates: posted.length, corrections: corrected.length, paragraphs: paragraphs.length };
  // A new headline or a changed sentence is news too, and has no place of its own to mark.
  counts.versions = paragraphs.length ? 0 : news.length - corrected.length;
  const parts = Object.keys(counts).filter((what) => counts[what]).map((what) => told(what, counts[what]));
  if (!parts.length) {
    return;
  }
  posted.forEach((update) => {
    update.classList.add("new");
    mark(update.querySelector(".upd-h, .words"));
  });
  paragraphs.forEach(mark);
  versions.find((version) => Number(version.dataset.version) === then.edition)?.classList.add("read");
  const list = new Intl.ListFormat(language, { type: "conjunction" });
  bar.querySelector("[data-what]").textContent = list.format(parts);
  const read = bar.querySelector("time");
  read.dateTime = new Date(then.at).toISOString();
  read.textContent = new Intl.DateTimeFormat(language, {
    month: "long",
    day: "numeric",
    hour: "numeric",
    minute: "2-digit",
    timeZoneName: "short",
  }).format(then.at);
  if (late.length) {
    const link = bar.querySelector("a");
    link.href += `?from=${then.edition}&to=${now.edition}`;
    link.hidden = false;
  }
  bar.hidden = false;
}

if (then) {
  show();
}
// A page that waits in the background has not been read.
if (document.visibilityState === "visible") {
  remember();
} else {
  document.addEventListener("visibilitychange", remember, { once: true });
}
