/* A form that is being filled in: nothing typed gets lost, and notes reach their fields. */
"use strict";

(() => {
  const form = document.querySelector("form[data-guard]");
  const dialog = document.getElementById("leave-dialog");
  let leaving = false;

  // The answer to a refused post becomes an ordinary page: back and reload never ask to send it again.
  history.replaceState(history.state, "", location.href);

  // ---- notes under a field: the control itself shows that there is one
  function markField(note) {
    const field = document.getElementById(note.dataset.for);
    if (!field) return;
    const kind = note.dataset.note;
    if (kind === "error") field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
    field.classList.toggle("input--doubt", kind === "doubt");
  }

  document.addEventListener("htmx:oobAfterSwap", (event) => {
    const note = document.getElementById(event.detail.target.id);
    if (note?.matches("[data-note]")) markField(note);
  });

  // What the clerk is typing in is not taken from under the cursor.
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    if (event.detail.target.contains(document.activeElement)) event.detail.shouldSwap = false;
  });

  document.addEventListener("click", (event) => {
    const mend = event.target.closest("[data-mend]");
    const field = mend && document.getElementById(mend.dataset.mend);
    if (!field) return;
    event.preventDefault();
    const note = mend.closest("[data-note]");
    field.value = mend.value;
    note.replaceChildren();
    note.dataset.note = "";
    markField(note);
    field.focus();
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });

  // A dialog that is a page of its own: what lies behind it is out of reach.
  if (document.querySelector(".scrim")) {
    for (const behind of document.querySelectorAll(".bar, .searchbar, #list, .cardhead")) behind.inert = true;
  }

  // The tabs of a form are its parts, one below the other.
  for (const tab of document.querySelectorAll(".tab[href^='#']")) {
    tab.addEventListener("click", () => {
      document.querySelector(".tab[aria-current]")?.removeAttribute("aria-current");
      tab.setAttribute("aria-current", "page");
    });
  }

  // A private person who turns out to be a company: what was searched is its name.
  document.querySelector("[data-kind]")?.addEventListener("change", () => {
    const [company, infix, last] = ["company_name", "infix", "last_name"].map((name) => form.elements[name]);
    const [from, to] = form.elements.kind.value === "company" ? [last, company] : [company, last];
    if (to.value !== "" || from.value === "") return;
    to.value = from === last ? `${infix.value} ${last.value}`.trim() : from.value;
    from.value = "";
    infix.value = "";
  });

  // What stands in the way of saving comes first: a field, or else the decision about a double.
  (document.querySelector("[aria-invalid='true']") ?? document.querySelector("[data-decide]"))?.focus();
  if (!form) return;

  // ---- has anything been changed?
  const values = () => {
    const data = new FormData(form);
    for (const name of ["csrfmiddlewaretoken", "owner", "token"]) data.delete(name);
    return JSON.stringify([...data].map(([name, value]) => [name, value.name ?? value]));
  };
  const opened = values();
  const isChanged = () => !leaving && (form.hasAttribute("data-changed") || values() !== opened);

  form.addEventListener("submit", () => {
    leaving = true;
  });
  window.addEventListener("pageshow", () => {
    leaving = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (isChanged()) event.preventDefault();
  });
  // The session ended: what was typed is kept, the way to the sign-in page must be free.
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    if (event.detail.xhr.getResponseHeader("HX-Redirect")) leaving = true;
  });

  // ---- leaving by a link asks, in the page's own words
  function asksFirst(link, event) {
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    return plain && link.target !== "_blank" && link.origin === location.origin && link.hash === "";
  }

  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest("a[href]");
      if (!link || !asksFirst(link, event) || !isChanged()) return;
      if (link.matches("[data-keep]")) {
        leaving = true;
        document.dispatchEvent(new Event("keepdraft"));
        return;
      }
      if (!dialog) return;
      event.preventDefault();
      event.stopPropagation();
      dialog.dataset.to = link.href;
      dialog.showModal();
    },
    true,
  );

  dialog?.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-leave]")?.dataset.leave;
    if (!choice) return;
    dialog.close();
    if (choice === "save") form.requestSubmit(document.querySelector(`.btn--primary[form="${form.id}"]`));
    if (choice === "go") {
      leaving = true;
      document.dispatchEvent(new Event("keepdraft"));
      location.assign(dialog.dataset.to);
    }
  });

  // ---- undo: nothing was changed, so there is nothing to send
  document.querySelector("[data-undo]")?.addEventListener("click", (event) => {
    if (form.hasAttribute("data-changed")) return;
    event.preventDefault();
    form.reset();
    document.dispatchEvent(new Event("dropdraft"));
    form.dispatchEvent(new Event("change", { bubbles: true }));
    document.getElementById("announce").textContent = event.currentTarget.firstChild.textContent;
  });
})();
