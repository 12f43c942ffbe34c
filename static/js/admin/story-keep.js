/* Nothing typed is lost. While somebody types, the form is kept by the server, apart from the story, and in this
   browser, by user, story and version. What was not saved is offered back when the story is opened again, and
   never sent by itself. The same heartbeat says who else is here. */

const COPY_AFTER = 400;
const KEEP_AFTER = 1_500;
const KEEP_AT_LEAST_EVERY = 10_000;
const HEARTBEAT = 15_000;
const LONGEST_PAUSE = 30_000;
// The server's copy and the browser's are of one moment if they are no farther apart.
const SAME_MOMENT = 5_000;

const opened = performance.now();

/** Keep what is typed into `form`, and say so in `state`; returns `typed`, to be called at each change. */
export function prepareKeeping(form, state) {
  const { dataset } = form.querySelector(".ed");
  const { version } = form.elements;
  const token = () => freshToken(form, dataset.token);
  if (dataset.presence) watchOthers(form, dataset.presence, version.value, token);
  if (dataset.keep === undefined) return { typed() {} };

  const own = `story-keep:${dataset.user}:${dataset.story}:`;
  const link = form.querySelector(".ed-sign-in");
  // The server's clock: that of this machine may be wrong, or be put right meanwhile.
  const now = () => Number(dataset.now) + Math.round(performance.now() - opened);

  let isOpen = true;
  let isDirty = false;
  let isSending = false;
  let isSignedOut = false;
  let failures = 0;
  let dirtySince = 0;
  let copying, sending;

  function copy() {
    write(own + version.value, { at: now(), form: textOf(form) });
  }

  function typed() {
    if (!isDirty) dirtySince = performance.now();
    isDirty = true;
    clearTimeout(copying);
    copying = setTimeout(copy, COPY_AFTER);
    if (!failures) plan(Math.min(KEEP_AFTER, Math.max(0, dirtySince + KEEP_AT_LEAST_EVERY - performance.now())));
  }

  function plan(pause) {
    clearTimeout(sending);
    sending = setTimeout(keep, pause);
  }

  async function keep() {
    if (isSending || !isDirty || !isOpen) return;
    isSending = true;
    isDirty = false;
    let said = "";
    try {
      const answer = await fetch(`${dataset.keep}autosave/`, {
        method: "POST",
        body: new URLSearchParams(textOf(form)),
        headers: { "X-CSRFToken": token(), "X-Typed-By": dataset.user, "X-Typed-At": String(now()) },
        redirect: "manual",
      });
      // A session that is over leads to the sign-in; so does, in its way, a token of the last session.
      isSignedOut = answer.type === "opaqueredirect";
      const isOurs = answer.headers.get("Content-Type")?.startsWith("application/json");
      const told = isOurs ? await answer.json() : {};
      if (answer.ok) said = told.said;
      failures = said ? 0 : failures + 1;
      show(said || (isSignedOut ? state.dataset.signedOut : (told.error ?? state.dataset.failed)), !said);
    } catch {
      failures += 1;
      show(state.dataset.failed, true);
    } finally {
      isSending = false;
    }
    if (failures && isOpen) isDirty = true;
    if (isDirty) plan(failures ? Math.min(LONGEST_PAUSE, 1_000 * 2 ** failures) : KEEP_AFTER);
  }

  function show(text, isTrouble) {
    if (!isOpen) return;
    state.textContent = text;
    state.classList.toggle("trouble", isTrouble);
    link.hidden = !isSignedOut;
  }

  const again = () => failures && plan(0);
  window.addEventListener("online", again);
  window.addEventListener("focus", again);

  form.addEventListener("submit", (event) => {
    if (isSignedOut) {
      // Sent now, the text would end at the sign-in.
      event.preventDefault();
      link.focus();
      plan(0);
      return;
    }
    copy();
    token();
    // From here on the text is the save's: a copy made while the answer comes would look newer than it.
    isOpen = isDirty = false;
  });
  // Somebody came back to this page, or stopped its being left.
  window.addEventListener("pageshow", () => (isOpen = true));
  window.addEventListener("pagehide", () => isDirty && copy());

  window.addEventListener("load", () => setTimeout(offer, 0, form, own, dataset));
  return { typed };
}

