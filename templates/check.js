"use strict";
(() => {
  const form = document.getElementById("filters");
  if (!form) return;
  const table = document.getElementById("table");
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const heads = Array.from(table.tHead.rows[0].cells);
  const shown = document.getElementById("shown");
  const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
  let order = { key: "severity", down: false };

  const filter = () => {
    const values = new FormData(form);
    const text = values.get("text").trim().toLowerCase();
    const severities = values.getAll("severity");
    const fits = (row) =>
      texts.get(row).includes(text) &&
      severities.includes(row.dataset.severity) &&
      ["principal", "rule"].every((name) => !values.get(name) || values.get(name) === row.dataset[name]) &&
      (values.has("settled") || row.dataset.settled === "false");
    for (const row of rows) row.hidden = !fits(row);
    const count = rows.filter((row) => !row.hidden).length;
    shown.textContent = `${count} of ${rows.length} shown`;
  };

  const compare = (one, other) => {
    if (order.key === "severity") return Number(one.dataset.rank) - Number(other.dataset.rank);
    return one.dataset[order.key].localeCompare(other.dataset[order.key], "en");
  };

  const sort = (key, down) => {
    order = { key, down };
    const sorted = rows.slice().sort((one, other) => compare(one, other) * (down ? -1 : 1));
    body.append(...sorted);
    for (const head of heads) {
      const state = head.dataset.sort === key ? (down ? "descending" : "ascending") : "none";
      head.setAttribute("aria-sort", state);
    }
    form.elements.sort.value = key;
  };

  for (const head of heads) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    button.addEventListener("click", () => sort(head.dataset.sort, order.key === head.dataset.sort && !order.down));
    head.replaceChildren(button);
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", filter);
  form.elements.sort.addEventListener("change", () => sort(form.elements.sort.value, false));
  addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
  form.hidden = false;
  sort("severity", false);
  filter();
})();
