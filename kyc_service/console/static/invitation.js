// Puts the token of an invitation's link into the form, and out of the address: what is behind # was sent nowhere.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const token = location.hash.slice(1);
  const field = document.querySelector("[data-token]");
  if (!field) return;
  const input = field.querySelector("input");
  if (token) {
    input.value = token;
    history.replaceState(null, "", location.pathname);
  }
  field.hidden = Boolean(input.value);
});
