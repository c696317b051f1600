"use strict";
// Before the first paint: follow the system where nobody chose.
(function () {
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  function follow() {
    if (root.dataset.theme === "auto") {
      root.dataset.bsTheme = dark.matches ? "dark" : "light";
    }
  }
  follow();
  dark.addEventListener("change", follow);
})();
