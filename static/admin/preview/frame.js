// The frame around a frontend in the preview panel: between the editor's form and a page of another origin.
// It hears the configured origin and its own frame only, and the panel, which has its own origin. See docs/preview.md.

const body = document.body;
const frame = document.querySelector("iframe");
const problem = document.querySelector(".problem");
const words = problem.querySelector("[data-words]");
const PATIENCE = 10_000;
// After something has been loaded that does not say that it is a preview: an error, or a page of somebody else.
const DOUBT = 3_000;

let waiting;

// "opening", "stands" or "failed".
function become(state) {
  clearTimeout(waiting);
  body.dataset.state = state;
  problem.hidden = state !== "failed";
}

function tell(target, origin, message) {
  target.postMessage({ masthead: message }, origin);
}

// The panel shows this frame once it has been loaded. A frontend that takes its time is opened after that: the panel is not kept waiting.
function begin() {
  frame.src = frame.dataset.src;
  waiting = setTimeout(fail, PATIENCE);
}

frame.addEventListener("load", () => {
  if (!frame.src || body.dataset.state !== "opening") return;
  clearTimeout(waiting);
  waiting = setTimeout(fail, DOUBT);
});

async function fail(detail = "") {
  become("failed");
  if (detail) {
    words.textContent = detail;
    return;
  }
  try {
    const answer = await fetch(body.dataset.why, { method: "POST", headers: { "X-CSRFToken": body.dataset.token } });
    words.textContent = (await answer.json()).words;
  } catch {
    words.textContent = words.dataset.unknown;
  }
}

// A new token, a new session: the whole frame anew.
function again() {
  location.reload();
}

addEventListener("message", (event) => {
  const message = event.data?.masthead;
  if (!message || typeof message !== "object") return;
  if (event.source === frame.contentWindow && event.origin === body.dataset.origin) fromFrontend(message);
  else if (event.source === parent && event.origin === location.origin) fromPanel(message);
});

function fromFrontend(message) {
  if (message.type === "ready") {
    become("stands");
  } else if (message.type === "edit" && typeof message.source === "string") {
    tell(parent, location.origin, { type: "edit", source: message.source });
  } else if (message.type === "expired") {
    const detail = typeof message.detail === "string" ? message.detail.slice(0, 500) : "";
    // Once by itself: a right that is gone does not come back by asking.
    const last = Number(sessionStorage.getItem("masthead-again") ?? 0);
    if (Date.now() - last > 60_000) {
      sessionStorage.setItem("masthead-again", String(Date.now()));
      again();
    } else fail(detail);
  }
}

// The form was sent, and with it what the session shows was brought up to date.
function fromPanel(message) {
  if (message.type !== "update") return;
  // The editor gave it another slug: it stands elsewhere now.
  if (message.address !== body.dataset.address) again();
  else if (body.dataset.state === "stands") tell(frame.contentWindow, body.dataset.origin, { type: "refresh" });
}

problem.querySelector("[data-again]").addEventListener("click", again);
if (document.readyState === "complete") begin();
else addEventListener("load", begin);
