// Keys of one letter: never while somebody types, with a modifier or while a dialog is open, and only as long as they are switched on.
import {make} from "./search_load.js";

const ROWS = "tbody tr, .hits li", LINK = "th a, .hit a", KEY = "th > .key:first-child, .hit a"; // a row of findings may lead to files and rules, too
const help = [
  ["/", "Search"],
  ["j k", "Next and previous row of a list, while one has the focus"],
  ["y", "Copy the key of this page or of the row that has the focus"],
  ["?", "This help"],
  ["Esc", "Close this help or the list of results"],
];

export function isShortcut(e) {
  const typing = e.target.closest?.("input, textarea, select, [contenteditable]");
  return !(e.ctrlKey || e.metaKey || e.altKey || e.defaultPrevented || e.isComposing || typing || document.querySelector("dialog[open]"));
}

function showHelp() {
  let dialog = document.querySelector("dialog.keys");
  if (!dialog) {
    const title = make("h2", "", "Keyboard shortcuts"), list = make("dl", "facts"), form = make("form");
    dialog = make("dialog", "keys");
    title.id = "keys:title";
    dialog.setAttribute("aria-labelledby", title.id);
    for (const [keys, what] of help) {
      const term = make("dt");
      keys.split(" ").forEach((key) => term.append(make("kbd", "", key), " "));
      list.append(term, make("dd", "", what));
    }
    form.method = "dialog";
    form.append(make("button", "", "Close"));
    dialog.append(title, list, form);
    document.body.append(dialog);
  }
  dialog.showModal();
  return true;
}

function step(by) {
  const rows = [...document.querySelectorAll(ROWS)].filter((row) => row.getClientRects().length && row.querySelector(LINK));
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  if (at < 0) return false;
  rows[at + by]?.querySelector(LINK).focus();
  return true;
}

// The key of the row with the focus, else of the page, if there is one.
function keyHere() {
  const row = document.activeElement?.closest(ROWS)?.querySelector(KEY);
  return (row ?? document.querySelector("h1 + button.copy")?.previousElementSibling)?.textContent.trim();
}

export function startShortcuts(isOn, copy) {
  const keys = {
    "?": showHelp,
    j: () => step(1),
    k: () => step(-1),
    y: () => {
      const key = keyHere();
      return key && copy(key);
    },
  };
  document.addEventListener("keydown", (e) => {
    if (Object.hasOwn(keys, e.key) && isOn() && isShortcut(e) && keys[e.key]()) e.preventDefault();
  });
}
