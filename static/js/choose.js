/* Choosing a customer or an account: type, go down with the arrows, Enter takes it; without this file too.
   Where choosing is the deed itself ('press'), Enter presses the first of what answers to the typed text. */
"use strict";

(() => {
  const place = document.querySelector("[data-choose]");
  if (!place) return;
  const field = place.querySelector("input");
  const chosen = document.getElementById("chosen");
  const list = document.getElementById("offers");
  const offers = () => [...list.querySelectorAll("button")];
  const presses = place.dataset.choose === "press";

  function isAnswered() {
    const typed = field.value.trim();
    return typed !== "" && list.querySelector("[data-for]")?.dataset.for === typed;
  }

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
    if (!offer || presses) return;
    event.preventDefault();
    take(offer);
  });

  field.addEventListener("input", () => {
    if (chosen) chosen.textContent = "";
  });

  place.addEventListener("keydown", (event) => {
    const all = offers();
    const here = all.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && all.length > 0) {
      event.preventDefault();
      (here + step < 0 ? field : all[Math.min(here + step, all.length - 1)]).focus();
    } else if (event.key === "Enter" && here < 0 && all.length > 0 && (!presses || isAnswered())) {
      event.preventDefault();
      if (presses) all[0].click();
      else take(all[0]);
    } else if (event.key === "Escape" && list.childElementCount > 0 && !presses) {
      event.preventDefault();
      list.replaceChildren();
      field.focus();
    }
  });
})();
