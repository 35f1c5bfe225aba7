// Small comforts of every page. Nothing here is needed: without scripts all of it works by plain forms and links.

/** Close an open menu when attention moves elsewhere, or on Escape. */
const menus = () => document.querySelectorAll("details.menu[open]");
document.addEventListener("click", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
  // "/" goes to the search field, as people know it from elsewhere
  const search = document.querySelector("[data-search]");
  if (event.key === "/" && search && !event.target.closest("input, textarea, select")) {
    event.preventDefault();
    search.focus();
  }
});

/** Ask before what cannot be undone; the question stands in the page, in its language. */
document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

/** A list that is filtered by a choice answers at once. */
for (const choice of document.querySelectorAll("[data-at-once]")) {
  choice.addEventListener("change", () => choice.form.requestSubmit());
}

/** On a narrow screen the areas run off at the end: the one that is open is brought into sight. */
document.querySelector(".areas [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
