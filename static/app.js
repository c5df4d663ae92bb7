// Conveniences only; every page is complete without this file. One classic script, so that it also runs from the disk.
(() => {
  "use strict";
  const root = document.documentElement;
  const status = document.querySelector("[role=status]");

  function say(text) {
    status.textContent = "";
    setTimeout(() => { status.textContent = text; }, 50); // a change that follows at once may stay unread
    setTimeout(() => { status.textContent = ""; }, 4000);
  }

  // Where the clipboard is refused (old browsers, plain http) a selected text still can be copied.
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      area.className = "vh";
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  }

  for (const button of document.querySelectorAll("button.copy")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const text = button.dataset.copy ?? button.parentElement.querySelector("code").textContent;
      const done = await copy(text);
      say(done ? "Copied" : "The browser did not allow copying");
      button.focus();
      button.classList.toggle("done", done);
      setTimeout(() => button.classList.remove("done"), 1500);
    });
  }

  const themes = ["automatic", "light", "dark"];
  const button = document.querySelector("button.theme");
  let theme = "automatic";
  try {
    theme = localStorage.getItem("dictum-theme") ?? theme;
  } catch { /* storage may be forbidden */ }

  function show() {
    if (!themes.includes(theme)) theme = "automatic";
    if (theme === "automatic") delete root.dataset.theme;
    else root.dataset.theme = theme;
    if (button) button.textContent = `Theme: ${theme}`;
  }
  show();
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => {
      theme = themes[(themes.indexOf(theme) + 1) % themes.length];
      try {
        localStorage.setItem("dictum-theme", theme);
      } catch { /* then it lasts as long as the page */ }
      show();
      say(`Theme: ${theme}`);
    });
  }

  // Wide screens show what small ones fold away; browsers without ::details-content need help with it.
  if (!CSS.supports("selector(::details-content)") && matchMedia("(min-width: 60rem)").matches) {
    for (const side of document.querySelectorAll("details.side")) side.open = true;
  }
})();
