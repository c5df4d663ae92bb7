// Beside the results: how many of them have each value of a field. A field is read when it is shown.
import {latestFirst, make, number, resultsUrl} from "./search_load.js";

const FIRST = ["kind", "status", "owner", "stage", "section", "tier", "source", "time"]; // then the others, in their order
const SMALL_FIELD = 8000, OPEN_FIELDS = 4; // fields that are open at first: characters they may have, how many
const FEW_VALUES = 8, MANY_VALUES = 20; // of a field: shown at first; looked through with a search field

// A field's values: those asked for, then the most frequent ones.
function sortRows(name, rows) {
  const isVersion = latestFirst.includes(name);
  return (isVersion ? rows.reverse() : rows).sort((a, b) => b.current - a.current || (isVersion ? 0 : b.n - a.n));
}

export function startFacets(side) {
  const wide = matchMedia("(min-width: 60rem)"), panel = make("div"), groups = new Map();
  let now, chosen; // the results shown; where the focus was

  const isShown = () => side.open || wide.matches;

  function valueItem(group, row) {
    const item = make("li"), link = make("a");
    link.href = resultsUrl(now.index.toggle(now.query, group.name, row));
    if (row.current) {
      link.setAttribute("aria-current", "true");
      link.append(make("span", "vh", "Remove filter "));
    }
    link.append(row.label, " ", make("span", "n", number(row.n)));
    link.addEventListener("click", () => { chosen = [group.name, row.value]; });
    link.dataset.value = row.value;
    item.append(link);
    return item;
  }

  function searchField(group, draw) {
    const label = make("label"), input = make("input");
    input.type = "search";
    input.autocomplete = "off";
    label.append(make("span", "vh", `Find a value: ${group.title}`), input);
    input.addEventListener("input", () => draw(input.value.trim().toLowerCase()));
    return label;
  }

  function showRows(group, rows) {
    const list = make("ul"), more = make("button");
    let all = group.all;
    const draw = (text = "") => {
      const found = text ? rows.filter((row) => `${row.label} ${row.value}`.toLowerCase().includes(text)) : rows;
      const shown = all ? found : found.filter((row, i) => i < FEW_VALUES || row.current);
      list.replaceChildren(...shown.map((row) => valueItem(group, row)));
      more.hidden = found.length <= FEW_VALUES;
      more.textContent = all ? "Fewer" : `${number(found.length - shown.length)} more`;
      more.setAttribute("aria-expanded", all);
    };
    more.addEventListener("click", () => {
      group.all = all = !all;
      draw(group.body.querySelector("input")?.value.trim().toLowerCase());
    });
    draw();
    group.body.replaceChildren(...(rows.length > MANY_VALUES ? [searchField(group, draw)] : []), list, more);
    if (!rows.length) group.body.replaceChildren(make("p", "small soft", "No values"));
  }

  async function fill(group) {
    const mine = now;
    if (!mine || group.drawn === mine || !group.element.open || !isShown()) return;
    group.drawn = mine;
    try {
      const rows = sortRows(group.name, await mine.result.count(group.name));
      if (mine !== now) return;
      showRows(group, rows);
      if (chosen?.[0] !== group.name) return;
      group.body.querySelector(`[data-value="${CSS.escape(chosen[1])}"]`)?.focus();
      chosen = undefined;
    } catch {
      group.drawn = undefined;
      group.body.replaceChildren(make("p", "small", "This could not be loaded."));
    }
  }

  const fillAll = () => Promise.all([...groups.values()].map(fill));

  function addGroup({ name, title }, open) {
    const element = make("details", "filter"), body = make("nav"), group = { name, title, element, body, all: false, drawn: undefined };
    element.append(make("summary", "", title), body);
    element.open = open;
    body.setAttribute("aria-label", `Filter: ${title}`);
    element.addEventListener("toggle", () => fill(group));
    groups.set(name, group);
    panel.append(element);
  }

  function start(index, query) {
    const rank = ({ name }) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length), fields = index.fields.filter((f) => !f.only);
    let n = 0;
    for (const f of fields.sort((a, b) => rank(a) - rank(b))) {
      const asked = index.filters(query).some(({ name }) => name === f.name);
      addGroup(f, asked || (rank(f) < FIRST.length && f.size <= SMALL_FIELD && n++ < OPEN_FIELDS));
    }
  }

  side.append(make("summary", "", "Filters"), panel);
  if (!CSS.supports("selector(::details-content)") && wide.matches) side.open = true;
  side.addEventListener("toggle", (e) => { if (e.target === side) fillAll(); });
  wide.addEventListener("change", fillAll);
  return {
    show(index, query, result) {
      if (!groups.size) start(index, query);
      now = { index, query, result };
      side.hidden = !result.total && !index.filters(query).length;
      fillAll();
    },
    // To the value that was clicked, once it is there again.
    focus() {
      const group = groups.get(chosen?.[0]);
      if (group) group.element.querySelector("summary").focus();
    },
  };
}
