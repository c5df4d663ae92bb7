// The page for addresses that lead nowhere: says what was asked for, and the nearest keys.
import {form, make, openSearch, resultsUrl} from "./search_load.js";
import {addLink, hitItem} from "./search_page.js";

const NEAR = 5;

// The name in an address below `base`: "counts.ci builds" of "/base/metrics/counts.ci~20builds~p2.html".
export function askedName(path, base) {
  const parts = path.slice(path.startsWith(base) ? base.length : 1).split("/").filter(Boolean);
  if (/^index\.html?$/.test(parts.at(-1))) parts.pop();
  const name = (parts.pop() ?? "").replace(/\.(html?|json|csv|ya?ml|md)$/i, "").replace(/~~[0-9a-f]*$|~p\d+$/, "");
  try {
    return decodeURIComponent(name.replace(/~([0-9a-f]{2})/gi, "%$1")).trim().slice(0, 400);
  } catch {
    return name.slice(0, 400); // not UTF-8
  }
}

export async function startNotFound() {
  const box = document.querySelector(".asked");
  if (!box) return;
  const name = askedName(location.pathname, new URL(form.dataset.up || ".", location).pathname);
  if (!name || name === "404") return;
  const line = make("p", "", "You asked for ");
  line.append(make("code", "", name), ".");
  box.append(line);
  form.querySelector("input").value = name;
  try {
    const result = await (await openSearch()).query(name, { limit: 2 * NEAR });
    const isGuide = location.pathname.includes("/guides/"), hits = result.hits.filter((hit) => (hit.kind === "guide") === isGuide).slice(0, NEAR);
    if (!hits.length) return;
    const list = make("ol", "hits"), more = make("p");
    list.append(...hits.map(hitItem));
    addLink(more, resultsUrl(name), "All results");
    box.append(make("h2", "", hits[0].exact ? "It is here" : "Nearest keys"), list, more);
  } catch { /* the links below lead everywhere */ }
}
