"use strict";
// From item to item by keyboard, a file beside them, and a lease that is renewed while one works.
(function () {
  const form = document.getElementById("review");
  if (!form) {
    return;
  }
  const items = Array.from(form.querySelectorAll("[data-item]"));
  const csrf = document.body.dataset.csrf;
  let changed = false;

  function shown() {
    return items.filter(function (each) { return !each.hidden; });
  }
  function here() {
    return document.activeElement.closest ? document.activeElement.closest("[data-item]") : null;
  }
  function step(by) {
    const list = shown();
    const at = list.indexOf(here());
    const to = list[Math.min(list.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
    if (to) {
      to.focus();
    }
  }
  function typing(target) {
    const box = target.matches("input[type=checkbox]");
    return target.matches("input, textarea, select") && !box;
  }
  function preview(item) {
    const links = Array.from(item.querySelectorAll("a.file-look"));
    if (links.length) {
      const at = links.findIndex(function (each) { return each.dataset.open === "yes"; });
      for (const each of links) { each.dataset.open = ""; }
      const next = links[(at + 1) % links.length];
      next.dataset.open = "yes";
      next.click();
    }
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) {
      return;
    }
    const item = here();
    if (event.key === "Escape" && item) {
      item.focus();
      return;
    }
    if (typing(event.target) || event.target.matches("button, summary, a")) {
      return;
    }
    const box = item && item.querySelector(".looked-box input");
    if (event.key === "j" || event.key === "ArrowDown" && item) {
      step(1);
    } else if (event.key === "k" || event.key === "ArrowUp" && item) {
      step(-1);
    } else if (event.key === "Enter" && item === event.target) {
      const first = item.querySelector(".figure input, .figure select, .why");
      if (first) { first.focus(); }
    } else if (event.key === "x" && box) {
      box.click();
    } else if (event.key === "p" && item) {
      preview(item);
    } else if (event.key === "s") {
      form.requestSubmit(document.getElementById("save"));
    } else {
      return;
    }
    event.preventDefault();
  });

  // A narrow screen has no place beside the items: there a file opens by itself.
  const narrow = window.matchMedia("(max-width: 48rem)");
  function aim() {
    for (const link of form.querySelectorAll("a.file-look")) {
      link.target = narrow.matches ? "_blank" : "preview";
      link.rel = "noopener";
    }
  }
  aim();
  narrow.addEventListener("change", aim);

  form.addEventListener("input", function () { changed = true; });
  form.addEventListener("change", function (event) {
    const item = event.target.closest("[data-item]");
    if (item && event.target.matches(".looked-box input")) {
      item.classList.toggle("looked", event.target.checked);
      document.getElementById("looked-count").textContent =
        String(form.querySelectorAll(".looked-box input:checked").length);
    }
  });
  form.addEventListener("submit", function () { changed = false; });
  window.addEventListener("beforeunload", function (event) {
    if (changed) {
      event.preventDefault();
      event.returnValue = "";
    }
  });

  const filter = document.querySelector(".review-filter");
  filter.hidden = false;
  filter.addEventListener("click", function (event) {
    const wanted = event.target.dataset.show;
    if (!wanted) {
      return;
    }
    for (const button of filter.children) {
      button.setAttribute("aria-pressed", String(button === event.target));
    }
    for (const item of items) {
      const open = !item.querySelector(".looked-box input").checked;
      const fits = { all: true, hint: item.dataset.hint, differs: item.dataset.differs, open: open };
      item.hidden = !fits[wanted];
    }
  });

  function renew() {
    const body = new URLSearchParams({ csrf: csrf });
    fetch("/submissions/" + form.dataset.submission + "/lease", {
      method: "POST", body: body, headers: { "X-Renew": "1" }, credentials: "same-origin"
    }).catch(function () { return null; });
  }
  if (form.dataset.lease !== "other") {
    renew();
    window.setInterval(renew, 10 * 60 * 1000);
  }
})();
