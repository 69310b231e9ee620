/*
 * What the keyboard does in every editor.
 *
 * Ctrl (or Command), Shift and Enter press the button in front, whatever it says: "Publish", "Approve and publish", "Save draft".
 * Wagtail's own Ctrl and S saves a draft. The picker of blocks opens with the cursor in its search, and Escape leads back to its button.
 */
(() => {
  const FRAMES = 30;

  const front = () => document.querySelector('footer nav button[type="submit"]');
  const isBusy = () => document.querySelector('[role="dialog"]:not([hidden], [aria-hidden="true"]), .modal.in');

  document.addEventListener('DOMContentLoaded', () => front()?.setAttribute('aria-keyshortcuts', 'Control+Shift+Enter Meta+Shift+Enter'));

  const pressFront = (event) => {
    if (event.key !== 'Enter' || !event.shiftKey || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    const button = front();
    if (!button || button.disabled || isBusy()) return;
    event.preventDefault();
    event.stopPropagation();
    button.click();
  };

  const pickerOf = (button) => button.parentElement.querySelector('[data-tippy-root]');

  /* The picker is drawn a moment after the press. */
  const beginSearch = (button, frames) => {
    const field = pickerOf(button)?.querySelector('[role="combobox"]');
    if (field) field.focus({ preventScroll: true });
    else if (frames) requestAnimationFrame(() => beginSearch(button, frames - 1));
  };

  const leavePicker = (event) => {
    const picker = event.key === 'Escape' ? event.target.closest?.('[data-tippy-root]') : null;
    const button = picker?.parentElement.querySelector('.c-sf-add-button');
    if (button) requestAnimationFrame(() => button.focus());
  };

  document.addEventListener('keydown', pressFront, true);
  document.addEventListener('keydown', leavePicker, true);
  document.addEventListener('click', (event) => {
    const button = event.target.closest?.('.c-sf-add-button');
    // On a touch screen the search would bring up the keyboard, over the blocks.
    if (button && !matchMedia('(pointer: coarse)').matches) beginSearch(button, FRAMES);
  });
})();
