/* Buttons that unfold something: [aria-expanded] with [aria-controls]. A .menu closes by itself;
   in an open one a letter goes to the next entry that begins with it. */
"use strict";

(() => {
  const panelOf = (button) => document.getElementById(button.getAttribute("aria-controls"));
  const openMenus = () => document.querySelectorAll(".menu > [aria-expanded='true']");
  const itemsOf = (button) => [...panelOf(button).querySelectorAll("a, button")];

  function unfold(button, open) {
    button.setAttribute("aria-expanded", String(open));
    panelOf(button).classList.toggle("is-open", open);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-unfold]");
    for (const other of openMenus()) {
      if (other !== button) unfold(other, false);
    }
    if (!button) return;
    const open = button.getAttribute("aria-expanded") !== "true";
    unfold(button, open);
    const byKeyboard = event.detail === 0;
    if (open && byKeyboard) panelOf(button).querySelector("a, button, input, select")?.focus();
  });

  document.addEventListener("keydown", (event) => {
    const button = openMenus()[0];
    if (!button) return;
    if (event.key === "Escape" || event.key === "Tab") {
      unfold(button, false);
      if (event.key === "Escape") {
        event.preventDefault();
        button.focus();
      }
      return;
    }
    const items = itemsOf(button);
    const here = items.indexOf(document.activeElement);
    if (/^\p{L}$/u.test(event.key) && !event.altKey && !event.ctrlKey && !event.metaKey) {
      const begins = (item) => item.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase());
      const found = [...items.slice(here + 1), ...items.slice(0, here + 1)].find(begins);
      if (!found) return;
      event.preventDefault();
      found.focus();
      return;
    }
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    items.at(to % items.length)?.focus();
  }, true);
})();
