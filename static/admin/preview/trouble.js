// Why the panel is not brought up to date. Wagtail keeps the preview of before when the form cannot be sent, and says nothing.

const place = (panel) => panel.querySelector("[data-masthead-trouble]");

async function reason(panel, words) {
  try {
    const answer = await fetch(panel.dataset.wPreviewUrlValue, { redirect: "manual" });
    // Whoever is signed out is sent to sign in.
    if (answer.type === "opaqueredirect") return words.signedOut;
    if (answer.status === 404 || answer.status === 410) return words.gone;
    if (answer.status === 403) return words.forbidden;
    return words.unknown;
  } catch {
    return words.unreachable;
  }
}

document.addEventListener("w-preview:error", async ({ target }) => {
  const shown = place(target);
  if (!shown) return;
  shown.textContent = await reason(target, shown.dataset);
  shown.hidden = false;
});

document.addEventListener("w-preview:json", ({ target }) => {
  const shown = place(target);
  if (shown) shown.hidden = true;
});
