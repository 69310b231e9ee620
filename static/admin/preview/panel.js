// The preview panel beyond Wagtail's: a frontend that stays in its frame while one types, the way from what is clicked on in a preview to
// its place in the form, and the share links. It uses the events that Wagtail's panel dispatches.

const HEAD = "#masthead=";
// What readers' data calls a field, and what the form calls it.
const FORM_NAMES = {
  title: ["title", "name"],
  name: ["name", "title"],
  authors: ["article_authors"],
  topics: ["article_topics"],
  primary_topic: ["article_topics"],
  related: ["related_articles"],
  pinned: ["pinned_articles"],
};

// --- a frontend keeps its frame ---------------------------------------------------------------------------------------------

function inside(frame) {
  try {
    return frame?.contentDocument ?? null;
  } catch {
    return null;
  }
}

const frames = () => [...document.querySelectorAll("[data-controller~='w-preview'] iframe")];

// Wagtail looks at the form twice a second, and waits as long again. Beside a preview that is felt. A look takes longer the longer an
// article is: no more than a thirtieth of the time is spent on it.
const QUICK = 100;
const SLOW = 500;
const SHARE = 30;

function watch() {
  const form = document.querySelector("[data-edit-form]");
  return form && window.wagtail?.app?.getControllerForElementAndIdentifier(form, "w-unsaved");
}

function quicken() {
  const unsaved = watch();
  const form = unsaved?.element;
  // Not before it knows what the form began with: it would take a later state for that.
  if (!unsaved?.initialFormData || !frames().length) return;
  const began = performance.now();
  void unsaved.formData;
  const interval = Math.round(Math.min(SLOW, Math.max(QUICK, (performance.now() - began) * SHARE)));
  // A little more or less is not worth it to begin to wait anew.
  const present = Number(form.dataset.wUnsavedCheckIntervalValue) || SLOW;
  if (Math.abs(present - interval) > present / 4) form.dataset.wUnsavedCheckIntervalValue = String(interval);
}

document.addEventListener("w-preview:update", quicken);
document.addEventListener("w-unsaved:watch-edits", quicken);

const chosenMode = (panel) => panel.querySelector("[data-w-preview-target='mode']");
const shownMode = (frame) => {
  const page = inside(frame);
  return page?.URL.startsWith("http") ? (new URL(page.URL).searchParams.get("mode") ?? "") : null;
};

// The place that was chosen in this window, also for the next page, and when Wagtail draws the panel anew: it does so when a page is saved
// for the first time.
const PLACE = "masthead-preview-on";

document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-w-preview-target='mode']")) sessionStorage.setItem(PLACE, event.target.value);
});

document.addEventListener("w-preview:update", (event) => {
  const menu = chosenMode(event.target);
  if (!menu || "mastheadKnown" in menu.dataset) return;
  menu.dataset.mastheadKnown = "";
  const place = sessionStorage.getItem(PLACE);
  if (place === menu.value || ![...menu.options].some((option) => option.value === place)) return;
  // Wagtail hears of it as if it had just been chosen, and makes this preview there.
  event.preventDefault();
  menu.value = place;
  menu.dispatchEvent(new Event("change", { bubbles: true }));
});

// Another place that was chosen while a preview was being made: Wagtail would show it with the next key. Asked once for each choice, as a
// form with errors has no preview anywhere.
let asked = null;

document.addEventListener("w-preview:updated", (event) => {
  const menu = chosenMode(event.target);
  const shown = shownMode(event.target.querySelector("#w-preview-iframe"));
  if (!menu || shown === null || shown === menu.value) asked = null;
  else if (asked !== menu.value) {
    asked = menu.value;
    setTimeout(() => menu.dispatchEvent(new Event("change", { bubbles: true })));
  }
});

// What a preview was last made of. Wagtail's watch takes what was typed while an autosave was on its way for known, and says other things
// twice; so this decides whether there is something to show.
const made = new WeakMap();

const present = (panel) => `${chosenMode(panel)?.value ?? ""} ${watch()?.formData ?? ""}`;

