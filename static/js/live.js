// Keeps the updates of a live story true on a page that is open. The page is whole without it.
//
// One small address says whether anything has changed and when to ask again; another says what. The reader is
// never moved: what comes above is put in at once only for who is at the top, and waits behind a button for
// who reads further down.

const stream = document.getElementById("stream");
const list = stream.querySelector("[data-list]");
const bar = stream.querySelector(".live-bar");
const state = bar.querySelector("[data-state]");
const pause = bar.querySelector("[data-pause]");
const newbar = stream.querySelector(".newbar");
const button = newbar.querySelector("button");
const status = stream.querySelector("[role=status]");
const words = stream.querySelector("template").content;
const language = document.documentElement.lang;
const { head: headUrl, since: sinceUrl } = stream.dataset;

const AT_TOP = 60; // pixels of scrolling that still count as the top of the page
const HIDDEN_SECONDS = 60;
const HIDDEN_SLOWEST = 300;
const SLOWEST_RETRY = 120;
const SAY_EVERY = 30_000;
const MOST_ANSWERS = 10; // of 50 changes each; a page that has missed more is asked to reload
const KEYS = 12; // key events beside the updates, as a fresh page has them
const PAUSED = "live:paused";

let revision = Number(stream.dataset.revision); // all that is stamped up to here is on the page
let seconds = 10;
let failures = 0;
let hiddenFor = 0;
let timer = 0;
let asking = false;
let askedAgain = false;
let ended = false;
let shortAt = -1; // the revision at which an answer led no further, though there was more
let isPaused = recall();
const waiting = new Map(); // id -> element: new ones that the reader has not asked for
const elsewhere = new Set(); // ids of new ones that belong on the newest page, which this is not
let unsaid = 0;
let sayTimer = 0;
let saidAt = 0;

// --- words ---

function say(what) {
  return words.querySelector(`[data-say=${what}]`).textContent;
}

function counted(count) {
  const rules = new Intl.PluralRules(language);
  const forms = [...words.querySelectorAll("[data-of=new]")];
  const form = forms.find(({ dataset }) => rules.select(Number(dataset.n)) === rules.select(count)) ?? forms[1];
  return form.textContent.replace(form.dataset.n, count);
}

function tell(what) {
  const text = say(what);
  if (state.textContent !== text) {
    state.textContent = text;
  }
  bar.classList.toggle("is-failing", what === "failing" || what === "stale");
}

// At most once in half a minute, whatever arrives; what came meanwhile is in the next count.
function announce(count) {
  unsaid += count;
  clearTimeout(sayTimer);
  if (!unsaid) {
    return;
  }
  const wait = saidAt + SAY_EVERY - Date.now();
  if (wait > 0) {
    sayTimer = setTimeout(announce, wait, 0);
    return;
  }
  saidAt = Date.now();
  status.textContent = counted(unsaid);
  unsaid = 0;
}

function recall() {
  try {
    return localStorage.getItem(PAUSED) === "1";
  } catch {
    return false;
  }
}

function remember() {
  try {
    localStorage.setItem(PAUSED, isPaused ? "1" : "0");
  } catch {
    // no room, or not allowed: it holds for this page
  }
}

// --- the list ---

function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
}

const idOf = (update) => Number(update.id.slice(2));
const find = (id) => document.getElementById(`u-${id}`);

function isWanted(update) {
  const { key, by } = stream.dataset;
  return (key === undefined || update.classList.contains("key")) && (!by || update.dataset.author === by);
}

// True if `one` stands above `other`.
function isAbove(one, other) {
  const difference = Number(one.dataset.at) - Number(other.dataset.at) || idOf(one) - idOf(other);
  return stream.dataset.oldestFirst === undefined ? difference > 0 : difference < 0;
}

function place(update) {
  const shown = [...list.querySelectorAll(".upd")];
  const next = shown.find((other) => isAbove(update, other));
  const item = document.createElement("li");
  item.append(update);
  list.insertBefore(item, next ? next.parentElement : null);
  document.querySelector("[data-none]")?.remove();
}

