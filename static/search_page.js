// Fills the page of search results with what its address asks for: ?q=words&p=page.
import {addMarked, countOf, factsOf, form, make, number, openSearch, resultsUrl, urlOf} from "./search_load.js";

const PAGE = 20, AROUND = 2;

export function addLink(parent, url, text, className = "") {
  const link = make("a", className, text);
  link.href = url;
  parent.append(link);
  return link;
}

export function hitItem(hit) {
  const item = make("li"), line = make("p", "hit"), facts = make("p", "small soft", (hit.exact ? "Exact match. " : "") + factsOf(hit));
  addMarked(addLink(line, urlOf(hit), "", "key"), hit.key, hit.marks.key);
  item.append(line, facts);
  if (hit.description) {
    const text = make("p");
    addMarked(text, hit.description, hit.marks.description);
    item.append(text);
  }
  return item;
}

// A sentence and, where another query may be meant, links to it.
function noticeItem({ type, text, suggest }, query) {
  const item = make("p", "notice");
  if (type === "narrower") {
    item.append("Narrower: ");
    addLink(item, resultsUrl(suggest), suggest);
    return item;
  }
  item.append(`${text[0].toUpperCase()}${text.slice(1)}`);
  const wrong = /"([^"]*)"/.exec(text)?.[1], near = type === "lacking" || !wrong ? [] : [suggest].flat().filter(Boolean);
  if (near.length) item.append(text.endsWith("?") ? " " : ". ");
  near.forEach((word, i) => {
    const at = query.toLowerCase().indexOf(wrong.toLowerCase());
    const other = at < 0 ? word : query.slice(0, at) + word.replace(/\s+/g, "_") + query.slice(at + wrong.length);
    if (i) item.append(", ");
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
    if (label && to === page) link.setAttribute("aria-current", "page");
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

function showFields(index) {
  const list = document.querySelector(".fields");
  if (!list || list.children.length) return;
  for (const { name, title } of index.fields) {
    const item = make("li");
    item.append(make("code", "", `${name}:`), ` ${title}`);
    list.append(item);
  }
}

export async function startSearchPage(say) {
  const box = document.querySelector(".results"), browse = document.querySelector(".browse");
  if (!box) return;
  const asked = new URLSearchParams(location.search), query = (asked.get("q") ?? "").trim();
  const help = document.querySelector("details.query-help");
  if (!query) help.open = true;
  else {
    form.querySelector("input").value = query;
    document.title = `${query} - ${document.title}`;
  }
  const summary = make("p", "lead", query ? "Loading results" : ""), title = document.querySelector("h1");
  if (query) box.append(summary);
  try {
    const index = await openSearch();
    showFields(index);
    if (!query) return;
    let page = Math.max(1, Math.min(1e6, parseInt(asked.get("p") ?? "1", 10) || 1));
    let result = await index.query(query, { limit: PAGE, offset: (page - 1) * PAGE });
    const last = Math.max(1, Math.ceil(result.total / PAGE));
    if (page > last) result = await index.query(query, { limit: PAGE, offset: ((page = last) - 1) * PAGE });
    title.textContent = `Search: ${query}`;
    if (page > 1) title.append(make("span", "of", `, page ${number(page)}`));
    summary.textContent = result.total ? countOf(result) : `Nothing was found for "${query}".`;
    box.append(...result.notices.map((notice) => noticeItem(notice, query)));
    if (result.hits.length) {
      const list = make("ol", "hits");
      list.start = (page - 1) * PAGE + 1;
      list.append(...result.hits.map(hitItem));
      box.append(list);
      browse.hidden = true;
    }
    if (last > 1) box.append(pager(query, page, last));
    say(summary.textContent);
  } catch {
    summary.textContent = "Search could not be loaded. The lists below have everything.";
  }
}
