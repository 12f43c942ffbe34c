/* The photo library: files dropped anywhere on the page are uploaded, and stand first in the grid. */

import { prepareUpload } from "./photo-upload.js";

const grid = document.querySelector("[data-grid]");

prepareUpload(document.querySelector("[data-upload]"), document.body, {
  added(photo) {
    grid.insertAdjacentHTML("afterbegin", photo.html);
    document.querySelector(".n-sum")?.remove();
  },
  used(photo) {
    location.assign(photo.url);
  },
});
