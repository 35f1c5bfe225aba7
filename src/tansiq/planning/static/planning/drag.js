// Drags an edition of the timeline to another week. Weeks that keep every rule light up; the node checks the drop.
// Without a pointer the same is done on the edition's own page.

const DAY = 86_400_000;
const FAR_ENOUGH = 5; // pixels before a press becomes a drag
const SVG = "http://www.w3.org/2000/svg";

const section = document.querySelector("[data-timeline][data-drag]");
const form = document.querySelector("[data-move]");
const first = Date.parse(section.dataset.first);
const last = Date.parse(section.dataset.last) + DAY;
const isRightToLeft = document.documentElement.dir === "rtl";

const note = document.createElement("p");
note.className = "hint drag-note";
note.setAttribute("role", "status");
note.textContent = section.dataset.drag;
section.querySelector("h2").after(note);

/** Where a day lies in a drawing, in the drawing's own units. */
const placeOf = (drawing, day) => {
  const width = drawing.viewBox.baseVal.width;
  const along = ((day - first) / (last - first)) * width;
  return isRightToLeft ? width - along : along;
};

let drag = null;

const lightUp = (weeks) => {
  const { drawing } = drag;
  const wide = (drawing.viewBox.baseVal.width * 7 * DAY) / (last - first);
  for (const week of weeks.filter((it) => it.lawful)) {
    const mark = document.createElementNS(SVG, "rect");
    const from = placeOf(drawing, Date.parse(week.start));
    mark.setAttribute("x", isRightToLeft ? from - wide : from);
    mark.setAttribute("width", wide);
    mark.setAttribute("height", drawing.viewBox.baseVal.height);
    mark.setAttribute("class", week.gives_up ? "week gives-up" : "week");
    drawing.prepend(mark);
    drag.marks.push(mark);
  }
};

const begin = async () => {
  drag.began = true;
  drag.link.classList.add("dragged");
  note.textContent = section.dataset.wait;
  const asked = drag;
  const answer = await fetch(`${drag.link.getAttribute("href")}/weeks.json`, { credentials: "same-origin" });
  if (drag !== asked || !answer.ok) return;
  drag.weeks = (await answer.json()).weeks;
  note.textContent = section.dataset.drag;
  if (drag === asked) lightUp(drag.weeks);
};

const weekUnder = (event) => {
  const { drawing } = drag;
  const box = drawing.getBoundingClientRect();
  const moved = ((event.clientX - drag.x) / box.width) * (last - first) * (isRightToLeft ? -1 : 1);
  const start = Date.parse(drag.start) + moved;
  return drag.weeks?.reduce((best, it) =>
    Math.abs(Date.parse(it.start) - start) < Math.abs(Date.parse(best.start) - start) ? it : best,
  );
};

const end = () => {
  drag?.marks.forEach((mark) => mark.remove());
  drag?.link.classList.remove("dragged");
  drag?.bar.removeAttribute("transform");
  drag = null;
};

section.addEventListener("pointerdown", (event) => {
  const link = event.target.closest('a[href*="/editions/"]');
  if (!link || event.button !== 0) return;
  const start = link.getAttribute("href").slice(-10);
  drag = { link, start, drawing: link.ownerSVGElement, bar: link, x: event.clientX, began: false, marks: [], weeks: null };
});

document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  if (!drag.began && Math.abs(event.clientX - drag.x) > FAR_ENOUGH) begin();
  if (!drag.began) return;
  event.preventDefault();
  const { drawing } = drag;
  const shift = ((event.clientX - drag.x) / drawing.getBoundingClientRect().width) * drawing.viewBox.baseVal.width;
  drag.bar.setAttribute("transform", `translate(${shift} 0)`);
  const week = weekUnder(event);
  if (week) note.textContent = week.lawful ? week.start : `${week.start} · ${week.why.join(" · ")}`;
});

document.addEventListener("pointerup", (event) => {
  if (!drag?.began) return void (drag = null);
  const week = weekUnder(event);
  const { link, start } = drag;
  link.addEventListener("click", (click) => click.preventDefault(), { once: true }); // a drop is no click
  end();
  note.textContent = section.dataset.drag;
  if (!week || week.start === start) return;
  if (week.gives_up && !window.confirm(section.dataset.givesUp)) return;
  form.action = `${link.getAttribute("href")}/move`;
  form.elements.start.value = week.start;
  form.elements.gives_up_seats.value = week.gives_up ? "on" : "";
  form.submit();
});

document.addEventListener("keydown", (event) => event.key === "Escape" && end());
section.addEventListener("dragstart", (event) => event.preventDefault());
