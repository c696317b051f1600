"use strict";
// What is ticked and noted on the spot stays on this device until the list is opened again.
(function () {
  const list = document.querySelector("[data-site]");
  if (!list) {
    return;
  }
  const key = "smart-team-site-" + list.dataset.site;
  function read() {
    try {
      return JSON.parse(window.localStorage.getItem(key) || "{}");
    } catch (error) {
      return {};
    }
  }
  const kept = read();
  for (const field of list.querySelectorAll("[data-keep]")) {
    const value = kept[field.dataset.keep];
    if (field.type === "checkbox") {
      field.checked = value === true;
    } else if (typeof value === "string") {
      field.value = value;
    }
  }
  list.addEventListener("input", function (event) {
    const field = event.target;
    kept[field.dataset.keep] = field.type === "checkbox" ? field.checked : field.value;
    window.localStorage.setItem(key, JSON.stringify(kept));
  });
  const print = document.getElementById("print");
  print.hidden = false;
  print.addEventListener("click", function () { window.print(); });
})();
