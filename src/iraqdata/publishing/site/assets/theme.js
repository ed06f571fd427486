// Runs in the head, before the page is painted, so that a chosen theme does not flash.
"use strict";
(() => {
  const root = document.documentElement;
  const themes = ["auto", "light", "dark"];
  // Some browsers keep nothing for pages opened from a folder: then the choice lasts for the page.
  const stored = () => { try { return localStorage.getItem("iraqdata-theme"); } catch { return null; } };
  const store = (theme) => { try { localStorage.setItem("iraqdata-theme", theme); } catch { /* as above */ } };
  let theme = themes.includes(stored()) ? stored() : "auto";
  root.dataset.theme = theme;
  root.classList.add("js");

  addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    const say = () => { button.textContent = `Theme: ${theme}`; };
    button.hidden = false;
    button.addEventListener("click", () => {
      theme = themes[(themes.indexOf(theme) + 1) % themes.length];
      root.dataset.theme = theme;
      store(theme);
      say();
    });
    say();

    const menu = document.getElementById("menu");
    menu.addEventListener("click", () => {
      const open = menu.getAttribute("aria-expanded") !== "true";
      menu.setAttribute("aria-expanded", String(open));
      document.getElementById("pages").classList.toggle("open", open);
    });

    for (const copier of document.querySelectorAll("button[data-copy]")) {
      copier.hidden = false;
      copier.addEventListener("click", () => copy(copier));
    }
  });

  async function copy(button) {
    const text = document.getElementById(button.dataset.copy).textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Without leave to use the clipboard: select the text, for the reader to copy.
      getSelection().selectAllChildren(document.getElementById(button.dataset.copy));
      button.textContent = "Selected: press Ctrl+C";
      return;
    }
    button.textContent = "Copied";
  }
})();
