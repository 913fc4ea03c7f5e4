/* Live search and the list: arrows choose while the focus stays in the search field, Enter opens. */
"use strict";

(() => {
  const results = document.getElementById("results");
  if (!results || !window.htmx) return;

  const start = document.querySelector("[data-counter]").dataset.counter;
  const forms = [...document.querySelectorAll("form[data-search]")];
  const fields = forms.flatMap((form) => [...form.querySelectorAll("input:not([type=checkbox])")]);
  const items = () => [...results.querySelectorAll("a.hit, .next a, .listmore a")];
  const box = (item) => item.closest(".next li, .listmore") ?? item;

  let typed = 0; // how often something was typed
  let shown = 0; // and which of these the list shows
  let openWhenShown = false;
  let lastForm = forms[0];

  function cursor() {
    return items().findIndex((item) => box(item).classList.contains("is-cursor"));
  }

  function point(index, { announce = false } = {}) {
    const all = items();
    for (const item of all) box(item).classList.remove("is-cursor");
    for (const field of fields) field.removeAttribute("aria-activedescendant");
    const item = all[index];
    if (!item) return;
    box(item).classList.add("is-cursor");
    if (!announce) return;
    item.scrollIntoView({ block: "nearest" });
    if (fields.includes(document.activeElement)) {
      document.activeElement.setAttribute("aria-activedescendant", item.id);
    }
  }

  function pointAtOpen() {
    const open = items().findIndex((item) => item.getAttribute("aria-current") === "true");
    point(Math.max(open, 0));
    items()[open]?.scrollIntoView({ block: "nearest" });
  }

  // The address follows the search; it stays the card's when one stands open beside the list.
  function follow(query) {
    const isOpen = document.querySelector("#card [data-number]");
    history.replaceState(history.state, "", (isOpen ? location.pathname : start) + query);
    if (isOpen) return;
    const [, shop] = document.title.split(" · ");
    document.title = `${document.getElementById("result-count").textContent.trim()} · ${shop}`;
  }

  function openCursor() {
    const item = items()[Math.max(cursor(), 0)];
    if (!item) return;
    item.click();
    // The next scan or name replaces this one.
    if (fields.includes(document.activeElement)) document.activeElement.select();
  }

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-search]");
    if (!form) return;
    typed += 1;
    lastForm = form;
    openWhenShown = false;
    for (const other of forms) {
      if (other === form) continue;
      for (const field of other.querySelectorAll("input:not([type=checkbox])")) field.value = "";
    }
  });

  // Before htmx and before the browser: Enter opens what the list shows, once it shows it.
  document.addEventListener("submit", (event) => {
    if (!forms.includes(event.target)) return;
    event.preventDefault();
    event.stopPropagation();
    if (shown === typed) {
      openCursor();
    } else {
      openWhenShown = true;
      window.htmx.trigger(event.target, "searchnow");
    }
  }, true);

  document.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const here = event.target === document.body || fields.includes(event.target) || results.contains(event.target);
    if (event.altKey || event.ctrlKey || !here || document.querySelector("dialog[open]")) return;
    if (step) {
      event.preventDefault();
      const last = items().length - 1;
      point(Math.min(Math.max(cursor() + step, 0), last), { announce: true });
    } else if (event.key === "Enter" && (event.target === document.body || event.target === results)) {
      event.preventDefault();
      openCursor();
    }
  });

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.target === results) event.detail.xhr.typed = typed;
  });

  // Only when settled: before that htmx puts the classes of the old rows on the new ones.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target !== results) return;
    shown = event.detail.xhr.typed;
    results.scrollTop = 0;
    follow(event.detail.xhr.getResponseHeader("Search-Query") ?? "");
    document.dispatchEvent(new Event("listshown"));
    point(0);
    if (openWhenShown && shown === typed) {
      openWhenShown = false;
      if (results.querySelector("a.hit")) openCursor();
      // Nobody has this card or name: the next scan comes instead of it, not behind it.
      else if (fields.includes(document.activeElement)) document.activeElement.select();
    }
  });

  // The search failed: say so above the list, which keeps what it showed.
  for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(failure, (event) => {
      if (event.detail.target !== results) return;
      openWhenShown = false;
      document.getElementById("result-count").textContent = results.dataset.failed;
    });
  }

  // Adding takes along what is in the fields now, also when the list has not caught up yet.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#add-link");
    if (!link || shown === typed) return;
    const filled = [...new FormData(lastForm)].filter(([, value]) => value.trim());
    link.search = new URLSearchParams(filled).toString();
  }, true);

  document.addEventListener("cardshown", pointAtOpen);
  pointAtOpen();
})();

/* A scanner types digits and Enter in one burst; outside a field nothing else would catch them. */
(() => {
  const BURST = 50; // ms between two characters; nobody types this fast
  const SHORTEST = 4;
  let scanned = "";
  let last = 0;

  document.addEventListener("keydown", (event) => {
    if (event.target.matches("input, textarea, select") || event.ctrlKey || event.altKey) return;
    const start = document.querySelector("[data-counter]")?.dataset.counter;
    if (event.timeStamp - last > BURST) scanned = "";
    last = event.timeStamp;
    if (/^[0-9A-Z]$/.test(event.key)) {
      scanned += event.key;
    } else if (event.key === "Enter" && scanned.length >= SHORTEST && start) {
      event.preventDefault();
      event.stopImmediatePropagation();
      location.assign(`${start}?q=${scanned}&open=1`);
    }
  }, true);
})();
