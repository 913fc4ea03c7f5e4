/* Postcode and house number fill street and town; what somebody typed there stays. */
"use strict";

(() => {
  const group = document.querySelector("[data-address]");
  if (!group) return;
  const field = (name) => group.querySelector(`[name="${name}"]`);
  const asked = ["postcode", "house_number", "house_number_addition", "country"];
  const hint = document.getElementById("filled");
  let last = "";
  let timer = 0;

  function fill(name, value) {
    const target = field(name);
    const ours = target.classList.contains("input--filled");
    if (target.value !== "" && !ours) return;
    target.value = value;
    target.classList.toggle("input--filled", value !== "");
  }

  function sayWhatWasFilled() {
    const isOurs = (name) => field(name).classList.contains("input--filled");
    hint.hidden = !isOurs("street") && !isOurs("city");
    for (const words of hint.querySelectorAll("[data-found]")) {
      words.hidden = (words.dataset.found === "street") !== isOurs("street");
    }
  }

  function offer(additions) {
    const list = document.getElementById("additions");
    list.replaceChildren(
      ...additions.filter(Boolean).map((addition) => {
        const option = document.createElement("option");
        option.value = addition;
        return option;
      }),
    );
  }

  async function look() {
    const question = new URLSearchParams(asked.map((name) => [name, field(name).value.trim()]));
    if (!question.get("postcode") || !question.get("house_number")) return;
    if (String(question) === last) return;
    last = String(question);
    const answer = await fetch(`${group.dataset.address}?${question}`).catch(() => null);
    if (!answer?.ok || last !== String(question)) return;
    const found = await answer.json();
    fill("street", found.street);
    fill("city", found.city);
    sayWhatWasFilled();
    offer(found.additions);
    group.closest("form").dispatchEvent(new Event("addressfilled", { bubbles: true }));
  }

  group.addEventListener("input", (event) => {
    const { name, classList } = event.target;
    if (asked.includes(name)) {
      clearTimeout(timer);
      timer = setTimeout(look, 300);
    } else {
      classList.remove("input--filled");
      sayWhatWasFilled();
    }
  });
  group.addEventListener("change", (event) => {
    if (asked.includes(event.target.name)) look();
  });
})();
