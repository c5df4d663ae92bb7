// Conveniences only; every page is complete without this file. The site gets it and what it imports as one classic script, so that it also
// runs from the disk.
import {form, make} from "./search_load.js";
import {startSearchBox} from "./search_box.js";
import {startSearchPage} from "./search_page.js";
import {startNotFound} from "./not_found.js";
import {startShortcuts} from "./shortcuts.js";
import {startOrders} from "./table_order.js";

const root = document.documentElement;
const status = document.querySelector("[role=status]");
let saying;

// What is said is heard; with a look of its own it is seen, too.
function say(text, look = "vh") {
  clearTimeout(saying);
  status.textContent = "";
  status.className = "vh";
  if (!text) return;
  saying = setTimeout(() => { // a change that follows at once may stay unread
    status.textContent = text;
    status.className = look;
    saying = setTimeout(say, 4000);
  }, 50);
}

function recall(name) {
  try {
    return localStorage.getItem(`dictum-${name}`);
  } catch { /* storage may be forbidden */ }
}

function keep(name, value) {
  try {
    localStorage.setItem(`dictum-${name}`, value);
  } catch { /* then it lasts as long as the page */ }
}

// Where the clipboard is refused (old browsers, plain http) a selected text still can be copied.
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = make("textarea", "vh", text), focused = document.activeElement;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    focused.focus();
    return done;
  }
}

// Above where the focus is low, else below: not over it.
async function copyAndSay(text, words) {
  const said = await copy(text) ? words : "The browser did not allow copying";
  say(said, document.activeElement.getBoundingClientRect().top > innerHeight / 2 ? "said" : "said low");
}

for (const button of document.querySelectorAll("button.copy")) {
  button.hidden = false;
  button.addEventListener("click", () => copyAndSay(button.parentElement.querySelector("h1, code").textContent, "Copied"));
}

// The menu of narrow windows covers the page: it closes when somebody turns to something else.
const menu = document.querySelector(".rest details");
if (menu) {
  for (const turn of ["pointerdown", "focusin"]) {
    document.addEventListener(turn, (e) => { if (!menu.contains(e.target)) menu.open = false; });
  }
  menu.addEventListener("keydown", (e) => {
    if (e.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

// A button that goes through the values of a preference.
function startChoice(name, title, values, apply, otherwise) {
  const button = document.querySelector(`button.${name}`), kept = recall(name) ?? otherwise;
  let chosen = values.includes(kept) ? kept : values[0];
  const show = () => {
    apply(chosen);
    if (button) button.textContent = `${title}: ${chosen}`;
  };
  show();
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    chosen = values[(values.indexOf(chosen) + 1) % values.length];
    keep(name, chosen);
    show();
    say(button.textContent);
  });
}

startChoice("theme", "Theme", ["automatic", "light", "dark"], (theme) => {
  if (theme === "automatic") delete root.dataset.theme;
  else root.dataset.theme = theme;
});

// Firefox looks for text in the page with one of them.
let shortcut = "on";
startChoice("shortcut", "Keyboard shortcuts", ["on", "off"], (value) => { shortcut = value; }, navigator.userAgent.includes("Firefox") ? "off" : "on");

startShortcuts(() => shortcut === "on", (key) => copyAndSay(key, `Copied ${key}`));

if (form) {
  startSearchBox(say, () => shortcut === "on");
  startSearchPage(say);
  startNotFound();
}

startOrders();

// Wide screens show what small ones fold away; browsers without ::details-content need help with it.
if (!CSS.supports("selector(::details-content)") && matchMedia("(min-width: 60rem)").matches) {
  for (const side of document.querySelectorAll("details.side")) side.open = true;
}

// Pages of large sites leave it to this to say what the parts of their tables are, where the style sheet makes blocks of them.
const roles = {thead: "rowgroup", tbody: "rowgroup", tr: "row", "thead th": "columnheader", "tbody th": "rowheader", td: "cell", "": "table"}; // itself comes last
for (const [part, role] of Object.entries(roles)) {
  for (const one of document.querySelectorAll(`table:not([role]) ${part}`)) one.setAttribute("role", role);
}
