// Follows a search: fetches the part of the page that moves, about once a second, and opens the plan when it is there.

const panel = document.querySelector("[data-follow]");

const follow = async () => {
  try {
    const answer = await fetch(panel.dataset.follow, { credentials: "same-origin" });
    if (answer.redirected) return location.reload(); // signed out meanwhile
    if (answer.ok) panel.innerHTML = await answer.text();
  } catch {
    // the node is away for a moment: ask again
  }
  const state = panel.querySelector("[data-open]").dataset;
  if (state.found) location.assign(state.found);
  else if (state.open === "yes") setTimeout(follow, 1000);
};

if (panel) setTimeout(follow, 1000);
