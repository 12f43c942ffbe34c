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
    const kept = JSON.parse(localStorage.getItem(key));
    return kept?.edition > 0 && kept.update >= 0 && kept.at > 0 && kept;
  } catch {
    return null; // not ours
  }
}

function remember() {
  try {
    localStorage.setItem(key, JSON.stringify(now));
  } catch {
    // no room, or not allowed
  }
}

function told(what, count) {
  const rules = new Intl.PluralRules(language);
  const forms = [...bar.querySelector("template").content.querySelectorAll(`[data-of=${what}]`)];
  const form = forms.find(({ dataset }) => rules.select(Number(dataset.n)) === rules.select(count)) ?? forms[1];
  return form.textContent.replace(form.dataset.n, count);
}

function label(tag, words, place) {
  const element = document.createElement(tag);
  element.textContent = words;
  place.append(" ", element);
  return element;
}

function mark(element) {
  element.classList.add("is-new");
  if (!element.matches("hr")) {
    const place = element.matches("ul, ol") ? element.lastElementChild : element;
    label("span", `(${bar.dataset.new})`, place).className = "vh";
  }
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
    label("span", bar.dataset.new, update.querySelector(".mer-t")).className = "label ore";
  });
  paragraphs.forEach(mark);
  const read = versions.find((version) => Number(version.dataset.version) === then.edition);
  if (read) {
    read.classList.add("read");
    label("b", bar.dataset.read, read.lastElementChild);
  }
  const list = new Intl.ListFormat(language, { type: "conjunction" });
  bar.querySelector("[data-what]").textContent = list.format(parts);
  const time = bar.querySelector("time");
  time.dateTime = new Date(then.at).toISOString();
  time.textContent = new Intl.DateTimeFormat(language, {
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
