// Completes the field of an accent colour with a picker, a sample and a sentence about its contrast. All words come from the
// server, in the attributes of the input.

const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);

/** Contrast of a colour like #8a3b12 to white, from 1 to 21 (WCAG 2.2). */
export const contrastToWhite = (colour) => {
  const [red, green, blue] = [1, 3, 5].map((start) => linear(parseInt(colour.slice(start, start + 2), 16) / 255));
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
};

const complete = (input) => {
  const words = input.dataset;
  const box = document.createElement("div");
  const picker = Object.assign(document.createElement("input"), { type: "color" });
  const sample = Object.assign(document.createElement("span"), { className: "accent-sample", textContent: words.accentSample });
  const verdict = Object.assign(document.createElement("p"), { className: "accent-verdict", id: `${input.id}-contrast` });
  box.className = "accent";
  picker.setAttribute("aria-label", words.accentPicker);
  sample.setAttribute("aria-hidden", "true");
  verdict.setAttribute("role", "status");
  box.append(picker, sample, verdict);
  input.after(box);

  const show = () => {
    const colour = input.value.trim();
    if (!/^#[0-9a-f]{6}$/i.test(colour)) {
      verdict.textContent = "";
      return;
    }
    // Cut, not rounded: 2.99 is not 3.
    const ratio = Math.floor(contrastToWhite(colour) * 10) / 10;
    const sentence = ratio >= 4.5 ? words.accentEnough : ratio >= 3 ? words.accentShapes : words.accentLittle;
    picker.value = colour.toLowerCase();
    sample.style.color = colour;
    verdict.textContent = sentence.replace("{ratio}", ratio.toLocaleString(document.documentElement.lang, { minimumFractionDigits: 1 }));
  };
  picker.addEventListener("input", () => {
    input.value = picker.value;
    // Wagtail's preview and its warning about unsaved changes listen to the field.
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  input.addEventListener("input", show);
  show();
};

document.querySelectorAll("input[data-accent]").forEach(complete);
