// Ticks all comments of the page. Without it they are ticked one by one.
for (const form of document.querySelectorAll("[data-moderation]")) {
  const all = form.querySelector("[data-moderation-all]");
  const boxes = [...form.querySelectorAll('input[name="comment"]')];
  const show = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  };
  all.closest("label").hidden = false;
  all.addEventListener("change", () => boxes.forEach((box) => { box.checked = all.checked; }));
  form.addEventListener("change", show);
}
