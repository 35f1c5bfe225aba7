// Search and sorting for the tables that ask for it. The page says everything without this script.
"use strict";

const plain = (text) =>
  text
    .normalize("NFD")
    .replace(/[\u0300-\u036f\u064b-\u065f\u0670\u0640\u2066-\u2069]/g, "")
    .replace(/[\u0671]/g, "\u0627")
    .replace(/\u0629/g, "\u0647")
    .replace(/\u0649/g, "\u064a")
    .toLocaleLowerCase();

function addSearch(tools, table) {
  const rows = [...table.tBodies[0].rows].map((row) => [row, plain(row.textContent)]);
  const input = tools.querySelector("input");
  const output = tools.querySelector("output");
  const search = () => {
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [row, text] of rows) {
      row.hidden = !words.every((word) => text.includes(word));
      shown += row.hidden ? 0 : 1;
    }
    output.textContent = tools.dataset.count.replace("{shown}", shown).replace("{n}", rows.length);
  };
  input.addEventListener("input", search);
  tools.hidden = false;
  search();
}

function keyOf(row, column) {
  const cell = row.cells[column];
  return cell.dataset.key ?? cell.textContent.trim();
}

function sortBy(table, column, descending) {
  const body = table.tBodies[0];
  const order = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const rows = [...body.rows].sort((a, b) => order.compare(keyOf(a, column), keyOf(b, column)));
  body.append(...(descending ? rows.reverse() : rows));
}

function addSorting(table, words) {
  for (const head of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.title = `${words}: ${head.textContent}`;
    button.setAttribute("aria-label", button.title);
    head.append(button);
    button.addEventListener("click", () => {
      const descending = head.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      sortBy(table, head.cellIndex, descending);
    });
  }
}

// A timeline that is wider than its window opens where the first course or exercise begins, not on empty months.
function openAtFirstBar(chart) {
  const bars = [...chart.querySelectorAll(".bar")].map((bar) => bar.getBoundingClientRect());
  if (chart.scrollWidth <= chart.clientWidth || !bars.length) return;
  const window = chart.getBoundingClientRect();
  const names = chart.querySelector("th").getBoundingClientRect().width + 8;
  const rightToLeft = getComputedStyle(chart).direction === "rtl";
  const away = rightToLeft
    ? Math.max(...bars.map((bar) => bar.right)) - (window.right - names)
    : Math.min(...bars.map((bar) => bar.left)) - (window.left + names);
  chart.scrollBy({ left: away, behavior: "instant" });
}

const openTimelines = () => document.querySelectorAll(".chart").forEach(openAtFirstBar);
openTimelines();
for (const choice of document.querySelectorAll('[name="grouping"]')) choice.addEventListener("change", openTimelines);

document.documentElement.classList.add("js");
for (const tools of document.querySelectorAll("[data-search-for]")) {
  const table = document.getElementById(tools.dataset.searchFor);
  addSearch(tools, table);
  addSorting(table, tools.dataset.sort);
}
