/*
 * What the keyboard does in every editor: Ctrl (or Command), Shift and Enter press the button in front, whatever it says:
 * "Publish", "Approve and publish", "Save draft". Wagtail's own Ctrl and S saves a draft.
 */
(() => {
  const front = () => document.querySelector('form[data-edit-form] footer button[type="submit"], footer button[form][type="submit"]');
  const busy = () => document.querySelector('[role="dialog"]:not([hidden], [aria-hidden="true"]), .modal.in');

  document.addEventListener('DOMContentLoaded', () => front()?.setAttribute('aria-keyshortcuts', 'Control+Shift+Enter Meta+Shift+Enter'));
  document.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Enter' || !event.shiftKey || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      const button = front();
      if (!button || button.disabled || busy()) return;
      event.preventDefault();
      event.stopPropagation();
      button.click();
    },
    true,
  );
})();
