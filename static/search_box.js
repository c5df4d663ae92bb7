// The search box as a combobox (ARIA 1.2) over the form that is there without it. Focus stays in the input, the options are in a list below.
import {addMarked, countOf, factsOf, form, latestFirst, make, numbered, openSearch, resultsUrl, urlOf} from "./search_load.js";
import {isShortcut} from "./shortcuts.js";

const SHOWN = 8, PAUSE = 40, QUIET = 1400, SLOW = 400; // options; milliseconds
const UNSURE = ["word", "field", "value"]; // notices: the first hit is not simply what was meant

// Whether the first hit has all that was asked for; filters alone put nothing first.
const isSure = ({ hits: [hit], notices }) => hit?.score > 0 && !hit.lacks && !notices.some(({ type }) => UNSURE.includes(type));

export function startSearchBox(say, wantsShortcut) {
  const input = form.querySelector("input"), list = make("ul", "options");
  let options = [], active = -1, turn = 0, timer, quiet, first, byButton = false; // list.dataset.query: what the options answer

  const text = () => input.value.trim();

  function setActive(i) {
    options[active]?.element.setAttribute("aria-selected", "false");
    active = i;
    const chosen = options[i]?.element;
    if (!chosen) return input.removeAttribute("aria-activedescendant");
    chosen.setAttribute("aria-selected", "true");
    chosen.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", chosen.id);
  }

  function close() {
    turn++;
    clearTimeout(timer);
    clearTimeout(quiet);
    list.hidden = true;
    options = [];
    list.dataset.query = "";
    setActive(-1);
    input.setAttribute("aria-expanded", "false");
    say("");
  }

  function go(option, apart) {
    if (option.fill !== undefined) {
      input.value = option.fill;
      update();
    } else if (apart) window.open(option.url, "_blank", "noopener");
    else location.assign(option.url);
  }

  function addOption({ main, marks = [], small = "", name = "", ...option }) {
    const element = make("li", name), line = make("span", option.url && !name ? "key" : "");
    element.id = `search:${options.length}`;
    element.setAttribute("role", "option");
    element.setAttribute("aria-selected", "false");
    addMarked(line, main, marks);
    element.append(line);
    if (small) element.append(" ", make("span", "small", small));
    element.addEventListener("click", (e) => go(option, e.ctrlKey || e.metaKey));
    list.append(element);
    options.push({ ...option, element, main });
  }

  function show(found, startAt, spoken) {
    list.replaceChildren();
    options = [];
    found.forEach(addOption);
    list.hidden = !options.length;
    input.setAttribute("aria-expanded", !list.hidden);
    setActive(-1);
    if (startAt >= 0) setActive(startAt);
    clearTimeout(quiet);
    quiet = setTimeout(() => say(spoken + (active < 0 ? "" : `, active match: ${options[active].main}`)), QUIET);
  }

  // Words, fields or values that what is being typed may become.
  function completions(index, query) {
    const { begun, words, fields, field, values } = index.suggest(query);
    const isQuoted = ({ text }) => text[0] === '"'; // as no bound is
    if (field)
      return (latestFirst.includes(field) ? values.reverse() : values).filter((value) => !isQuoted(value) || !begun.endsWith("..")).slice(0, SHOWN)
        .map((value) => ({ main: value.label, small: `${field}:`, fill: `${isQuoted(value) ? begun.replace(/[<>]=?$/, "") : begun}${value.text} ` }));
    if (query.length > 2) return [];
    return [
      ...words.map((word) => ({ main: word, fill: `${begun}${word} ` })),
      ...fields.map(({ name, title }) => ({ main: `${name}:`, small: title, fill: `${begun}${name}:` })),
    ].slice(0, SHOWN);
  }

  function hitOption(hit) {
    return { main: hit.key, marks: hit.marks.key, small: factsOf(hit), url: urlOf(hit) };
  }

  async function answer(query, mine) {
    const slow = setTimeout(() => mine === turn && say("Loading results"), SLOW);
    try {
      const index = await openSearch();
      if (mine !== turn) return;
      const found = completions(index, input.value.trimStart());
      first = undefined;
      if (found.length) show(found, -1, numbered(found.length, "suggestion"));
      else {
        const result = await index.query(query, { limit: SHOWN });
        if (mine !== turn) return;
        const sure = isSure(result);
        const all = result.total ? countOf(result, result.total === 1 ? "" : "all ") : "No results, what else there is";
        first = sure ? result.hits[0] : undefined;
        show([...result.hits.map(hitOption), { main: all, name: "all", url: resultsUrl(query) }], sure ? 0 : -1, countOf(result));
      }
      list.dataset.query = query;
    } catch {
      if (mine === turn) say("Search could not be loaded");
    } finally {
      clearTimeout(slow);
    }
  }

  function update() {
    const query = text();
    clearTimeout(timer);
    if (!query) return close();
    const mine = ++turn;
    timer = setTimeout(() => answer(query, mine), PAUSE);
  }

  // Who is quicker than the answer gets what would have been active.
  async function submit(e) {
    const query = text();
    if (byButton || !query || list.dataset.query === query) return;
    e.preventDefault();
    clearTimeout(timer);
    await answer(query, ++turn);
    if (text() === query) location.assign(first ? urlOf(first) : resultsUrl(query));
  }

  function move(step) {
    if (list.hidden) return update();
    const n = options.length + 1; // and none
    setActive((active + 1 + step + n) % n - 1);
  }

  const keys = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Escape: () => {
      if (list.hidden) input.value = "";
      close();
    },
    Tab: () => {
      close();
      return false;
    },
    Enter: (e) => {
      if (active < 0 || list.dataset.query !== text()) {
        if (!e.ctrlKey && !e.metaKey) return false;
        window.open(resultsUrl(text()), "_blank", "noopener");
      } else go(options[active], e.ctrlKey || e.metaKey);
      return true;
    },
  };

  input.autocomplete = "off";
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", "search:list"], ["aria-expanded", "false"]])
    input.setAttribute(name, value);
  list.id = "search:list";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Search results");
  list.tabIndex = -1; // lists that scroll are no stop for Tab
  input.parentElement.after(list);

  const prepare = () => openSearch().catch(() => {});
  input.addEventListener("focus", prepare);
  form.addEventListener("pointerenter", prepare);
  // Enter in the input clicks the button, too, but not with a pointer.
  form.querySelector("button").addEventListener("click", (e) => { byButton = e.detail || document.activeElement === e.currentTarget; });
  form.addEventListener("submit", submit);
  input.addEventListener("input", update);
  input.addEventListener("blur", close);
  list.addEventListener("pointerdown", (e) => e.preventDefault()); // the input keeps its focus
  input.addEventListener("keydown", (e) => {
    const action = e.isComposing || e.altKey ? undefined : keys[e.key];
    if (action && action(e) !== false) e.preventDefault();
  });
  document.addEventListener("keydown", (e) => {
    if (e.key !== "/" || !isShortcut(e) || !wantsShortcut()) return;
    e.preventDefault();
    input.focus();
    input.select();
  });
}
