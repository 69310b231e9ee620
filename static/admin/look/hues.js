// Shows the chosen colour large, as it stands on light and on dark paper. Colours and figures come from the server, with each choice.

const complete = (box) => {
  const samples = box.querySelector("[data-hues-samples]");
  const show = () => {
    const chosen = box.querySelector("input:checked");
    samples.toggleAttribute("hidden", !chosen?.dataset.light);
    if (!chosen?.dataset.light) return;
    const label = chosen.closest("label");
    const ratios = label.querySelector(".hues-ratios").textContent.split(" · ");
    samples.querySelectorAll("[data-paper]").forEach((sheet, number) => {
      sheet.style.background = sheet.dataset.colour;
      sheet.style.setProperty("--ink", chosen.dataset[sheet.dataset.paper]);
      sheet.querySelector("[data-hues-name]").textContent = label.querySelector(".hues-name").textContent;
      sheet.querySelector("[data-hues-ratio]").textContent = `${ratios[number]} : 1`;
    });
  };
  box.addEventListener("change", show);
  show();
};

document.querySelectorAll("[data-hues]").forEach(complete);
