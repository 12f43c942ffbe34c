/* Files on their way into the photo library: a line each, with how far it is, and why it was not added. Each is a
   request of its own, two at a time, so that one that fails stops no other. */

const AT_ONCE = 2;
const MEGABYTE = 1024 ** 2;

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const megabytes = (bytes) => (bytes / MEGABYTE).toFixed(1);

function element(tag, text = "", className = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = className;
  return made;
}

function button(text, act) {
  const made = element("button", text, "n-link");
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

/** Let files be chosen in `box` and dropped on `target`. `added` is told of each photo, `used` of one that was here. */
export function prepareUpload(box, target, { added, used }) {
  const texts = box.dataset;
  const list = box.querySelector("[data-up-list]");
  const picker = box.querySelector("input[type=file]");
  const waiting = [];
  let running = 0;
  let done = 0;
  let all = 0;

  function count() {
    const text = fill(texts.uploaded, { done, all });
    box.querySelector("[data-up-count]").textContent = text;
    box.querySelector("[data-up-said]").textContent = text;
  }

  function next() {
    while (running < AT_ONCE && waiting.length) {
      running += 1;
      send(waiting.shift()).then(() => {
        running -= 1;
        count();
        next();
      });
    }
  }

  function refuse(line, reason) {
    const why = element("span", "", "n-err");
    why.append(element("b", texts.notAdded), ` ${reason}`);
    line.show(why, button(texts.dismiss, () => line.remove()));
  }

  function settle(line, file, status, answer) {
    if (status === 201) {
      done += 1;
      line.remove();
      added(answer);
    } else if (status === 409) {
      const again = button(texts.again, () => queue(file, { again: true }, line));
      const use = button(texts.use, () => {
        line.remove();
        used(answer.known);
      });
      line.show(element("span", fill(texts.here, answer.known)), use, again);
    } else {
      refuse(line, answer?.error ?? texts.failed);
    }
  }

  function send({ file, line, again }) {
    const { promise, resolve } = Promise.withResolvers?.() ?? withResolvers();
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    if (again) body.set("again", "1");
    body.set("file", file);
    request.open("POST", texts.upload);
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => line.progress(event.loaded, event.total));
    request.addEventListener("load", () => settle(line, file, request.status, request.response));
    for (const end of ["error", "abort"]) request.addEventListener(end, () => refuse(line, texts.failed));
    request.addEventListener("loadend", resolve);
    request.send(body);
    return promise;
  }

  function withResolvers() {
    let resolve;
    const promise = new Promise((settled) => (resolve = settled));
    return { promise, resolve };
  }

  function makeLine(file) {
    const line = element("li");
    const name = element("b", file.name);
    name.dir = "auto";
    const words = element("span");
    const bar = element("progress");
    bar.ariaLabel = file.name;
    bar.max = 1;
    const far = element("span", "", "quiet");
    words.append(name);
    line.append(words, bar, far);
    list.append(line);
    line.progress = (loaded, total) => {
      bar.value = loaded / total;
      far.textContent =
        loaded < total ? fill(texts.of, { done: megabytes(loaded), all: megabytes(total) }) : texts.working;
      if (loaded >= total) bar.removeAttribute("value");
    };
    line.show = (...parts) => line.replaceChildren(words, ...parts);
    line.progress(0, file.size || 1);
    return line;
  }

  function queue(file, { again = false } = {}, standing = null) {
    const line = makeLine(file);
    standing?.replaceWith(line);
    if (!standing) all += 1;
    if (file.size > Number(texts.most)) {
      refuse(line, texts.tooLarge);
      return;
    }
    waiting.push({ file, line, again });
    next();
  }

  function take(files) {
    for (const file of files) queue(file);
    count();
  }

  picker.addEventListener("change", () => {
    take([...picker.files]);
    picker.value = "";
  });
  const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
  target.addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    box.classList.add("over");
  });
  target.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) box.classList.remove("over");
  });
  target.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    box.classList.remove("over");
    take([...event.dataTransfer.files]);
  });
}
