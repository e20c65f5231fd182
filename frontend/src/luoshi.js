// What the pages gain from JavaScript. Every page works without it: acts are form posts, menus are <details>.
// Only addEventListener, never inline handlers or style attributes (the site sends default-src 'self').
import htmx from "htmx.org";
import { prove } from "./proof.js";
import { draggable } from "./timetable.js";

window.htmx = htmx;
const root = document.documentElement;
root.classList.add("js");
draggable(document);
prove(document);

const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
const one = (selector, within = document) => within.querySelector(selector);
const on = (type, handler, options) => document.addEventListener(type, handler, options);
const word = (name) => document.body.dataset[`w${name[0].toUpperCase()}${name.slice(1)}`] || "";
const token = () =>
  one("meta[name=csrf-token]")?.content || one("input[name=csrfmiddlewaretoken]")?.value || "";

// ---------- notices ----------

function tell(kind, text) {
  const place = one("#notices");
  if (!place) return;
  const line = document.createElement("div");
  line.className = `notice notice-${kind}`;
  line.setAttribute("role", kind === "fault" ? "alert" : "status");
  const say = document.createElement("span");
  say.className = "say";
  say.textContent = text;
  line.append(say);
  place.append(line);
  if (kind === "done") setTimeout(() => line.remove(), 8000);
}

// 撤回 counts its seconds down and then goes; the notice itself stays.
function countDown(within) {
  for (const form of all("form[data-undo]:not([data-counting])", within)) {
    form.dataset.counting = "";
    const left = one("[data-undo-left]", form);
    let seconds = 8;
    const tick = () => {
      if (seconds === 0) return form.remove();
      left.textContent = word("seconds").replace("%s", seconds);
      seconds -= 1;
      setTimeout(tick, 1000);
    };
    tick();
  }
}

// ---------- dialogs and menus ----------

function openDialog(dialog, opener) {
  if (!dialog || dialog.open) return;
  dialog.showModal();
  dialog.addEventListener("close", () => opener?.focus(), { once: true });
  (one("[autofocus], textarea, input:not([type=hidden]), select", dialog) || one("button", dialog))?.focus();
}

on("click", (event) => {
  if (event.defaultPrevented) return;
  const target = event.target;
  const opener = target.closest("[data-dialog]");
  if (opener && !event.ctrlKey && !event.metaKey && event.button === 0) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (dialog) {
      event.preventDefault();
      openDialog(dialog, opener);
    }
    return;
  }
  if (target.closest("[data-close]")) {
    target.closest("dialog")?.close();
  } else if (target.closest("[data-keys]")) {
    openDialog(one("#keys"), target.closest("[data-keys]"));
  } else if (target.closest("[data-print]")) {
    event.preventDefault();
    window.print();
  } else if (target.closest("[aria-disabled=true]")) {
    event.preventDefault();
  } else if (target.matches("dialog.dlg")) {
    // A press on the ground around a dialog that holds nothing typed closes it.
    const box = target.getBoundingClientRect();
    const outside =
      event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
    if (outside && !all("textarea, input[type=text]", target).some((input) => input.value)) target.close();
  }
  const copy = target.closest("[data-copy]");
  if (copy) {
    const from = one(copy.dataset.copy);
    const text = from ? from.value || from.textContent : "";
    // Old offices run on plain http, where navigator.clipboard does not exist.
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(() => tell("done", word("copied")));
    else if (from?.select) {
      from.select();
      document.execCommand("copy");
      tell("done", word("copied"));
    }
  }
  const twist = target.closest(".twist");
  if (twist && !twist.hasAttribute("hx-get")) {
    const wide = twist.getAttribute("aria-expanded") === "true";
    twist.setAttribute("aria-expanded", String(!wide));
    fold(twist.closest("table"));
  }
  const diff = target.closest("[data-diff-switch]");
  if (diff) {
    const off = diff.getAttribute("aria-pressed") === "true";
    diff.setAttribute("aria-pressed", String(!off));
    for (const part of all(diff.dataset.diffSwitch || ".diff")) part.classList.toggle("diff-off", !off);
  }
  for (const menu of all("details.menu[open], details.chip-menu[open]")) {
    if (!menu.contains(target)) menu.open = false;
  }
});

// What a key has opened is typed in at once; the cut of a task is a line break at the caret, by mouse too.
on("toggle", (event) => {
  if (event.target.matches?.("details[data-focus][open]")) one("textarea, select, button[type=submit]", event.target)?.focus();
}, true);
on("click", (event) => {
  const words = event.target.closest("[data-break]") && one("textarea", event.target.closest("form"));
  if (!words) return;
  words.setRangeText("\n", words.selectionStart, words.selectionEnd, "end");
  words.focus();
});

// ---------- trees: rows carry data-node and data-parent ----------

