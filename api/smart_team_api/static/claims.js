"use strict";
// The self-assessment saves itself, again and again until it is saved; without this file the form
// has a button. What is typed is also kept in this window until the server has it.
(function () {
  const form = document.getElementById("claim-form");
  if (!form) { return; }
  const PAUSE = 2000, FIRST_RETRY = 3000, LAST_RETRY = 30000, PATIENCE = 30000, PATIENCE_WITH_FILES = 900000;
  const state = document.getElementById("claim-state");
  const clash = document.getElementById("clash");
  const say = form.dataset;
  const key = "claim:" + say.submission;
  let typed = 0, kept = 0, timer = 0, busy = false, retry = FIRST_RETRY, following = "";

  function show(text, sort) {
    state.textContent = text;
    state.className = "state-" + sort;
  }

  function later(pause) {
    window.clearTimeout(timer);
    timer = window.setTimeout(save, pause);
  }

  function isAnswer(name) {
    return name.startsWith("a:") || name.startsWith("w:");
  }

  // What stands in the form, and what stood there when this window closed without the server.
  function keep() {
    const fields = [];
    for (const pair of new FormData(form)) {
      if (isAnswer(pair[0])) { fields.push(pair); }
    }
    const one = { seen: form.elements.seen.value, based: form.elements.based.value, fields: fields };
    try {
      window.sessionStorage.setItem(key, JSON.stringify(one));
    } catch (error) {
      return; // a full or forbidden store: the server's copy remains
    }
  }

  function restore() {
    const text = window.sessionStorage.getItem(key);
    if (!text) { return; }
    const one = JSON.parse(text);
    const values = new Map(one.fields);
    for (const field of form.elements) {
      if (field.name && isAnswer(field.name)) { put(field, values.get(field.name) || ""); }
    }
    form.elements.seen.value = one.seen;
    form.elements.based.value = one.based;
    typed += 1;
    show(say.restored, "waiting");
    later(500);
  }

  function put(field, value) {
    if (field.type === "checkbox") {
      field.checked = value === field.value;
    } else if (field.type === "radio") {
      field.checked = value === field.value;
    } else {
      field.value = value;
    }
  }

  function setNamed(name, value) {
    for (const field of form.elements) {
      if (field.name === name) { put(field, value); }
    }
  }

  // Files go along only when their own button was pressed: their days may still be missing.
  function body(uploading) {
    const data = new FormData(form);
    for (const name of Array.from(data.keys())) {
      const parts = /^(f|fd|fs|fu):(.*)$/.exec(name);
      if (parts && parts[2] !== uploading) { data.delete(name); }
      if (name.startsWith("pick:")) { data.delete(name); }
    }
    return data;
  }

  let uploading = "";

  async function save() {
    window.clearTimeout(timer);
    if (busy || clash.firstElementChild) { return; }
    busy = true;
    const sent = typed, sending = uploading;
    uploading = "";
    const data = body(sending);
    show(say.saving, "busy");
    let again = 0;
    const stop = new AbortController();
    const limit = window.setTimeout(function () { stop.abort(); }, sending ? PATIENCE_WITH_FILES : PATIENCE);
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: data,
        signal: stop.signal,
        headers: { "HX-Request": "true", "X-CSRF-Token": document.body.dataset.csrf },
        credentials: "same-origin",
      });
      again = await heard(answer, sent, sending);
    } catch (error) {
      uploading = sending;
      show(say.cut, "bad");
      again = retry;
      retry = Math.min(retry * 2, LAST_RETRY);
    }
    window.clearTimeout(limit);
    busy = false;
    if (again) { later(again); } else if (typed !== kept && !clash.firstElementChild && state.className !== "state-bad") { later(PAUSE); }
  }

  async function heard(answer, sent, sending) {
    const part = document.createElement("template");
    part.innerHTML = await answer.text();
    if (answer.status === 200) {
      accept(part.content, sent, sending);
    } else if (answer.status === 412) {
      uploading = sending;
      return merge(part.content);
    } else if (answer.status === 401) {
      uploading = sending;
      show(say.signedOut, "bad");
      return await signedInAgain() ? 200 : 10000;
    } else if (answer.status === 403 && await signedInAgain()) {
      uploading = sending;
      return 200;
    } else if (answer.status >= 500) {
      uploading = sending;
      throw new Error(String(answer.status));
    } else {
      document.getElementById("refusal").replaceChildren(part.content);
      document.getElementById("refusal").scrollIntoView({ block: "nearest" });
      show(say.refused, "bad");
      if (sending) { forget(sending); return PAUSE; }
    }
    return 0;
  }

  function forget(item) {
    const field = form.elements["f:" + item];
    if (field) { field.value = ""; }
  }

  function accept(content, sent, sending) {
    const saved = content.getElementById("saved");
    form.elements.seen.value = saved.dataset.version;
    form.elements.based.value = saved.dataset.number;
    retry = FIRST_RETRY;
    for (const block of Array.from(saved.children)) {
      const old = document.getElementById(block.id);
      const item = old.dataset.drop;
      if (item === sending || old.querySelector("[name=x]:checked") || (form.elements["r:" + item] && form.elements["r:" + item].value)) {
        old.replaceWith(block);
      }
    }
    document.getElementById("refusal").replaceChildren();
    kept = Math.max(kept, sent);
    if (typed === kept) { window.sessionStorage.removeItem(key); }
    const partly = saved.dataset.unsound !== "0";
    show((partly ? say.partly : say.saved) + " " + saved.dataset.at, partly ? "waiting" : "good");
    document.body.dispatchEvent(new Event("claim-saved"));
    if (following && typed === kept) { window.location.assign(following); }
  }

  // A colleague saved meanwhile: what only one of the two changed is taken as it is.
  function merge(content) {
    const part = content.getElementById("conflict");
    if (part.dataset.both === "0") {
      const merged = choose(part, function (row) {
        return row.querySelector("[value=theirs]").checked;
      });
      if (merged.length) {
        const note = document.createElement("p");
        note.className = "note";
        note.textContent = say.merged + part.dataset.by + " · " + merged.join("、");
        document.getElementById("merged").replaceChildren(note);
      }
      return 200;
    }
    clash.replaceChildren(part);
    show(say.clash, "bad");
    part.querySelector("input").focus();
    return 0;
  }

  function choose(part, isTheirs) {
    const merged = [];
    for (const row of part.querySelectorAll("[data-difference]")) {
      if (isTheirs(row)) {
        merged.push(row.dataset.difference);
        for (const field of row.querySelectorAll("[data-name]")) {
          setNamed(field.dataset.name, field.dataset.value);
        }
      }
    }
    form.elements.seen.value = part.dataset.version;
    form.elements.based.value = part.dataset.number;
    keep();
    return merged;
  }

  // Somebody signed in again in another window: this one takes the new token and goes on.
  async function signedInAgain() {
    const answer = await fetch(window.location.pathname, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) { return false; }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.body.dataset.csrf;
    if (token === form.elements.csrf.value) { return false; }
    document.body.dataset.csrf = token;
    form.elements.csrf.value = token;
    return true;
  }

  function changed(event) {
    const field = event.target;
    if (!field.name || field.name.startsWith("pick:") || /^f[dsu]?:/.test(field.name)) { return; }
    typed += 1;
    if (isAnswer(field.name)) { keep(); }
    check(field);
    if (!busy) { show(say.unsaved, "waiting"); }
    later(/^[rx]:?/.test(field.name) ? 300 : PAUSE);
  }

  // Nothing is what it says: boxes and counts go when it is ticked, it goes when they come.
  function check(field) {
    const parts = /^a:([^:]*):(.*)$/.exec(field.name);
    if (!parts || !field.value) { return; }
    if (parts[2] === "none" && field.checked) {
      for (const other of form.elements) {
        if (other !== field && other.name.startsWith("a:" + parts[1] + ":")) { put(other, ""); }
      }
    } else if (parts[2] !== "none" && (field.type !== "checkbox" || field.checked)) {
      setNamed("a:" + parts[1] + ":none", "");
    }
    if (field.pattern) {
      const wrong = !field.checkValidity();
      field.classList.toggle("is-wrong", wrong);
      field.setAttribute("aria-invalid", String(wrong));
    }
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", function (event) {
    if (event.target.type !== "text" && event.target.tagName !== "TEXTAREA") { changed(event); }
  });

  form.addEventListener("submit", function (event) {
    const button = event.submitter;
    event.preventDefault();
    event.stopPropagation();
    if (button && button.hasAttribute("data-choose")) {
      const part = clash.firstElementChild;
      if (Array.from(part.querySelectorAll("tr[data-difference]")).some(function (row) { return !row.querySelector("input:checked"); })) { return; }
      choose(part, function (row) { return row.querySelector("[value=theirs]").checked; });
      clash.replaceChildren();
    }
    if (button && button.dataset.upload) { uploading = button.dataset.upload; }
    save();
  });

  document.addEventListener("click", function (event) {
    const link = event.target.closest("a[href$='/submit']");
    if (link && typed !== kept) {
      event.preventDefault();
      following = link.href;
      save();
    }
  });

  document.addEventListener("keydown", function (event) {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") {
      event.preventDefault();
      save();
    }
  });

  for (const sort of ["dragover", "dragleave", "drop"]) {
    form.addEventListener(sort, function (event) {
      const place = event.target.closest("[data-drop]");
      if (!place) { return; }
      event.preventDefault();
      place.classList.toggle("is-over", sort === "dragover");
      if (sort === "drop" && event.dataTransfer.files.length) {
        place.querySelector("details").open = true;
        const field = place.querySelector("input[type=file]");
        field.files = event.dataTransfer.files;
        field.focus();
      }
    });
  }

  window.addEventListener("online", function () { if (typed !== kept || uploading) { later(0); } });
  window.addEventListener("beforeunload", function (event) {
    if (typed !== kept && !following) { event.preventDefault(); event.returnValue = ""; }
  });
  document.documentElement.classList.add("has-script");
  restore();
})();
