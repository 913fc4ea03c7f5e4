/* The chips write the beginning of the reason; the clerk may write on. */
"use strict";

document.addEventListener("click", (event) => {
  const chip = event.target.closest("[data-reason]");
  if (!chip) return;
  const reason = document.querySelector("[name='reason']");
  for (const other of document.querySelectorAll("[data-reason]")) {
    const pressed = other === chip && chip.getAttribute("aria-pressed") !== "true";
    if (other.getAttribute("aria-pressed") === "true" && reason.value.startsWith(other.dataset.reason)) {
      reason.value = reason.value.slice(other.dataset.reason.length).replace(/^[.,\s]+/, "");
    }
    other.setAttribute("aria-pressed", String(pressed));
    if (pressed) reason.value = [chip.dataset.reason, reason.value].filter(Boolean).join(", ");
  }
  reason.focus();
  reason.setSelectionRange(reason.value.length, reason.value.length);
});
