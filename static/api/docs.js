// Narrows the page to what is searched for. Without this script the whole page is there.

const field = document.getElementById("search");
const status = document.getElementById("found");
const entries = [...document.querySelectorAll(".entry")].map((element) => ({
  element,
  link: document.querySelector(`nav [data-for="${element.id}"]`),
  name: element.querySelector("h3").textContent.toLowerCase(),
  text: element.textContent.toLowerCase(),
}));
const headings = [...document.querySelectorAll("main > h2")];

function show(query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const named = entries.filter((entry) => words.every((word) => entry.name.includes(word)));
  // Names come first: whoever writes "heading" wants the block, not everything that has a heading.
  const wanted = new Set(named.length ? named : entries.filter((entry) => words.every((word) => entry.text.includes(word))));
  for (const entry of entries) {
    entry.element.hidden = !wanted.has(entry);
    if (entry.link) entry.link.hidden = !wanted.has(entry);
  }
  for (const heading of headings) {
    let next = heading.nextElementSibling;
    while (next && next.tagName !== "H2" && next.hidden) next = next.nextElementSibling;
    heading.hidden = !next || next.tagName === "H2";
  }
  status.textContent = words.length ? (wanted.size === 1 ? "1 found" : `${wanted.size} found`) : "";
}

field.hidden = false;
field.addEventListener("input", () => show(field.value));
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.target.matches("input, pre") && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    field.focus();
  } else if (event.key === "Escape" && event.target === field) {
    field.value = "";
    show("");
  }
});
// A link to what the search has hidden leads there all the same.
window.addEventListener("hashchange", () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target?.hidden) {
    field.value = "";
    show("");
    target.scrollIntoView();
  }
});