function fold(table) {
  if (!table) return;
  const open = {};
  for (const row of all("tr[data-node]", table)) {
    const parent = row.dataset.parent;
    row.hidden = Boolean(parent) && open[parent] === false;
    const twist = one(".twist", row);
    open[row.dataset.node] = !row.hidden && (!twist || twist.getAttribute("aria-expanded") === "true");
  }
}

// ---------- forms ----------

on("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog" || event.defaultPrevented) return;
  // Checking is done by the server, in words; here only the second press is stopped.
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.method.toLowerCase() !== "post") return;
  form.dataset.sent = "1";
  const button = event.submitter;
  // Later, so that the pressed button's own name and value are still sent.
  setTimeout(() => button?.setAttribute("aria-busy", "true"));
});
function release(form) {
  delete form.dataset.sent;
  for (const button of all("[aria-busy]", form)) button.removeAttribute("aria-busy");
}
window.addEventListener("pageshow", () => all("form[data-sent]").forEach(release));
on("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form");
  if (form) release(form);
});

function focusFault(within = document) {
  const fault = one("[aria-invalid=true], [data-fault]", within);
  if (!fault) return;
  fault.focus({ preventScroll: true });
  fault.scrollIntoView({ block: "center" });
}

// Reading them costs a round trip per 10 seconds at most, and only when something was changed.
function watchDrafts(within) {
  for (const form of all("form[data-autosave]:not([data-watched])", within)) {
    form.dataset.watched = "";
    const url = form.dataset.autosave;
    const status = one("[data-autosave-status]", form) || one(`[data-autosave-status="${form.id}"]`);
    const image = () => {
      const data = new URLSearchParams();
      for (const [name, value] of new FormData(form)) {
        if (typeof value === "string" && name !== "csrfmiddlewaretoken" && name !== "_key") data.append(name, value);
      }
      return data.toString();
    };
    let saved = image();
    let busy = false;
    const save = async (leaving) => {
      if (!document.contains(form)) return;
      const now = image();
      if (now === saved || busy || (form.dataset.sent && !leaving)) return;
      if (form.dataset.sent) return;
      busy = true;
      try {
        const answer = await fetch(url, {
          method: "POST",
          body: now,
          keepalive: leaving,
          credentials: "same-origin",
          headers: {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-CSRFToken": token(),
            "X-Requested-With": "fetch",
          },
        });
        if (!answer.ok) throw new Error(String(answer.status));
        saved = now;
        if (status) {
          const clock = new Date();
          const two = (number) => String(number).padStart(2, "0");
          status.textContent = `${word("saved")} ${two(clock.getHours())}:${two(clock.getMinutes())}`;
          status.classList.remove("missing");
        }
      } catch {
        if (status) {
          status.textContent = navigator.onLine ? word("fault") : word("offline");
          status.classList.add("missing");
        }
      } finally {
        busy = false;
      }
    };
    setInterval(() => save(false), 10000);
    window.addEventListener("pagehide", () => save(true));
    window.addEventListener("online", () => save(false));
  }
}

// ---------- selecting rows ----------

function bulk(group) {
  const picks = all("input[data-pick]", group);
  const picked = picks.filter((box) => box.checked);
  const bar = one("[data-bulk-bar]", group);
  const head = one("input[data-pick-all]", group);
  for (const box of picks) box.closest("tr, [data-row]")?.classList.toggle("is-on", box.checked);
  if (head) {
    head.checked = picks.length > 0 && picked.length === picks.length;
    head.indeterminate = picked.length > 0 && picked.length < picks.length;
  }
  if (!bar) return;
  bar.classList.toggle("is-on", picked.length > 0);
  const count = one("[data-bulk-count]", bar);
  if (count) count.textContent = word("picked").replace("%s", picked.length);
}
on("change", (event) => {
  const group = event.target.closest("[data-bulk]");
  if (group && event.target.matches("[data-pick-all]")) {
    for (const box of all("input[data-pick]:not(:disabled)", group)) box.checked = event.target.checked;
  }
  if (group && event.target.matches("[data-pick], [data-pick-all]")) bulk(group);
  // A select that is its own button: unit switcher, sorting, period.
  if (event.target.matches("[data-submit]")) event.target.form?.requestSubmit();
});
on("click", (event) => {
  if (!event.target.closest("[data-bulk-clear]")) return;
  const group = event.target.closest("[data-bulk]");
  for (const box of all("input[data-pick]", group)) box.checked = false;
  bulk(group);
});

// ---------- lists that are put in order by dragging (columns of the ledger) ----------

let dragged = null;
on("dragstart", (event) => {
  dragged = event.target.closest?.("[data-sortable] > li") || null;
});
on("dragover", (event) => {
  const over = event.target.closest?.("[data-sortable] > li");
  if (!dragged || !over || over === dragged || over.parentNode !== dragged.parentNode) return;
  event.preventDefault();
  const below = event.clientY > over.getBoundingClientRect().top + over.offsetHeight / 2;
  over.parentNode.insertBefore(dragged, below ? over.nextSibling : over);
});
on("dragend", () => {
  dragged = null;
});

