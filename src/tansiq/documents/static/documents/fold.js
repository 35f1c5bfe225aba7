// Remembers in this browser which folds a person keeps open. Without it they open and close all the same.

for (const fold of document.querySelectorAll("details[data-fold]")) {
  const name = `tansiq-fold-${fold.dataset.fold}`;
  try {
    const kept = window.localStorage.getItem(name);
    if (kept) fold.open = kept === "open";
    fold.addEventListener("toggle", () => window.localStorage.setItem(name, fold.open ? "open" : "closed"));
  } catch {
    break; // a browser that keeps nothing
  }
}
