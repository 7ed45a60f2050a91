// Keys of the desk, and notes that survive a lost connection. Every key presses something that is on the page.
"use strict";
(() => {
  const typing = (node) => node.matches("input, select, textarea, [contenteditable]");

  const rows = () => [...document.querySelectorAll("[data-moves] [data-row]")];

  function move(step) {
    const all = rows();
    if (!all.length) return;
    const at = all.findIndex((row) => row.classList.contains("at") || row.getAttribute("aria-current") === "true");
    const next = all[Math.max(0, Math.min(all.length - 1, at + step))];
    all.forEach((row) => row.classList.toggle("at", row === next));
    const link = next.matches("a") ? next : next.querySelector("a");
    link?.focus();
    next.scrollIntoView({ block: "nearest" });
  }

  function enter(menu) {
    if (menu?.open) menu.querySelector("input:not([type=hidden]), select")?.focus();
  }

  // The field of the page, or the page on which a business is searched.
  function search() {
    const field = document.querySelector("[data-search]");
    if (field) field.focus();
    else document.querySelector('header a[href="/console/subjects"]')?.click();
  }

  // The row at hand, or the first, is picked or let go of.
  function pick() {
    const row = document.querySelector("tr.at") ?? rows()[0];
    row?.querySelector("[data-picks]")?.click();
    if (row && !row.classList.contains("at")) row.classList.add("at");
  }

  function press(key) {
    const named = document.querySelector(`[data-key="${CSS.escape(key)}"]:not(:disabled)`);
    if (named) {
      named.click();
      // At once: what is typed next belongs into the menu that the key opened, and must press nothing.
      enter(named.closest("details.act-menu"));
      return true;
    }
    const goes = document.querySelector(`[data-goes="${CSS.escape(key.toLowerCase())}"]`);
    if (goes && !goes.disabled) {
      const note = goes.form.elements.note;
      const asGiven = note.value === note.defaultValue;
      goes.form.dataset.chosen = goes.value;
      // A note that sums the answers up is enough: the key decides, and with Shift it leads to the note.
      if (asGiven && goes.hasAttribute("data-ready") && key === goes.dataset.goes) {
        goes.click();
        return true;
      }
      note.focus();
      if (asGiven) note.select();
      return true;
    }
    const field = document.querySelector(`[data-focuses="${CSS.escape(key)}"]`);
    field?.focus();
    return Boolean(field);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      // Enter in the note presses the outcome that a key had chosen, and never one that nobody chose.
      if (event.key === "Enter" && event.target.form?.classList.contains("decision")) {
        const chosen = event.target.form.dataset.chosen;
        const button = chosen && event.target.form.querySelector(`button[value="${CSS.escape(chosen)}"]`);
        event.preventDefault();
        // By a click: only that tells htmx which button it was.
        if (button && !button.disabled) button.click();
      }
      return;
    }
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "j" || event.key === "k") move(event.key === "j" ? 1 : -1);
    else if (event.key === "x") pick();
    else if (event.key === "?") document.getElementById("keys")?.showModal();
    else if (event.key === "q") location.assign("/console/");
    else if (event.key === "/") search();
    else if (!press(event.key)) return;
    event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens).showModal();
    if (event.target.closest("[data-prints]")) print();
    const row = event.target.closest("tr[data-row]");
    if (row && !event.target.closest("a, button, label, input")) row.querySelector("a")?.click();
  });

  // A text to begin with goes where the cursor is; an @ leads to the colleagues whom a note may be meant for.
  document.addEventListener("change", (event) => {
    const field = document.getElementById(event.target.dataset?.inserts ?? "");
    if (!field || !event.target.value) return;
    field.setRangeText(event.target.value, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    event.target.value = "";
    field.focus();
  });
  document.addEventListener("input", (event) => {
    const picks = event.data === "@" && event.target.id && document.querySelector(`[data-picks="${CSS.escape(event.target.id)}"]`);
    if (!picks) return;
    picks.open = true;
    picks.querySelector("input")?.focus();
  });

  // A note that is being written stays in this tab until it was sent: a lost session or connection loses nothing.
  const keep = (field) => `note:${field.dataset.keeps}`;
  const restore = () => document.querySelectorAll("[data-keeps]").forEach((field) => {
    const kept = sessionStorage.getItem(keep(field));
    if (kept && field.value === field.defaultValue) field.value = kept;
  });
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-keeps]")) sessionStorage.setItem(keep(event.target), event.target.value);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest?.("form");
    if (form && event.detail.successful) form.querySelectorAll("[data-keeps]").forEach((field) => sessionStorage.removeItem(keep(field)));
  });
  // Before the page changes: afterwards the form that was sent is not in it any more.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const form = event.detail.requestConfig?.elt;
    if (!form?.matches?.("form.writes") || event.detail.xhr.status >= 300) return;
    form.querySelectorAll("[data-keeps]").forEach((field) => sessionStorage.removeItem(keep(field)));
  });
  // A slider writes its number into the field beside it, which is what is sent where no script runs.
  document.addEventListener("input", (event) => {
    const field = event.target.dataset?.writes && document.getElementById(event.target.dataset.writes);
    if (field) field.value = event.target.value;
  });
  // Whoever signs out leaves nothing behind in the tab.
  document.addEventListener("submit", (event) => {
    if (event.target.matches('form[action="/console/sign-out"]')) sessionStorage.clear();
  });
  document.addEventListener("htmx:sendError", () => {
    document.getElementById("messages").replaceChildren(document.getElementById("no-connection").content.cloneNode(true));
  });
  // A menu that opens is ready to be written in.
  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.("details.act-menu[open]")) {
      if (!event.target.contains(document.activeElement?.closest("form"))) enter(event.target);
      document.querySelectorAll("details.act-menu[open]").forEach((other) => { if (other !== event.target) other.open = false; });
    }
  }, true);
  document.addEventListener("htmx:afterSwap", restore);
  // A page that came into the one at hand is read from its beginning.
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target === document.body) document.getElementById("main").focus({ preventScroll: true });
  });
  document.addEventListener("DOMContentLoaded", restore);
})();
