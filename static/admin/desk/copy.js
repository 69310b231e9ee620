// Buttons that copy what a field holds: data-copy names the field, data-copied is what is said then.

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    const source = document.querySelector(button.dataset.copy);
    source.select();
    try {
      await navigator.clipboard.writeText(source.value);
    } catch {
      // Without HTTPS there is no clipboard; what is selected can still be copied.
      document.execCommand("copy");
    }
    button.parentElement.querySelector("[data-copy-status]").textContent = button.dataset.copied;
  });
}
