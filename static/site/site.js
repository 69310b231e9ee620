// What a page does beyond being read. All of it is convenience: without this file nothing is missing but comfort.

const all = (selector, within = document) => [...within.querySelectorAll(selector)];

/* The table of contents is open where it has a column of its own, and marks the part that is being read. */
const contents = document.querySelector(".toc details");
if (contents) {
  const wide = matchMedia("(min-width: 64rem)");
  const follow = () => { if (wide.matches) contents.open = true; };
  wide.addEventListener("change", follow);
  follow();

  const links = new Map(all("a", contents).map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
  const headings = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  let waiting = false;
  const mark = () => {
    waiting = false;
    const line = innerHeight * 0.3;
    const current = headings.filter((heading) => heading.getBoundingClientRect().top <= line).pop();
    for (const [id, link] of links) {
      if (id === current?.id) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    }
  };
  addEventListener("scroll", () => { if (!waiting && wide.matches) { waiting = true; requestAnimationFrame(mark); } }, { passive: true });
  if (wide.matches) requestAnimationFrame(mark);
}

/* Code can be copied as it was written: without the numbers of its lines. */
for (const listing of navigator.clipboard ? all(".code-listing") : []) {
  const { copy, copied } = listing.dataset;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "copy", textContent: copy });
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    const lines = all(".line", listing).map((line) => line.textContent.replace(/\n$/, ""));
    await navigator.clipboard.writeText(lines.join("\n") + "\n");
    button.textContent = copied;
    setTimeout(() => { button.textContent = copy; }, 2000);
  });
  listing.append(button);
}

/* A menu closes when somebody goes elsewhere. */
const menus = all(".menu details");
const closeMenus = (but) => { for (const menu of menus) if (menu !== but) menu.open = false; };
addEventListener("click", (event) => closeMenus(event.target.closest?.(".menu details")));
addEventListener("keydown", (event) => {
  const open = menus.find((menu) => menu.open);
  if (event.key !== "Escape" || !open) return;
  if (open.contains(document.activeElement)) open.querySelector("summary").focus();
  closeMenus();
});

/* A player that is folded away stops. */
for (const player of all(".embed-player")) {
  player.addEventListener("toggle", () => {
    const frame = player.querySelector("iframe");
    if (!player.open) frame.src = frame.getAttribute("src");
  });
}

/* A linked term shows its definition in place; a second press, or another way of opening it, leads to the term's page. */
if (HTMLElement.prototype.showPopover) {
  for (const term of all("a.term[interestfor]")) {
    const note = document.getElementById(term.getAttribute("interestfor"));
    let shown = false;
    term.addEventListener("pointerdown", () => { shown = note.matches(":popover-open"); });
    term.addEventListener("click", (event) => {
      const plain = !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
      if (!plain || (shown && event.detail)) return;
      event.preventDefault();
      if (!note.matches(":popover-open")) note.showPopover({ source: term });
    });
  }
}

/* Comments: the form gets its token while somebody writes, so that sending takes one step, and stands below the comment that is answered. */
const form = document.getElementById("comment-form");
if (form) {
  const field = (name) => form.elements.namedItem(name);
  let asked = false;
  const ask = async () => {
    if (asked || field("token").value) return;
    asked = true;
    try {
      const answer = await fetch(form.dataset.tokenUrl, { credentials: "omit", cache: "no-store" });
      if (answer.ok) field("token").value = (await answer.json()).token;
    } catch {
      asked = false; // without a token the comment is shown once more before it is sent
    }
  };
  form.addEventListener("focusin", ask);
  const home = document.createComment("form");
  form.before(home);
  const heading = document.getElementById("comment-form-heading");
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-reply]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    const again = field("parent").value === link.dataset.reply;
    field("parent").value = again ? "" : link.dataset.reply;
    for (const other of document.querySelectorAll("a[data-reply]")) {
      other.setAttribute("aria-expanded", String(!again && other === link));
    }
    if (again) home.after(form);
    else link.parentElement.after(form);
    if (heading) heading.hidden = !again;
    field("text").focus();
  });
}

/* A page says once that it was read: after some seconds in sight. No cookie, no identifier; nothing if the browser asks not to be followed. */
const seen = document.querySelector("[data-seen]");
if (seen && navigator.doNotTrack !== "1" && !navigator.globalPrivacyControl && navigator.sendBeacon) {
  let timer;
  const watch = () => {
    clearTimeout(timer);
    if (document.visibilityState !== "visible") return;
    timer = setTimeout(() => {
      document.removeEventListener("visibilitychange", watch);
      navigator.sendBeacon(seen.dataset.seen);
    }, 5000);
  };
  document.addEventListener("visibilitychange", watch);
  watch();
}

/* In a browser that has signed in to the admin of this address, pages lead to their editor: to the words that are selected. */
const edit = document.querySelector("script[data-edit]");
const worksHere = () => {
  try {
    return localStorage.getItem("masthead-works-here") !== null;
  } catch {
    return false; // a browser that keeps nothing
  }
};
if (edit && worksHere()) {
  const link = Object.assign(document.createElement("a"), { className: "edit-this", textContent: edit.dataset.edit });
  const aim = () => {
    const address = new URLSearchParams({ url: location.origin + location.pathname });
    const selection = getSelection();
    const words = selection.toString().trim();
    if (words) {
      const node = selection.anchorNode;
      const around = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("p, li, h1, h2, h3, h4, td, th, dt, dd, figcaption");
      address.set("words", words.slice(0, 300));
      address.set("near", (around?.textContent ?? "").trim().slice(0, 300));
    }
    link.href = `/admin/edit/?${address}`;
  };
  aim();
  // Before a press takes the selection away.
  for (const kind of ["pointerdown", "focus"]) link.addEventListener(kind, aim);
  document.querySelector(".skip").after(link);
}