// What the page shows is a window on the whole: what lies outside it is for another page.
function isInWindow(update) {
  const shown = list.querySelectorAll(".upd");
  if (!shown.length) {
    return stream.dataset.newest !== undefined;
  }
  const isBelow = isAbove(shown[shown.length - 1], update);
  const isOver = isAbove(update, shown[0]);
  const isOldestFirst = stream.dataset.oldestFirst !== undefined;
  const [newer, older] = isOldestFirst ? [isBelow, isOver] : [isOver, isBelow];
  if (newer) {
    return stream.dataset.newest !== undefined;
  }
  return !older || !document.querySelector(".pager [rel=prev], #updates > p > .btn");
}

function isInUse(update) {
  return [...update.querySelectorAll("video, audio")].some((media) => !media.paused) ||
    update.querySelector("details[open], iframe") !== null ||
    document.fullscreenElement !== null && update.contains(document.fullscreenElement);
}

function isSame(old, update) {
  const bare = old.cloneNode(true);
  bare.querySelector(".ago")?.remove();
  bare.querySelector(".day")?.removeAttribute("hidden");
  // Times in the reader's own zone (reader.js) are compared as they came.
  for (const time of bare.querySelectorAll("time[data-ours]")) {
    time.innerHTML = time.dataset.ours;
    delete time.dataset.ours;
  }
  bare.classList.remove("is-here");
  bare.removeAttribute("tabindex");
  return bare.isEqualNode(update);
}

// A frame that moves in the page loads anew: what stands around its card is exchanged, and the card stays.
function replaceAround(card, old, update) {
  const twin = update.querySelector(".post");
  const address = card.querySelector("iframe").getAttribute("src");
  if (twin?.querySelector("[data-frame]")?.dataset.frame !== address || old.dataset.at !== update.dataset.at) {
    return false;
  }
  for (const { name, value } of update.attributes) old.setAttribute(name, value);
  old.querySelector(".mer-t").replaceWith(update.querySelector(".mer-t"));
  const parts = [...twin.parentElement.childNodes];
  const at = parts.indexOf(twin);
  for (const part of [...card.parentElement.childNodes]) if (part !== card) part.remove();
  card.before(...parts.slice(0, at));
  card.after(...parts.slice(at + 1));
  return true;
}

// Puts the new text into an update that stands, and leaves alone what the reader has open in it.
function replace(old, update) {
  if (isSame(old, update)) {
    return;
  }
  const card = old.querySelector(".post:has(iframe)");
  if (card && replaceAround(card, old, update)) {
    return;
  }
  if (isInUse(old)) {
    for (const part of old.querySelectorAll("video, audio, details[open], iframe")) {
      const figure = part.closest("figure") ?? part;
      const twin = update.querySelector(figure.tagName);
      twin?.replaceWith(figure);
    }
  }
  const hadFocus = old.contains(document.activeElement);
  const href = hadFocus && document.activeElement.getAttribute("href");
  if (old.dataset.at === update.dataset.at) {
    old.replaceWith(update);
  } else {
    old.parentElement.remove();
    place(update);
  }
  if (hadFocus) {
    const again = href ? update.querySelector(`a[href="${CSS.escape(href)}"]`) : null;
    focus(again ?? update, { preventScroll: true });
  }
}

function focus(element, options) {
  if (!element.matches("a, button")) {
    element.tabIndex = -1;
  }
  element.focus(options);
}

function drop(id) {
  waiting.delete(id);
  elsewhere.delete(id);
  find(id)?.parentElement.remove();
  document.querySelector(`[data-keys] [data-id="${id}"]`)?.remove();
}

function refreshKey(update) {
  const keys = document.querySelector("[data-keys]");
  if (!keys) {
    return;
  }
  const items = keys.querySelector("ol");
  items.querySelector(`[data-id="${idOf(update)}"]`)?.remove();
  if (update.classList.contains("key")) {
    const item = document.createElement("li");
    item.className = "mer-i key";
    item.dataset.id = idOf(update);
    item.dataset.at = update.dataset.at;
    const time = document.createElement("p");
    time.className = "mer-t";
    time.append(update.querySelector(".mer-t time").cloneNode(true));
    const link = document.createElement("a");
    link.href = update.querySelector(".meta > a:last-of-type").href;
    link.textContent = (update.querySelector(".upd-h") ?? update.querySelector(".words")).textContent.trim();
    const line = document.createElement("p");
    line.append(link);
    item.append(time, line);
    const next = [...items.children].find((other) => Number(other.dataset.at) < Number(item.dataset.at));
    items.insertBefore(item, next ?? null);
    while (items.children.length > KEYS) {
      items.lastElementChild.remove();
    }
  }
  keys.hidden = !items.children.length;
}

