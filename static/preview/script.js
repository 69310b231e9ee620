// Loaded by every page of a preview, on our own site and on frontends: an outline around what can be edited, the way to the editor, and
// a page that follows the form without losing its place. Documented in docs/preview.md. It needs no style sheet and no inline code.
(() => {
  const ATTRIBUTE = "data-masthead-source";
  const script = document.currentScript;
  // On our own site previews come from the editor's own origin.
  const editor = script.dataset.editor === "self" ? location.origin : new URL(script.dataset.editor || "__EDITOR__").origin;
  const framed = parent !== window;
  const place = `masthead-place:${location.pathname}`;

  const tell = (message) => {
    if (framed) parent.postMessage({ masthead: message }, editor);
  };

  // --- the outline ------------------------------------------------------------------------------------------------------

  const outline = document.createElement("div");
  outline.setAttribute("aria-hidden", "true");
  Object.assign(outline.style, {
    position: "absolute",
    zIndex: "2147483646",
    border: "2px solid #007d7e",
    borderRadius: "3px",
    boxShadow: "0 0 0 2px rgba(255, 255, 255, .8)",
    pointerEvents: "none",
    boxSizing: "border-box",
    display: "none",
  });
  let shown = null;

  const marked = (node) => (node instanceof Element ? node.closest(`[${ATTRIBUTE}]`) : null);

  function show(element) {
    shown = element;
    if (!element) {
      outline.style.display = "none";
      return;
    }
    const box = element.getBoundingClientRect();
    Object.assign(outline.style, {
      display: "block",
      left: `${box.left + scrollX - 4}px`,
      top: `${box.top + scrollY - 4}px`,
      width: `${box.width + 8}px`,
      height: `${box.height + 8}px`,
    });
  }

  // --- to the editor ----------------------------------------------------------------------------------------------------

  function edit(element) {
    const source = element.getAttribute(ATTRIBUTE);
    if (framed) tell({ type: "edit", source });
    else open(`${editor}/admin/preview/edit/?source=${encodeURIComponent(source)}`, "masthead-editor");
  }

  // On our own site only the draft is a preview: what is public opens beside it, so that the panel keeps the draft.
  function follow(event) {
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    if (!link || !framed || editor !== location.origin || link.getAttribute("href").startsWith("#")) return;
    event.preventDefault();
    open(link.href, "_blank", "noopener");
  }

  function onClick(event) {
    if (event.defaultPrevented || event.button !== 0) return;
    // What leads elsewhere keeps doing so with a key held, and what is operated stays operable.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const element = marked(event.target);
    if (!element) {
      follow(event);
      return;
    }
    if (event.target.closest("button, input, select, textarea, summary, video, audio, label")) return;
    event.preventDefault();
    event.stopPropagation();
    edit(element);
  }

  function onKey(event) {
    // Alt + Enter on whatever has the focus.
    if (event.key !== "Enter" || !event.altKey) return;
    const element = marked(document.activeElement) ?? shown;
    if (!element) return;
    event.preventDefault();
    edit(element);
  }

  // --- following the form -----------------------------------------------------------------------------------------------

  function keepPlace() {
    try {
      sessionStorage.setItem(place, JSON.stringify([scrollX, scrollY]));
    } catch {
      // A frame without storage begins at its top.
    }
  }

  function takePlace() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(place));
      sessionStorage.removeItem(place);
      if (kept) scrollTo({ left: kept[0], top: kept[1], behavior: "instant" });
    } catch {
      // As above.
    }
  }

  function refresh() {
    const mine = dispatchEvent(new CustomEvent("masthead:refresh", { cancelable: true }));
    if (!mine) return;
    keepPlace();
    location.reload();
  }

  // In a tab of our own site the form's window says when there is something new (see `admin/preview/tabs.js`).
  function followForm() {
    const channel = new BroadcastChannel("masthead-preview");
    const say = (type) => channel.postMessage({ type, path: location.pathname });
    channel.addEventListener("message", ({ data }) => {
      if (data?.path !== location.pathname) return;
      if (data.type === "changed") refresh();
      else if (data.type === "who") say("here");
    });
    addEventListener("pagehide", () => say("gone"));
    say("here");
  }

  // No other window can tell the tab of a frontend anything; it looks for itself when somebody comes back to it.
  function lookWhenSeen() {
    let left = false;
    const leave = () => (left = true);
    const look = () => {
      if (left) refresh();
      left = false;
    };
    document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? leave() : look()));
    addEventListener("blur", leave);
    addEventListener("focus", look);
  }

  function onMessage(event) {
    if (!framed || event.source !== parent || event.origin !== editor) return;
    if (event.data?.masthead?.type === "refresh") refresh();
    // Wagtail's own words for the scroll position, where no frame of ours stands around the page.
    const asked = event.data?.wagtail;
    if (asked?.type === "w-preview:get-scroll-position") {
      const answer = { type: "w-preview:set-scroll-position", x: scrollX, y: scrollY, origin: location.origin };
      parent.postMessage({ wagtail: answer }, editor);
    } else if (asked?.type === "w-preview:set-scroll-position" && Number.isFinite(asked.x) && Number.isFinite(asked.y)) {
      scrollTo({ left: asked.x, top: asked.y, behavior: "instant" });
    }
  }

  function start() {
    const meta = document.querySelector('meta[name="masthead-preview"]');
    if (meta?.content === "expired") {
      tell({ type: "expired", detail: (document.querySelector("[data-masthead-detail]") ?? document.body).textContent.trim().slice(0, 500) });
      return;
    }
    document.body.append(outline);
    takePlace();
    // Also when the session ends meanwhile: the page that says so is followed by this one again.
    if (framed) addEventListener("pagehide", keepPlace);
    tell({ type: "ready", path: location.pathname });
    if (!framed) (editor === location.origin ? followForm : lookWhenSeen)();
    if (framed && editor !== location.origin) {
      parent.postMessage({ wagtail: { type: "w-preview:request-scroll", origin: location.origin } }, editor);
    }
    document.addEventListener("pointerover", (event) => show(marked(event.target)));
    document.addEventListener("focusin", (event) => show(marked(event.target)));
    document.documentElement.addEventListener("pointerleave", () => show(null));
    document.addEventListener("click", onClick, true);
    document.addEventListener("keydown", onKey);
  }

  addEventListener("message", onMessage);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
