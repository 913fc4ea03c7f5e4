/* What goes with a card that appears: its row in the list, the phone's single pane, the current tab. */
"use strict";

(() => {
  const card = document.getElementById("card");
  if (!card) return;
  let noted = "";
  let heading = ""; // the customer whose card is on its way
  let wanted = ""; // and the tab

  // A GET changes nothing, so the page says by a POST of its own which customer was opened.
  function noteOpened() {
    const url = card.querySelector("[data-opened]")?.dataset.opened ?? "";
    if (!url || url === noted) return;
    noted = url;
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    fetch(url, { method: "POST", headers: { "X-CSRFToken": token }, keepalive: true }).catch(() => {});
  }

  function showTab() {
    const tabs = card.querySelector(".tabs");
    const current = tabs?.querySelector("[aria-current]");
    if (!current) return;
    const hidden = current.offsetLeft + current.offsetWidth - tabs.clientWidth;
    tabs.scrollLeft = Math.max(0, hidden + current.offsetWidth);
  }

  const openNumber = () => card.querySelector("[data-number]")?.dataset.number;

  function markInList() {
    for (const hit of document.querySelectorAll("#results a.hit")) {
      if (hit.dataset.hit === (heading || openNumber())) hit.setAttribute("aria-current", "true");
      else hit.removeAttribute("aria-current");
    }
  }

  // Another search while a card stands open: its links and its pager go with the new list.
  function followList() {
    markInList();
    for (const link of card.querySelectorAll(".cardhead a[href]")) link.search = location.search;
    const pager = card.querySelector(".pager");
    if (pager) turnPager(pager);
    const head = card.querySelector(".cardhead");
    if (head) window.htmx.process(head); // it remembers where a link led
  }

  function turnPager(pager) {
    const hits = [...document.querySelectorAll("#results a.hit")];
    const here = hits.findIndex((hit) => hit.dataset.hit === openNumber());
    pager.hidden = here < 0;
    turn(pager.querySelector("#previous"), hits[here - 1]);
    turn(pager.querySelector("#next"), hits[here + 1]);
    const total = document.querySelector("#results [data-total]")?.dataset.total ?? "";
    pager.querySelector("span").textContent = pager.dataset.words.replace("#", here + 1).replace("#", total);
  }

  function turn(link, hit) {
    if (hit) {
      link.href = hit.href;
      link.removeAttribute("aria-disabled");
      link.removeAttribute("role");
    } else {
      link.removeAttribute("href");
      link.setAttribute("aria-disabled", "true");
      link.setAttribute("role", "link");
    }
  }

  // Two presses in a row are two customers on, also when the first card has not come yet. The rows
  // of the list stay where they are, so they do the asking; a new card takes its own pager away.
  document.addEventListener(
    "click",
    (event) => {
      if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (!document.querySelector("#results[data-hx-boost]")) return; // beside a form every link is a page
      wanted = event.target.closest("#card .tab")?.id ?? "";
      const row = event.target.closest("#results a.hit");
      const link = event.target.closest("#previous, #next");
      if (row) {
        heading = row.dataset.hit;
        markInList();
      } else if (link && card.contains(link)) {
        const rows = [...document.querySelectorAll("#results a.hit")];
        const here = rows.findIndex((hit) => hit.dataset.hit === (heading || openNumber()));
        if (here < 0) return;
        event.preventDefault();
        event.stopPropagation();
        rows[here + (link.id === "next" ? 1 : -1)]?.click();
      } else if (heading && heading !== openNumber()) {
        actOnComing(event);
      }
    },
    true,
  );

  // Wijzigen or another action, pressed while a card is on its way, is meant for the customer that comes:
  // never for the one whose card still stands there.
  function actOnComing(event) {
    const action = event.target.closest("#card .actions a[href]");
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    location.assign(action.href.replace(`/customers/${openNumber()}/`, `/customers/${heading}/`));
  }

  // A tab that was pressed while another card was on its way is gone with the old card: press it again.
  function turnToWanted() {
    const tab = wanted && document.getElementById(wanted);
    if (tab && !tab.hasAttribute("aria-current")) tab.click();
    wanted = "";
  }

  function arrived() {
    heading = "";
    document.querySelector("main > h1")?.remove(); // the list alone needs one; the card has its own
    document.querySelector(".app").classList.toggle("app--open", Boolean(openNumber()));
    card.closest(".panes").classList.toggle("panes--open", Boolean(openNumber()));
    markInList();
    showTab();
    document.dispatchEvent(new Event("cardshown"));
    turnToWanted();
    const title = card.querySelector("h1");
    if (title) document.getElementById("announce").textContent = title.textContent;
  }

  document.addEventListener("listshown", followList);
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target !== card) return;
    window.scrollTo(0, 0);
    arrived();
    noteOpened();
  });

  for (const failure of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(failure, (event) => {
      if (event.detail.target !== card) return;
      heading = wanted = "";
      markInList();
    });
  }

  // What does not come as a card comes as a page: that one says what is the matter.
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.target === card) location.assign(event.detail.pathInfo.requestPath);
  });

  showTab();
  noteOpened();
})();
