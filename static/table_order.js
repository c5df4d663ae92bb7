// Tables of numbers that are on the page as a whole can be put in order by what their rows are called and by each number: numbers from the largest,
// words from the first; again, the other way round.
import {make} from "./search_load.js";

const {compare} = new Intl.Collator("en", {numeric: true});

// "<13.9" comes just before 13.9.
const order = (a, b) => compare(a.replace("<", ""), b.replace("<", "")) || compare(a, b);

// What sums up all others stays the last row.
const isRest = (row) => row.className === "others";

export function startOrders() {
  if (document.querySelector(".pager")) return;
  for (const head of document.querySelectorAll("thead .number, thead th:first-child")) {
    const row = head.parentElement, body = row.closest("table").tBodies[0], text = (of) => of.cells[head.cellIndex].textContent.replaceAll(",", "");
    if (!row.querySelector(".number")) continue;
    const button = make("button", "", head.textContent);
    let down = head.cellIndex;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      for (const other of row.cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const sign = down ? -1 : 1;
      body.append(...[...body.rows].sort((a, b) => isRest(a) - isRest(b) || sign * order(text(a), text(b))));
      down = !down;
    });
  }
}