// --- the reader stays where they are ---

// True if nobody reads an update yet: the page is at its top, or the updates only begin to come into sight.
function isAtTop() {
  return scrollY <= AT_TOP || list.getBoundingClientRect().top > innerHeight / 2;
}

// Runs `change` and keeps what the reader is looking at where it is, to the pixel.
function steadily(change) {
  if (scrollY <= 0) {
    change();
    return;
  }
  const anchors = [...document.querySelectorAll(".upd, .seam, .prose > *, .who, .ledger li, .card")].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.bottom > 0 && box.top < innerHeight && box.height > 0;
  });
  const tops = new Map(anchors.map((element) => [element, element.getBoundingClientRect().top]));
  change();
  // What has not changed is what they go on reading; if all has, what took the place of the first of it.
  const anchor = anchors.find((element) => element.isConnected) ??
    anchors.find((element) => element.id && document.getElementById(element.id));
  if (anchor) {
    const now = anchor.isConnected ? anchor : document.getElementById(anchor.id);
    const moved = now.getBoundingClientRect().top - tops.get(anchor);
    if (moved) {
      scrollBy({ top: moved, behavior: "instant" });
    }
  }
}

function showButton() {
  const count = waiting.size + elsewhere.size;
  newbar.hidden = !count;
  if (count) {
    button.textContent = counted(count);
  }
}

function show() {
  const news = [...waiting.values()];
  waiting.clear();
  news.forEach((update) => {
    place(update);
    update.classList.add("is-here");
  });
  showButton();
  refreshNewest();
  refreshTimes();
  return news;
}

// The head of the live page says when its newest update came.
function refreshNewest() {
  const slot = document.querySelector("[data-newest-time]");
  const newest = list.querySelector(".upd");
  if (slot && newest) {
    const [time, day] = newest.querySelectorAll(".mer-t time");
    slot.replaceChildren(time.cloneNode(true), ", ", day.cloneNode(true));
  }
}

function set(element, html) {
  if (element && element.innerHTML.trim() !== html.trim()) {
    element.innerHTML = html;
  }
}

// --- what has changed ---

function apply(changes) {
  let arrived = 0;
  steadily(() => {
    for (const id of changes.removals) {
      drop(id);
    }
    for (const { id, html } of changes.upserts) {
      const update = parse(html);
      const old = find(id);
      if (!isWanted(update)) {
        drop(id);
      } else if (old) {
        replace(old, update);
      } else if (waiting.has(id)) {
        waiting.set(id, update);
      } else if (isInWindow(update)) {
        waiting.set(id, update);
        arrived += 1;
      } else if (Number(update.dataset.at) * 1000 > performance.timeOrigin && !elsewhere.has(id)) {
        elsewhere.add(id);
        arrived += 1;
      }
      refreshKey(update);
    }
    set(stream.querySelector("[data-pinned]"), changes.pinned?.html ?? "");
    set(document.querySelector("[data-top]"), changes.key_points_html);
  });
  revision = changes.revision;
  if (stream.dataset.oldestFirst !== undefined) {
    steadily(show); // they come at the end
  } else if (isAtTop()) {
    show();
  }
  showButton();
  refreshNewest();
  refreshTimes();
  announce(arrived);
}

async function get(url) {
  // The reader's own copy is asked after, so that a poll is never answered by the one before it.
  const options = { cache: "no-cache", credentials: "omit", signal: AbortSignal.timeout(15_000) };
  const response = await fetch(url, options);
  if (!response.ok) {
    throw Object.assign(new Error(response.status), { status: response.status });
  }
  return response.json();
}

async function catchUp() {
  let skip = 0; // of what is due but not stamped, and so leads to no revision to go on from
  for (let answers = 0; answers < MOST_ANSWERS; answers += 1) {
    const cursor = skip ? `${revision}-${skip}` : revision;
    const changes = await get(sinceUrl.replace("/0.json", `/${cursor}.json`));
    if (isPaused) {
      return true;
    }
    const isStill = changes.revision === revision;
    skip = isStill ? skip + changes.upserts.length + changes.removals.length : 0;
    apply(changes);
    if (!changes.more) {
      return true;
    }
  }
  return false;
}

