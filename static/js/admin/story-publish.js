/* The publish panel: the button says what will happen, and when. */

/** Make the panel speak, and close as menus do. */
export function preparePublishPanel(panel) {
  if (!panel) return;
  const button = panel.querySelector("[name=_publish]");
  const outcome = panel.querySelector(".n-out");
  const value = (name) => panel.querySelector(`[name=publish-${name}]`)?.value;

  function say() {
    const isLater = panel.querySelector("[name=publish-when]:checked")?.value === "at";
    const kind = isLater ? "at" : "now";
    const at = isLater ? when(value("date"), value("time")) : "";
    button.textContent = `${button.dataset[kind]} ${at}`.trim();
    outcome.textContent = outcome.dataset[kind];
  }

  panel.addEventListener("input", say);
  say();

  panel.addEventListener("toggle", () => {
    if (panel.open) panel.querySelector("[type=radio]:checked, textarea")?.focus();
  });
  document.addEventListener("click", ({ target }) => {
    if (!panel.contains(target)) panel.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.shiftKey && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      panel.open = true;
    } else if (event.key === "Escape" && panel.open) {
      panel.open = false;
      panel.querySelector("summary").focus();
    }
  });
}

/** The time in words: "6:00 p.m. Thursday", or with the date where it is farther off than a week. */
export function when(date, time) {
  if (!date || !time) return "…";
  // The newsroom's wall clock, whatever the clock of this machine: read and written in one zone.
  const moment = new Date(`${date}T${time}Z`);
  if (Number.isNaN(moment.getTime())) return "…";
  const language = document.documentElement.lang;
  const days = (moment - Date.now()) / 86_400_000;
  const day = days < 6 ? { weekday: "long" } : { month: "long", day: "numeric" };
  const clock = new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit", timeZone: "UTC" })
    .format(moment)
    .replace(/\s([AP])M$/, (_match, half) => ` ${half.toLowerCase()}.m.`);
  return `${clock} ${new Intl.DateTimeFormat(language, { ...day, timeZone: "UTC" }).format(moment)}`;
}
