/* Files of a form: several choices add up, each can be taken out again, an image can be pasted or dropped. */
"use strict";

(() => {
  const place = document.querySelector("[data-files]");
  const input = place && document.getElementById(place.dataset.files);
  if (!input?.form) return;
  const list = place.querySelector("[data-chosen]");
  const most = Number(place.dataset.most);
  let chosen = [];
  place.querySelector("[data-hint]").hidden = false;

  function show() {
    const holder = new DataTransfer();
    for (const file of chosen) holder.items.add(file);
    input.files = holder.files;
    list.hidden = chosen.length === 0;
    list.replaceChildren(...chosen.map(row));
  }

  function row(file) {
    const item = document.createElement("li");
    const name = document.createElement("span");
    const out = document.createElement("button");
    name.textContent = file.name;
    name.className = "wrap";
    if (file.size > most) {
      const note = document.createElement("small");
      note.className = "danger";
      note.textContent = place.dataset.tooLarge.replace("#", file.name);
      name.append(note);
    }
    out.type = "button";
    out.className = "linkbtn rows__end";
    out.textContent = place.dataset.remove;
    out.setAttribute("aria-label", `${place.dataset.remove} ${file.name}`);
    out.addEventListener("click", () => {
      const here = chosen.indexOf(file);
      chosen = chosen.filter((other) => other !== file);
      show();
      (list.querySelectorAll("button")[Math.min(here, chosen.length - 1)] ?? input).focus();
    });
    item.append(document.createElement("span"), name, out);
    return item;
  }

  function add(files) {
    const known = (file) => chosen.some((other) => other.name === file.name && other.size === file.size);
    chosen = [...chosen, ...[...files].filter((file) => !known(file))];
    show();
  }

  input.addEventListener("change", () => add(input.files));
  input.form.addEventListener("reset", () => {
    chosen = [];
    show();
  });
  input.form.addEventListener("paste", (event) => {
    if (event.clipboardData.files.length === 0) return; // text goes its own way
    event.preventDefault();
    add(event.clipboardData.files);
  });
  input.form.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
  input.form.addEventListener("drop", (event) => {
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    add(event.dataTransfer.files);
  });
  if (input.files.length > 0) add(input.files); // back in the history: the browser kept the choice
})();