/** The form as it would be sent, without what is no text of anybody. */
function textOf(form) {
  const text = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (!name.startsWith("_") && name !== "csrfmiddlewaretoken" && !name.includes("__prefix__")) text.append(name, value);
  }
  return text.toString();
}

/** The token of the session as it is now: signing in again changes it. */
function freshToken(form, cookie) {
  const field = form.elements.csrfmiddlewaretoken;
  const found = document.cookie.split("; ").find((entry) => entry.startsWith(`${cookie}=`));
  if (found) field.value = found.slice(cookie.length + 1);
  return field.value;
}

/* --- the browser's own copy ------------------------------------------------------------------------------ */

function write(key, copy) {
  try {
    localStorage.setItem(key, JSON.stringify(copy));
  } catch {
    // No room, or none allowed: the server's copy remains.
  }
}

function copies(own) {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(own));
  return keys.map((key) => ({ key, ...JSON.parse(localStorage.getItem(key)) }));
}

/** Offer the newest text that was not saved, the browser's if the server's is older, and forget the rest. */
function offer(form, own, dataset) {
  const box = document.getElementById("unsaved");
  if (dataset.isPutBack !== undefined) return;
  const standing = textOf(form);
  for (const copy of copies(own)) {
    if (copy.at <= Number(dataset.savedAt) || copy.form === standing) localStorage.removeItem(copy.key);
  }
  const [latest] = copies(own).sort((a, b) => b.at - a.at);
  const discard = box.querySelector("[name=_discard]");
  if (latest && latest.at > Number(box.dataset.at) + SAME_MOMENT) {
    box.querySelector("[name=_restore]").value = latest.form;
    box.querySelector("span").textContent = box.dataset.text.replace("{}", clock(latest.at, dataset.zone));
    box.hidden = false;
  }
  discard.addEventListener("click", (event) => {
    for (const { key } of copies(own)) localStorage.removeItem(key);
    if (Number(box.dataset.at)) return;
    event.preventDefault();
    box.hidden = true;
  });
}

function clock(time, timeZone) {
  const language = document.documentElement.lang;
  const day = (moment) => new Intl.DateTimeFormat(language, { timeZone, dateStyle: "medium" }).format(moment);
  const words = new Intl.DateTimeFormat(language, { timeZone, hour: "numeric", minute: "2-digit" })
    .format(time)
    .replace(/\s([AP])M$/, (_match, half) => ` ${half.toLowerCase()}.m.`);
  return day(time) === day(Date.now()) ? words : `${words}, ${day(time)}`;
}

/* --- who is here ------------------------------------------------------------------------------------------ */

function watchOthers(form, url, version, token) {
  const line = form.querySelector(".ed-others");

  async function beat() {
    try {
      const answer = await fetch(url, {
        method: "POST",
        body: new URLSearchParams({ version }),
        headers: { "X-CSRFToken": token() },
        redirect: "manual",
      });
      if (!answer.ok) return;
      const { here, moved } = await answer.json();
      tell("[data-here]", here);
      tell("[data-moved]", moved);
      line.hidden = !(here || moved);
    } catch {
      // The next beat tells.
    }
  }

  // Said once: what is put there again would be read out again.
  function tell(selector, text) {
    const part = line.querySelector(selector);
    if (part.textContent !== text) part.textContent = text;
  }

  beat();
  setInterval(beat, HEARTBEAT);
  window.addEventListener("pagehide", () => {
    navigator.sendBeacon(`${url}leave/`, new URLSearchParams({ csrfmiddlewaretoken: token() }));
  });
}
