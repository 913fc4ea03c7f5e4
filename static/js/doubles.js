/* The live request says in which field the cursor stands: nothing is said yet about that one. */
"use strict";

document.addEventListener("htmx:configRequest", (event) => {
  if (!event.target.matches("[data-live]")) return;
  event.detail.parameters.cursor = document.activeElement?.name ?? "";
});
