/* Keeps what is typed as a draft, every few seconds while there is something new. */
"use strict";

(() => {
  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  const state = document.getElementById("draft-state");
  const pause = 2500;
  let timer = 0;
  let submitted = false;

  function typed() {
    const data = new FormData(form);
    for (const name of new Set(data.keys())) if (data.get(name) instanceof File) data.delete(name);
    data.append("draft_path", location.pathname);
    return data;
  }

  async function save(keepalive = false) {
    clearTimeout(timer);
    timer = 0;
    if (submitted) return;
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: typed(), keepalive });
      if (!state) return;
      // The session ended: the answer is the sign-in page, and the server kept the draft all the same.
      if (answer.redirected) state.textContent = state.dataset.ended;
      else if (answer.ok) state.textContent = (await answer.json()).saved;
    } catch {
      // Offline: the next key tries again, and posting the form keeps it as well.
    }
  }

  // Also of whoever types on without a pause.
  form.addEventListener("input", () => {
    timer ||= setTimeout(save, pause);
  });
  form.addEventListener("submit", () => {
    submitted = true;
    clearTimeout(timer);
  });
  document.addEventListener("keepdraft", () => save(true));
  document.addEventListener("dropdraft", async () => {
    clearTimeout(timer);
    const data = typed();
    data.append("drop", "1");
    await fetch(form.dataset.draft, { method: "POST", body: data });
    if (state) state.textContent = "";
  });
  window.addEventListener("pagehide", () => {
    if (timer) save(true);
  });
})();