function look() {
  for (const panel of document.querySelectorAll("[data-controller~='w-preview']")) {
    if (panel.offsetParent && made.has(panel) && made.get(panel) !== present(panel)) panel.dataset.wPreviewStaleValue = "true";
  }
}

document.addEventListener("w-preview:update", (event) => {
  if (event.defaultPrevented) return;
  const panel = event.target;
  const now = present(panel);
  if (made.get(panel) === now && shownMode(panel.querySelector("#w-preview-iframe")) === (chosenMode(panel)?.value ?? "")) {
    event.preventDefault();
    panel.dataset.wPreviewStaleValue = "false";
  }
  made.set(panel, now);
});

document.addEventListener("w-preview:error", (event) => made.delete(event.target));
document.addEventListener("w-unsaved:watch-edits", look);

// Whoever stops to type looks at the preview: then the form is looked at at once. Rich text reaches its field a quarter of a second later.
const STOPPED = 150;
const SETTLED = 270;
let stopping;

document.addEventListener(
  "keyup",
  ({ target }) => {
    clearTimeout(stopping);
    if (!target.closest?.("[data-edit-form]") || !frames().some((frame) => frame.offsetParent)) return;
    stopping = setTimeout(look, target.isContentEditable ? SETTLED : STOPPED);
  },
  true,
);

// Where the draft stands on frontends, as the answer to the form said. Without one none is kept any more, and the frame begins anew.
let standsAt = null;

document.addEventListener("w-preview:json", ({ detail }) => {
  standsAt = detail?.data?.address ?? null;
});

document.addEventListener("w-preview:load", (event) => {
  const panel = event.target;
  const frame = panel.querySelector("#w-preview-iframe");
  const page = inside(frame);
  if (!page?.body?.dataset.mastheadFrame) return;
  if (shownMode(frame) !== (chosenMode(panel)?.value ?? "")) return;
  event.preventDefault();
  frame.contentWindow.postMessage({ masthead: { type: "update", address: standsAt } }, location.origin);
});

// --- from a preview to the form ---------------------------------------------------------------------------------------------

function shownIn(frame) {
  const page = inside(frame);
  return page?.querySelector("[data-masthead-object]")?.dataset.mastheadObject ?? page?.body?.dataset.source ?? "";
}

addEventListener("message", (event) => {
  const message = event.data?.masthead;
  if (event.origin !== location.origin || message?.type !== "edit" || typeof message.source !== "string") return;
  const frame = frames().find((candidate) => candidate.contentWindow === event.source);
  if (!frame) return;
  const [object, ...place] = message.source.split("/");
  if (object === shownIn(frame)) show(place);
  else open(`${adminRoot()}preview/edit/?source=${encodeURIComponent(message.source)}`, "_blank", "noopener");
});

function adminRoot() {
  return location.pathname.slice(0, location.pathname.indexOf("/admin/") + "/admin/".length);
}

function find([field, block]) {
  const named = (name) => [...document.querySelectorAll(`[data-contentpath="${CSS.escape(name)}"]`)];
  const [byBlock] = block ? named(block) : [];
  if (byBlock) return byBlock;
  // A block may have a field of the same name.
  const ownField = (name) => named(name).find((element) => !element.parentElement.closest("[data-contentpath]"));
  for (const name of FORM_NAMES[field] ?? [field]) {
    const found = ownField(name) ?? document.getElementById(`id_${name}`) ?? document.getElementById(`id_${name}-FORMS`);
    if (found) return found.closest("[data-panel]") ?? found;
  }
  return null;
}

function reveal(element) {
  for (let node = element; node; node = node.parentElement) {
    if (node.matches("[role='tabpanel']") && (node.hidden || node.getAttribute("aria-hidden") === "true")) {
      document.querySelector(`[role='tab'][href='#${CSS.escape(node.id)}'], [role='tab'][aria-controls='${CSS.escape(node.id)}']`)?.click();
    }
    if (node.matches("[data-panel]")) {
      const toggle = node.querySelector(":scope > .w-panel__header [data-panel-toggle], :scope > * > [data-panel-toggle]");
      if (toggle?.getAttribute("aria-expanded") === "false") toggle.click();
    }
  }
}

