// What was published elsewhere is loaded from there when a reader asks for it, and not before.

// Scripts and the frame's own origin are what players are made of; a link in it opens as any link elsewhere does.
const MAY = "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox";

function load(button) {
  const { frame: address, shape, height, title } = button.dataset;
  const frame = document.createElement("iframe");
  frame.title = title;
  frame.setAttribute("sandbox", MAY);
  // Players ask which site shows them; which story it is, they do not learn.
  frame.referrerPolicy = "strict-origin";
  frame.allow = shape ? "fullscreen" : "";
  // Its place is as large as it will be before anything comes.
  if (shape) frame.style.aspectRatio = shape;
  else frame.height = height;
  frame.src = address;
  button.closest(".post-b").replaceChildren(frame);
  frame.focus({ preventScroll: true });
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("button[data-frame]");
  if (button) load(button);
});
