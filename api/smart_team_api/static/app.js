"use strict";
// What every page needs: the token of our pages with each request, and menus that close.
document.addEventListener("htmx:configRequest", function (event) {
  event.detail.headers["X-CSRF-Token"] = document.body.dataset.csrf;
});

// Refusals come with an error status and are shown where the page has a place for them.
document.addEventListener("htmx:beforeSwap", function (event) {
  const status = event.detail.xhr.status;
  if (status >= 400) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

document.addEventListener("click", function (event) {
  for (const menu of document.querySelectorAll("details.who[open]")) {
    if (!menu.contains(event.target)) {
      menu.open = false;
    }
  }
});

document.addEventListener("keydown", function (event) {
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("details.who[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }
});

// A form is sent once, however often the button is pressed.
document.addEventListener("submit", function (event) {
  const form = event.target;
  if (form.dataset.sent === "yes") {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  window.setTimeout(function () { form.dataset.sent = ""; }, 4000);
});

window.addEventListener("pageshow", function () {
  for (const form of document.querySelectorAll("form")) {
    form.dataset.sent = "";
  }
});