// ---------- keys ----------

const typing = (node) =>
  node instanceof Element && node.matches("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
let lastG = 0;
let at = null;

function rows() {
  return all("[data-list]")
    .flatMap((list) => all("[data-row]", list))
    .filter((row) => row.offsetParent !== null);
}
function go(step) {
  const list = rows();
  if (!list.length) return;
  const now = list.indexOf(at);
  const next = list[now < 0 ? (step > 0 ? 0 : list.length - 1) : Math.min(Math.max(now + step, 0), list.length - 1)];
  at?.classList.remove("is-at");
  at = next;
  at.classList.add("is-at");
  if (!at.hasAttribute("tabindex")) at.tabIndex = -1;
  at.focus({ preventScroll: true });
  at.scrollIntoView({ block: "nearest" });
}

on("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    for (const menu of all("details.menu[open], details.chip-menu[open]")) {
      menu.open = false;
      one("summary", menu)?.focus();
    }
    if (typing(event.target) && event.target.matches("[data-search]")) event.target.blur();
    return;
  }
  if (typing(event.target) || one("dialog[open]")) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  // A page's own keys: elements with data-key are pressed (plan review: 1–3, S, M, X, Z).
  // Enter on a link, button or row means that one, never the page's own act.
  const elsewhere = key === "Enter" && event.target.closest("a, button, summary, input, [data-row]");
  const own = !elsewhere && all("[data-key]").find((node) => node.dataset.key === key && node.offsetParent !== null);
  if (key === "/") {
    const search = one("[data-search]");
    if (!search || search.offsetParent === null) return;
    event.preventDefault();
    search.focus();
    search.select();
  } else if (key === "?") {
    event.preventDefault();
    openDialog(one("#keys"));
  } else if (key === "g") {
    lastG = Date.now();
  } else if (key === "d" && Date.now() - lastG < 1200) {
    location.assign(document.body.dataset.desk || "/");
  } else if (own) {
    event.preventDefault();
    own.click();
  } else if (key === "j" || key === "k") {
    event.preventDefault();
    go(key === "j" ? 1 : -1);
  } else if (key === "Enter" && at && event.target === at) {
    const link = one("[data-open]", at) || (at.matches("a[href]") ? at : one("a[href]", at));
    if (link) {
      event.preventDefault();
      link.click();
    }
  } else if (key === " " && at && event.target === at) {
    const box = one("input[data-pick]", at);
    if (box) {
      event.preventDefault();
      box.click();
    }
  }
});
on("focusin", (event) => {
  const row = event.target.closest?.("[data-row]");
  if (row === at) return;
  at?.classList.remove("is-at");
  at = row && row.closest("[data-list]") ? row : null;
});

// ---------- htmx ----------

on("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token();
});
on("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  tell("fault", status === 403 || status === 404 ? word("refused") : word("fault"));
});
on("htmx:sendError", () => tell("fault", word("offline")));
on("htmx:afterSwap", (event) => ready(event.target));

// ---------- start ----------

function ready(within) {
  countDown(within);
  watchDrafts(within);
  for (const group of all("[data-bulk]")) bulk(group);
  for (const table of all("table.tree")) fold(table);
  for (const hidden of all("[data-copy][hidden], [data-js][hidden]", within)) hidden.hidden = false;
  // The second fixed column begins where the first one ends.
  for (const frame of all(".table-frame")) {
    const first = one("thead .fix1", frame);
    if (first) frame.style.setProperty("--fix1", `${first.offsetWidth}px`);
  }
  // A pane that scrolls by itself begins at the place the page is about; the page itself does not move.
  for (const node of all("[data-scroll]", within)) {
    const pane = node.closest("[data-pane]");
    const down = pane ? node.getBoundingClientRect().top - pane.getBoundingClientRect().top : 0;
    if (pane && down > pane.clientHeight - 96) pane.scrollTop += down - pane.clientHeight / 3;
  }
  focusFault(within);
}

function rememberName() {
  const input = one("[data-remember]");
  const box = one("[data-remember-box]");
  const line = one("[data-remember-line]");
  if (!input || !box || !line) return;
  line.hidden = false;
  try {
    const kept = localStorage.getItem("luoshi-name");
    box.checked = kept !== null;
    if (kept && !input.value) {
      input.value = kept;
      one("#id_password")?.focus();
    }
    input.form.addEventListener("submit", () => {
      if (box.checked) localStorage.setItem("luoshi-name", input.value);
      else localStorage.removeItem("luoshi-name");
    });
  } catch {
    line.hidden = true; // storage is switched off on this machine
  }
}

rememberName();
ready(document);
