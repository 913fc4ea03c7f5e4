/* Choosing another customer: type, go down with the arrows, Enter takes it; without this file too. */
"use strict";

(() => {
  const place = document.querySelector("[data-choose]");
  if (!place) return;
  const field = place.querySelector("input");
  const chosen = document.getElementById("chosen");
  const list = document.getElementById("offers");
  const offers = () => [...list.querySelectorAll("button")];

  function take(offer) {
    field.value = offer.value;
    chosen.textContent = offer.dataset.called;
    list.replaceChildren();
    field.removeAttribute("aria-invalid");
    place.querySelector("[data-note]")?.replaceChildren();
    field.focus();
    field.dispatchEvent(new Event("change", { bubbles: true }));
    place.closest("form").dispatchEvent(new Event("input", { bubbles: true }));
  }

  list.addEventListener("click", (event) => {
    const offer = event.target.closest("button");
    if (!offer) return;
    event.preventDefault();
    take(offer);
  });

  field.addEventListener("input", () => {
    chosen.textContent = "";
  });

  place.addEventListener("keydown", (event) => {
    const all = offers();
    const here = all.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && all.length > 0) {
      event.preventDefault();
      (here + step < 0 ? field : all[Math.min(here + step, all.length - 1)]).focus();
    } else if (event.key === "Enter" && here < 0 && all.length > 0) {
      event.preventDefault();
      take(all[0]);
    } else if (event.key === "Escape" && list.childElementCount > 0) {
      event.preventDefault();
      list.replaceChildren();
      field.focus();
    }
  });
})();
