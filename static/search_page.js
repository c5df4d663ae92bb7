// Fills the page of search results with what its address asks for: ?q=words&p=page. Links to other results are followed in place.
import {addMarked, capital, countOf, factsOf, form, make, number, openSearch, resultsUrl, urlOf} from "./search_load.js";
import {startFacets} from "./search_facets.js";

const PAGE = 20, AROUND = 2;

export function addLink(parent, url, text, className = "") {
  const link = make("a", className, text);
  link.href = url;
  parent.append(link);
  return link;
}

export function hitItem(hit) {
  const item = make("li"), line = make("p", "hit"), facts = make("p", "small soft", factsOf(hit));
  addMarked(addLink(line, urlOf(hit), "", "key"), hit.key, hit.marks.key);
  item.append(line, facts);
  if (hit.description) {
    const text = make("p");
    addMarked(text, hit.description, hit.marks.description);
    item.append(text);
  }
  return item;
}

// What is left of a query without fields, words to leave out and quotes; it is offered where it finds something.
const wordsOf = (query) => query.replace(/(^|\s)(\w+:|-)("[^"]*"|\S)+|"/g, " ").trim();

// A sentence and, where another query may be meant, links to it.
function noticeItem({ type, text, suggest }, query, total) {
  const item = make("p", total || type !== "word" ? "notice" : "lead");
  if (type === "narrower" || type === "wider") {
    item.append(capital(type), ": ");
    addLink(item, resultsUrl(suggest), suggest);
    return item;
  }
  item.append(capital(text));
  const wrong = /[ds] "([^]*?)"(,|$)/.exec(text)?.[1].replace(/\W/g, "\\$&"); // called, contains, follows
  const place = new RegExp(type === "value" ? `([:,])"?${wrong}"?` : `(^|[\\W_])${wrong}`, "i"); // values stand behind signs
  suggest?.forEach((word, i) => {
    const other = query.replace(place, (all, sign) => sign + word);
    if (other === query) return; // the word has no place of its own: "hasOwner"
    item.append(i ? ", " : text.endsWith("?") ? " " : ". ");
    addLink(item, resultsUrl(other), `Search for ${other}`);
  });
  return item;
}

function pager(query, page, last) {
  const nav = make("nav"), list = make("ul", "pager");
  nav.setAttribute("aria-label", "Pages");
  const add = (to, text, label) => {
    const item = make("li"), link = addLink(item, resultsUrl(query, to), "");
    if (label) link.append(make("span", "vh", label));
    link.append(text);
    if (to === page) link.setAttribute("aria-current", "page");
    list.append(item);
  };
  if (page > 1) add(page - 1, "Previous");
  for (let to = 1, before = 0; to <= last; to++) {
    if (to !== 1 && to !== last && Math.abs(to - page) > AROUND) continue;
    if (to > before + 1) list.append(make("li", "gap", "..."));
    add(to, number(to), "Page ");
    before = to;
  }
  if (page < last) add(page + 1, "Next");
  nav.append(list);
  return nav;
}

// Fields that tell entries apart: those that all or none have a value of are not among them.
function showFields(index) {
  const list = document.querySelector(".fields");
  if (list?.children.length !== 0) return;
  for (const { name, title } of index.fields.filter((f) => !f.only)) {
    const item = make("li");
    item.append(make("code", "", `${name}:`), ` ${title}`);
    list.append(item);
  }
}

// What is asked for in fields, to be taken away.
function filterChips(index, query) {
  const list = make("ul", "asked");
  for (const { text, without } of index.filters(query)) {
    const item = make("li"), link = addLink(item, resultsUrl(without), "");
    link.append(make("span", "vh", "Remove filter "), text, make("span", "cross"));
    list.append(item);
  }
  return list.children.length ? [list] : [];
}

async function readResults(index, query, asked) {
  const at = (page) => index.query(query, { limit: PAGE, offset: (page - 1) * PAGE });
  let page = Math.max(1, Math.min(1e6, parseInt(asked, 10) || 1)), result = await at(page);
  const last = Math.max(1, Math.ceil(result.total / PAGE));
  if (page > last) result = await at((page = last));
  const words = result.total ? query : wordsOf(query), wider = words !== query && (await index.query(words)).total ? [{ type: "wider", suggest: words }] : [];
  return { result, page, last, wider };
}

export async function startSearchPage(say) {
  const box = document.querySelector(".results"), browse = document.querySelector(".browse");
  if (!box) return;
  const help = document.querySelector("details.query-help"), input = form.querySelector("input"), heading = document.querySelector("h1");
  const main = make("div"), side = make("details", "side"), facets = startFacets(side), pageTitle = document.title;
  let turn = 0;

  // What stands below the results stays out of sight until its place is known: nothing moves under the reader's eyes.
  const settle = () => [browse, help].forEach((part) => part.classList.add("settled"));

  function showResults(index, query, { result, page, last, wider }) {
    const { total, notices, hits } = result;
    const part = page > 1 ? `, page ${number(page)}` : "";
    document.title = `${query}${part} - ${pageTitle}`;
    heading.replaceChildren(`Search: ${query}`, make("span", "of", part));
    main.replaceChildren(...filterChips(index, query), ...[...notices, ...wider].map((notice) => noticeItem(notice, query, total)));
    // words that nothing contains say that nothing was found
    if (!main.querySelector(".lead")) main.prepend(make("p", "lead", total ? countOf(result) : `Nothing was found for "${query}".`));
    if (hits.length) {
      const list = make("ol", "hits");
      list.start = (page - 1) * PAGE + 1;
      list.append(...hits.map(hitItem));
      main.append(list);
    }
    browse.hidden = hits.length > 0;
    if (last > 1) main.append(pager(query, page, last));
    facets.show(index, query, result);
    settle();
    say([...main.querySelectorAll(".lead,.notice")].map((part) => part.textContent).join(", "));
  }

  // What the address asks for.
  async function show() {
    const asked = new URLSearchParams(location.search), query = (asked.get("q") ?? "").trim(), mine = ++turn;
    document.title = query ? `${query} - ${pageTitle}` : pageTitle;
    input.value = query;
    box.hidden = !query;
    if (!query) {
      heading.textContent = "Search";
      help.open = true;
      browse.hidden = false;
      settle();
    } else if (!main.children.length) main.append(make("p", "lead", "Loading results"));
    try {
      const index = await openSearch();
      showFields(index);
      if (!query) return;
      const found = await readResults(index, query, asked.get("p"));
      if (mine === turn) showResults(index, query, found);
    } catch {
      if (mine !== turn) return;
      main.replaceChildren(make("p", "lead", "Search could not be loaded. The lists below have everything."));
      settle();
      say(main.textContent);
    }
  }

  box.classList.add("list");
  box.append(side, main);
  heading.tabIndex = -1;
  box.addEventListener("click", async (e) => {
    const link = e.target.closest("a");
    if (!link || link.origin !== location.origin || link.pathname !== location.pathname || e.button || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return;
    e.preventDefault();
    history.pushState(null, "", link.href);
    const keep = side.contains(link);
    await show();
    if (keep) facets.focus();
    else heading.focus();
  });
  addEventListener("popstate", show);
  await show();
}
