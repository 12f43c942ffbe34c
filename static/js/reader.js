// What a browser can do for its reader on any page: share it, copy the address of a paragraph, and show times in
// the reader's own zone. The page is whole without it.

const OWN = "times:own";
const TIMES = "time[datetime*=T]";
const language = document.documentElement.lang;

// The address that the page is known by, without what brought the reader here.
function address(hash = "") {
  const known = document.querySelector("link[rel=canonical]")?.href ?? location.href;
  return Object.assign(new URL(known), { hash }).href;
}

// --- share ---

const share = document.querySelector("[data-share]");
const said = share?.nextElementSibling;

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // not allowed, or not there: the page came over plain HTTP
  }
}

if (share) {
  share.hidden = false;
  share.addEventListener("click", async () => {
    const url = address();
    if (navigator.share) {
      // Closing the browser's own list is an answer too.
      await navigator.share({ title: share.dataset.share, url }).catch(() => {});
    } else {
      said.textContent = (await copied(url)) ? share.dataset.copied : url;
    }
  });
}

// --- a paragraph's address ---

document.addEventListener("click", async (event) => {
  const link = event.target.closest(".para");
  if (!link || !navigator.clipboard || event.ctrlKey || event.metaKey || event.shiftKey) {
    return; // it leads to the paragraph, and the address is in the browser's bar
  }
  event.preventDefault();
  history.replaceState(history.state, "", link.hash);
  if (await copied(address(link.hash))) {
    link.dataset.said = share.dataset.copied;
    said.textContent = share.dataset.copied;
    setTimeout(() => {
      delete link.dataset.said;
      said.textContent = "";
    }, 3000);
  }
});

// --- times ---

const choice = document.querySelector("[data-times]");
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
const formats = new Map();

function format(options) {
  const key = JSON.stringify(options);
  if (!formats.has(key)) {
    formats.set(key, new Intl.DateTimeFormat(language, options));
  }
  return formats.get(key);
}

// What the newsroom's own text says is said anew: the clock, the day, the day of the week.
function turn(time) {
  if (time.dataset.ours || time.closest("#since")) {
    return;
  }
  const moment = new Date(time.dateTime);
  const clock = time.querySelector(".nb");
  const day = clock ? (time.firstChild === clock ? "" : time.firstChild.textContent) : time.textContent;
  const weekday = format({ weekday: "long", timeZone: choice.dataset.times }).format(moment);
  const options = {
    ...(day && { year: "numeric", month: "long", day: "numeric" }),
    ...(day.startsWith(weekday) && { weekday: "long" }),
    ...(clock && { hour: "numeric", minute: "2-digit", timeZoneName: "short" }),
  };
  time.dataset.ours = time.innerHTML;
  time.textContent = format(options).format(moment);
}

function turnBack(time) {
  time.innerHTML = time.dataset.ours;
  delete time.dataset.ours;
}

// What arrives later is turned when it does.
const arrivals = new MutationObserver((changes) => {
  if (changes.some(({ addedNodes }) => [...addedNodes].some((node) => node.nodeType === 1))) {
    document.querySelectorAll(TIMES).forEach(turn);
  }
});

function show(isOwn) {
  choice.setAttribute("aria-pressed", isOwn);
  choice.nextElementSibling.textContent = isOwn ? choice.dataset.said.replace("{}", own) : "";
  arrivals.disconnect();
  if (isOwn) {
    document.querySelectorAll(TIMES).forEach(turn);
    arrivals.observe(document.body, { childList: true, subtree: true });
  } else {
    document.querySelectorAll("time[data-ours]").forEach(turnBack);
  }
}

function recall() {
  try {
    return localStorage.getItem(OWN) === "1";
  } catch {
    return false;
  }
}

// Who lives by the newsroom's clock has nothing to choose.
if (choice && own && own !== choice.dataset.times) {
  choice.hidden = false;
  if (recall()) {
    show(true);
  }
  choice.addEventListener("click", () => {
    const isOwn = choice.getAttribute("aria-pressed") !== "true";
    show(isOwn);
    try {
      localStorage.setItem(OWN, isOwn ? "1" : "0");
    } catch {
      // no room, or not allowed: it holds for this page
    }
  });
}
