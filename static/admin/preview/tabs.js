// A preview in a tab follows the form as the panel does. On our own site the tab and the form hear each other (`preview/script.js` is the
// tab's side); a frontend's tab shows the draft that the form was last sent with, the next time somebody looks at it.
// The panel's form is sent by Wagtail while the panel is open; otherwise it is sent here, and only while a tab shows it.

const CHANNEL = new BroadcastChannel("masthead-preview");
const OPENED = "masthead-preview-tabs";
const PAUSE = 400;
// A tab that is gone for longer than this has been closed.
const RELOADING = 15_000;

const panel = () => document.querySelector("[data-controller~='w-preview']");
const form = () => document.querySelector("[data-edit-form]");
const address = () => new URL(panel().dataset.wPreviewUrlValue, location.href);

let followed = false;
let leaving;
let missed = false;
let waiting;
let sending = false;

// --- which tabs there are -----------------------------------------------------------------------------------------------------

CHANNEL.addEventListener("message", ({ data }) => {
  if (!panel() || data?.path !== address().pathname) return;
  if (data.type === "here") {
    clearTimeout(leaving);
    leaving = undefined;
    followed = true;
    // Something was typed while the tab was loading what was typed before.
    if (missed) tell();
  } else if (data.type === "gone") {
    leaving = setTimeout(() => (followed = false), RELOADING);
  }
});

// Whether a frontend was opened in a tab from this window.
const opened = () => sessionStorage.getItem(OPENED) === address().pathname;

document.addEventListener(
  "click",
  (event) => {
    const link = event.target.closest?.("[data-w-preview-target='newTab']");
    const mode = link ? (new URL(link.href).searchParams.get("mode") ?? "") : "";
    if (mode.includes("~")) sessionStorage.setItem(OPENED, address().pathname);
  },
  true,
);

// --- what was typed -----------------------------------------------------------------------------------------------------------

function tell() {
  missed = followed && leaving !== undefined;
  if (followed) CHANNEL.postMessage({ type: "changed", path: address().pathname });
}

async function send() {
  if (sending) return later();
  sending = true;
  try {
    const answer = await fetch(address(), { method: "POST", body: new FormData(form()) });
    if (answer.ok && (await answer.json()).is_valid) tell();
  } catch {
    // The editor is told elsewhere that the server cannot be reached; the next change tries again.
  } finally {
    sending = false;
  }
}

function later() {
  clearTimeout(waiting);
  waiting = setTimeout(send, PAUSE);
}

document.addEventListener("w-unsaved:add", () => {
  if (panel() && panel().offsetParent === null && (followed || opened())) later();
});

document.addEventListener("w-preview:json", ({ detail }) => {
  if (detail?.data?.is_valid) tell();
});

// Saving loads this page anew; the tab is still there.
if (panel()) CHANNEL.postMessage({ type: "who", path: address().pathname });