// The words stand in one of the fields of a block: they are selected, so that what is typed replaces them.
function select(element, words) {
  const typed = (field) => field.matches("input, textarea");
  for (const field of element.querySelectorAll("[contenteditable='true'], textarea, input[type='text']")) {
    const texts = document.createTreeWalker(field, NodeFilter.SHOW_TEXT);
    const at = typed(field) ? field.value.indexOf(words) : -1;
    if (at >= 0) {
      field.focus({ preventScroll: true });
      field.setSelectionRange(at, at + words.length);
      return true;
    }
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      const start = text.data.indexOf(words);
      if (start < 0) continue;
      field.focus({ preventScroll: true });
      getSelection().setBaseAndExtent(text, start, text, start + words.length);
      text.parentElement.scrollIntoView({ block: "center" });
      return true;
    }
  }
  return false;
}

function show(place, words = "") {
  // What says nothing of a field is edited from its beginning.
  const element = find(place.length ? place : ["title"]);
  if (!element) return false;
  reveal(element);
  element.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth" });
  const control = element.querySelector(
    "[contenteditable='true'], textarea:not([hidden]), input:not([type='hidden']), select, button[data-chooser-action-choose]",
  );
  if (!words || !select(element, words)) (control ?? element).focus({ preventScroll: true });
  element.classList.add("masthead-found");
  setTimeout(() => element.classList.remove("masthead-found"), 2500);
  return true;
}

function showFromAddress() {
  if (!location.hash.startsWith(HEAD)) return;
  const [place, words = ""] = location.hash.slice(HEAD.length).split("&words=").map(decodeURIComponent);
  history.replaceState(history.state, "", location.pathname + location.search);
  // Wagtail builds a stream's blocks after the page has been read.
  let left = 40;
  const attempt = () => {
    if (!show(place.split("/"), words) && left--) setTimeout(attempt, 100);
  };
  attempt();
}

if (document.readyState === "complete") showFromAddress();
else addEventListener("load", showFromAddress);

// --- share links ------------------------------------------------------------------------------------------------------------

const token = () => window.wagtailConfig?.CSRF_TOKEN ?? document.querySelector("[name='csrfmiddlewaretoken']")?.value ?? "";

async function ask(details, fields) {
  const place = details.querySelector("[data-masthead-links-place]");
  const options = fields ? { method: "POST", body: new URLSearchParams(fields), headers: { "X-CSRFToken": token() } } : {};
  const answer = await fetch(details.dataset.mastheadLinks, options);
  place.innerHTML = await answer.text();
  if (fields?.days) place.querySelector("#masthead-made")?.select();
  // A link leads to where one is looking at the draft, if nothing else is chosen.
  const [shown] = (chosenMode(details.closest(".w-preview") ?? document)?.value ?? "").split("~");
  const menu = place.querySelector("[name='frontend']");
  if ([...(menu?.options ?? [])].some((option) => option.value === shown)) menu.value = shown;
}

document.addEventListener(
  "toggle",
  (event) => {
    if (event.target.matches?.("[data-masthead-links]") && event.target.open) ask(event.target);
  },
  true,
);

document.addEventListener("click", (event) => {
  const details = event.target.closest?.("[data-masthead-links]");
  if (!details) return;
  const revoke = event.target.closest("[data-masthead-revoke]");
  const copy = event.target.closest("[data-masthead-copy]");
  if (revoke) ask(details, { revoke: revoke.dataset.mastheadRevoke });
  else if (event.target.closest("[data-masthead-make]")) {
    const fields = [...details.querySelectorAll("[data-masthead-share] select, [data-masthead-share] input")];
    ask(details, Object.fromEntries(fields.map((field) => [field.name, field.value])));
  } else if (copy) {
    details.querySelector("#masthead-made").select();
    navigator.clipboard?.writeText(details.querySelector("#masthead-made").value).catch(() => {});
    document.execCommand("copy");
    copy.textContent = copy.dataset.copied;
  }
});