async function ask() {
  if (ended || isPaused) {
    return;
  }
  if (asking) {
    // What is under way began before the network or the reader was back: it may be lost, or know less.
    askedAgain = true;
    return;
  }
  asking = true;
  clearTimeout(timer);
  try {
    const head = await get(headUrl);
    seconds = head.poll_seconds ?? seconds;
    if (head.revision > revision && !(await catchUp())) {
      stop("stale");
      return;
    }
    failures = 0;
    tell(isPaused ? "paused" : "on");
    // A cache may have told less than there is: the end is reached with all of it, or when asking again brings
    // nothing more.
    const isShort = revision < head.revision && shortAt !== revision;
    shortAt = isShort ? revision : -1;
    if (head.state !== "open" && !isPaused && !isShort) {
      end();
    }
  } catch (error) {
    failures += 1;
    if (error.status === 404 || error.status === 410 || error.status === 400) {
      stop("stale");
    } else {
      tell("failing");
    }
  } finally {
    asking = false;
    if (askedAgain) {
      askedAgain = false;
      ask();
    } else {
      plan();
    }
  }
}

function plan() {
  clearTimeout(timer);
  if (ended || isPaused) {
    return;
  }
  let wait = seconds;
  if (failures) {
    wait = Math.min(seconds * 2 ** failures, SLOWEST_RETRY);
  }
  if (document.hidden) {
    hiddenFor += 1;
    wait = Math.max(wait, Math.min(HIDDEN_SECONDS * hiddenFor, HIDDEN_SLOWEST));
  }
  // Readers who came at one moment do not ask at one moment.
  timer = setTimeout(ask, wait * (0.8 + 0.4 * Math.random()) * 1000);
}

function stop(what) {
  ended = true;
  tell(what);
  pause.hidden = true;
}

function end() {
  stop("closed");
  document.querySelectorAll("[data-tag]").forEach((tag) => tag.remove());
}

// --- times ---

function refreshTimes() {
  const formatter = new Intl.RelativeTimeFormat(language, { style: "short", numeric: "auto" });
  for (const update of list.querySelectorAll(".upd")) {
    const minutes = Math.round((Date.now() / 1000 - Number(update.dataset.at)) / 60);
    let ago = update.querySelector(".ago");
    const isRecent = minutes >= 0 && minutes < 60;
    // It stands in the place of the day, so that nothing moves when it comes.
    update.querySelector(".day").hidden = isRecent;
    if (!isRecent) {
      ago?.remove();
      continue;
    }
    if (!ago) {
      ago = document.createElement("span");
      ago.className = "ago";
      update.querySelector(".mer-t time").after(ago);
    }
    const text = minutes ? formatter.format(-minutes, "minute") : formatter.format(0, "second");
    if (ago.textContent !== text) {
      ago.textContent = text;
    }
  }
}

// --- what the reader does ---

button.addEventListener("click", () => {
  if (stream.dataset.newest === undefined) {
    location.assign(location.pathname);
    return;
  }
  const news = show();
  const [first] = news.toSorted((one, other) => (isAbove(one, other) ? -1 : 1));
  if (first) {
    focus(first, { preventScroll: true });
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    first.scrollIntoView({ block: "start", behavior: calm ? "instant" : "smooth" });
  }
});

pause.addEventListener("click", () => {
  isPaused = !isPaused;
  remember();
  showPause();
  ask();
});

function showPause() {
  pause.setAttribute("aria-pressed", isPaused);
  pause.textContent = say(isPaused ? "resume" : "pause");
  tell(isPaused ? "paused" : "on");
}

addEventListener("scroll", () => {
  if (waiting.size && scrollY <= 0) {
    show();
  }
}, { passive: true });

document.addEventListener("visibilitychange", () => {
  hiddenFor = 0;
  if (document.hidden) {
    plan();
  } else {
    refreshTimes();
    ask();
  }
});
addEventListener("online", ask);
addEventListener("pageshow", (event) => event.persisted && ask());
setInterval(refreshTimes, 30_000);

bar.hidden = false;
showPause();
refreshTimes();
ask();
