// Posts what the provider sent, from this site, and takes it out of the address.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  history.replaceState(null, "", location.pathname);
  const form = document.querySelector("form[data-arrival]");
  if (form) form.submit();
});
