// Optional: gets the form token while somebody writes, so that sending takes one step; and moves the form below the comment that is answered.
(() => {
  const form = document.getElementById("comment-form");
  if (!form) return;
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
})();
