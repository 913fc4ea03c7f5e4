/* The keys of every page. A key presses what carries its name in the page: the button is the action. */
"use strict";

(() => {
  const SINGLE_KEYS = "klantbeheer.single-keys";
  const zones = ["#z-name", "#list .scroll", "#card .scroll"];

  const one = (selector) => document.querySelector(selector);
  const typing = (element) =>
    element.matches?.("textarea, select, [contenteditable='true'], input:not([type=checkbox], [type=radio], [type=button])");

  // Not by 'autofocus': the browser waits for its first paint with that, and a scanner does not wait.
  // In a form typing replaces what stands in a field, as after Tab; a longer text is written on, behind its end.
  const first = document.activeElement === document.body && one("[data-focus]");
  if (first) {
    first.focus();
    if (first.matches("textarea")) first.setSelectionRange(-1, -1);
    else if (first.matches("form[data-guard] input")) first.select();
  }

  function press(selector) {
    const element = one(selector);
    if (!element || element.getAttribute("aria-disabled") === "true") return false;
    element.click();
    return true;
  }

  /** To the search field in use: the one box when that holds the search, else the surname. */
  function searchField() {
    return one("#omni")?.value ? "#omni" : "#z-name";
  }

  function focusSearch(selector = searchField()) {
    const field = one(selector);
    if (!field || field.getClientRects().length === 0) return false;
    field.focus();
    field.select();
    return true;
  }

  function nextZone(step) {
    const present = zones.map(one).filter((zone) => zone && zone.getClientRects().length > 0);
    const here = present.findIndex((zone) => (zone.closest("form, .pane") ?? zone).contains(document.activeElement));
    const next = present.at((here + step + present.length) % present.length);
    next?.focus();
    return Boolean(next);
  }

  // Where one is going shows at once: a second press goes on from there, also when answers lag.
  function turnTo(from, to) {
    to.click();
    from.removeAttribute("aria-current");
    to.setAttribute("aria-current", "page");
  }

  function neighbourTab(step) {
    const tabs = [...document.querySelectorAll("#card .tabs .tab")];
    const here = tabs.findIndex((tab) => tab.getAttribute("aria-current") === "page");
    const around = (here + step + tabs.length) % tabs.length; // before the first comes the last
    if (here >= 0) turnTo(tabs[here], tabs[around]);
    return tabs.length > 0;
  }

  function save() {
    const form = document.activeElement?.closest("form[data-save]") ?? one("form[data-save]");
    if (!form) return false;
    form.requestSubmit(one(`.btn--primary[form="${form.id}"]`) ?? form.querySelector(".btn--primary"));
    return true;
  }

  /** To the next of the links that a button names; after the last comes the first. */
  function stepThrough(selector) {
    const links = [...document.querySelectorAll(selector)];
    (links[links.indexOf(document.activeElement) + 1] ?? links[0])?.focus();
  }

  document.addEventListener("click", (event) => {
    const step = event.target.closest("[data-step]");
    if (step) stepThrough(step.dataset.step);
  });

  const alt = {
    n: () => press("#add-link"),
    pageup: () => press("#previous"),
    pagedown: () => press("#next"),
    ",": () => neighbourTab(-1),
    ".": () => neighbourTab(1),
  };
  const single = {
    "/": () => focusSearch("#omni"),
    "?": () => press("[data-dialog='keys-dialog']"),
  };

  function inDialog(event) {
    return event.ctrlKey && event.key === "Enter" && press("dialog[open] [data-confirm]");
  }

  function withControl(event, key) {
    if (event.shiftKey) return key === "z" && press("[data-undo]");
    if (key === "k") return focusSearch("#omni");
    if (key === "s") return save();
    return key === "enter" && press("[data-confirm]");
  }

  function alone(event) {
    if (event.key === "F6") return nextZone(event.shiftKey ? -1 : 1);
    if (event.key === "Escape") return press("[data-escape]") || focusSearch();
    if (localStorage.getItem(SINGLE_KEYS) === "off" || typing(event.target)) return false;
    return Boolean(single[event.key]?.());
  }

  function handle(event) {
    if (one("dialog[open]")) return inDialog(event);
    const key = event.key.toLowerCase();
    if (event.altKey) {
      // The digits of a French keyboard stand above the shift, so their place counts too.
      const digit = /^Digit([12])$/.exec(event.code)?.[1];
      return !event.ctrlKey && !event.metaKey && Boolean(alt[key]?.() ?? press(`[data-key="${digit ?? CSS.escape(key)}"]`));
    }
    if (event.ctrlKey || event.metaKey) return withControl(event, key);
    return alone(event);
  }

  document.addEventListener("keydown", (event) => {
    if (!event.defaultPrevented && !event.isComposing && handle(event)) event.preventDefault();
  });

  for (const box of document.querySelectorAll("[data-single-keys]")) {
    box.checked = localStorage.getItem(SINGLE_KEYS) !== "off";
    box.addEventListener("change", () => localStorage.setItem(SINGLE_KEYS, box.checked ? "on" : "off"));
  }
})();
