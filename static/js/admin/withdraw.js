/* The button that withdraws a story says when it will. */

import { when } from "./story-publish.js";

const form = document.querySelector(".n-withdraw");
const button = form.querySelector("[data-at]");

function say() {
  const { value } = form.elements.when;
  const { date, time } = form.elements;
  button.textContent = value === "at" ? `${button.dataset.at} ${when(date.value, time.value)}` : button.dataset.now;
}

form.addEventListener("input", say);
say();
