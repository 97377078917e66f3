"use strict";
(() => {
  const form = document.getElementById("filters");
  if (!form) return;
  const table = document.getElementById("table");
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const heads = Array.from(table.tHead.rows[0].cells);
  const shown = document.getElementById("shown");
  const sections = new Map(Array.from(document.querySelectorAll("details.one"), (one) => [one.dataset.rank, one]));
  const texts = new Map(
    rows.map((row) => [row, (row.textContent + sections.get(row.dataset.rank).textContent).toLowerCase()]),
  );
  const words = ["name", "kind", "seen"];
  const falling = ["control", "write", "read", "findings"];
  let order = { key: "rank", down: false };

  const filter = () => {
    const values = new FormData(form);
    const text = values.get("text").trim().toLowerCase();
    const rule = values.get("rule");
    const fits = (row) =>
      texts.get(row).includes(text) &&
      ["kind", "seen"].every((name) => !values.get(name) || values.get(name) === row.dataset[name]) &&
      (!rule || row.dataset.rules.split(" ").includes(rule)) &&
      (values.has("bare") || row.dataset.rules !== "");
    for (const row of rows) {
      row.hidden = !fits(row);
      sections.get(row.dataset.rank).hidden = row.hidden;
    }
    const count = rows.filter((row) => !row.hidden).length;
    shown.textContent = `${count} of ${rows.length} shown`;
  };

  const compare = (one, other) => {
    const [a, b] = [one.dataset[order.key], other.dataset[order.key]];
    const first = words.includes(order.key) ? a.localeCompare(b, "en") : Number(a) - Number(b);
    return (order.down ? -first : first) || Number(one.dataset.rank) - Number(other.dataset.rank);
  };

  const sort = (key, down) => {
    order = { key, down };
    body.append(...rows.slice().sort(compare));
    for (const head of heads) {
      const state = head.dataset.sort === key ? (down ? "descending" : "ascending") : "none";
      head.setAttribute("aria-sort", state);
    }
    form.elements.sort.value = key;
  };

  const open = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    const details = target && target.closest("details.one");
    if (!details) return;
    details.open = true;
    details.scrollIntoView();
  };

  for (const head of heads) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    button.addEventListener("click", () => {
      const key = head.dataset.sort;
      sort(key, order.key === key ? !order.down : falling.includes(key));
    });
    head.replaceChildren(button);
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", filter);
  form.elements.sort.addEventListener("change", () => {
    sort(form.elements.sort.value, falling.includes(form.elements.sort.value));
  });
  addEventListener("hashchange", open);
  addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
  form.hidden = false;
  sort("rank", false);
  filter();
  open();
})();
