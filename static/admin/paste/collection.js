/* Which collection pictures go to: asked where somebody has a choice, with the last answer filled in. */
(() => {
  const masthead = (window.masthead = window.masthead || {});
  const paste = (masthead.paste = masthead.paste || {});
  const REMEMBERED = 'masthead:picture-collection';

  const remembered = () => {
    try {
      return localStorage.getItem(REMEMBERED);
    } catch {
      return null;
    }
  };
  const remember = (value) => {
    try {
      localStorage.setItem(REMEMBERED, value);
    } catch {
      // A browser that keeps nothing asks again with the first collection filled in.
    }
  };

  const ask = (collections) =>
    new Promise((resolve) => {
      const { element, say } = paste;
      const before = document.activeElement;
      const select = element(
        'select',
        { id: 'masthead-collection' },
        ...collections.map(({ id, name }) => element('option', { value: String(id) }, name)),
      );
      const last = remembered();
      if (collections.some(({ id }) => String(id) === last)) select.value = last;
      const cancel = element('button', { type: 'button', class: 'button button-secondary' }, say('cancel'));
      const form = element(
        'form',
        {},
        element(
          'div',
          { class: 'w-field__wrapper masthead-dialog__field' },
          element('label', { class: 'w-field__label', for: 'masthead-collection' }, say('collection_label')),
          element('div', { class: 'w-field' }, select),
        ),
        element('div', { class: 'masthead-dialog__buttons' }, element('button', { type: 'submit', class: 'button' }, say('collection_upload')), cancel),
      );
      const dialog = element(
        'dialog',
        { class: 'masthead-dialog', 'aria-labelledby': 'masthead-collection-title' },
        element('header', { class: 'masthead-dialog__header' }, element('h2', { id: 'masthead-collection-title' }, say('collection_title'))),
        form,
      );
      let answer = null;
      form.addEventListener('submit', (event) => {
        event.preventDefault();
        answer = select.value;
        remember(answer);
        dialog.close();
      });
      cancel.addEventListener('click', () => dialog.close());
      dialog.addEventListener('keydown', (event) => {
        if (event.key === 'Enter' && event.target === select) {
          event.preventDefault();
          form.requestSubmit();
        }
        event.stopPropagation();
      });
      dialog.addEventListener('close', () => {
        dialog.remove();
        if (before && before.focus) before.focus({ preventScroll: true });
        resolve(answer);
      });
      document.body.append(dialog);
      dialog.showModal();
      select.focus();
    });

  /* The id of the collection; null if somebody thought better of it. Throws {status} where the server says no. */
  paste.chooseCollection = async () => {
    if (!paste.collections) paste.collections = (await paste.request(paste.options().urls.picture)).collections;
    return paste.collections.length === 1 ? String(paste.collections[0].id) : ask(paste.collections);
  };
})();
