/*
 * A small window with a form, for what the editor asks about a piece of text.
 *
 * The browser's own <dialog> keeps the focus inside, closes on Escape and lies above everything; Wagtail's classes and
 * colours make it look like the rest of the admin. It stands outside the page's form, so that Enter never saves the page.
 */
(() => {
  const masthead = (window.masthead = window.masthead || {});
  let count = 0;

  const element = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => {
      if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value === true ? '' : value);
    });
    made.append(...children.filter((child) => child !== null));
    return made;
  };

  const icon = (name) => {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
    svg.setAttribute('class', `icon icon-${name}`);
    svg.setAttribute('aria-hidden', 'true');
    use.setAttribute('href', `#icon-${name}`);
    svg.append(use);
    return svg;
  };

  /* A labelled field; its input is found by its name in the form's elements. */
  const formField = (id, { name, label, value, help, multiline }, labels) => {
    const input = element(multiline ? 'textarea' : 'input', {
      id,
      name,
      required: true,
      rows: multiline ? 4 : null,
      type: multiline ? null : 'text',
      autocomplete: 'off',
      'aria-describedby': `${id}-errors${help ? ` ${id}-help` : ''}`,
    });
    input.value = value || '';
    input.addEventListener('input', () => input.removeAttribute('aria-invalid'));
    return element(
      'div',
      { class: 'w-field__wrapper masthead-dialog__field' },
      element('label', { class: 'w-field__label', for: id }, label, element('span', { class: 'w-required-mark', 'aria-hidden': 'true' }, '*')),
      element('div', { class: 'w-field' }, input),
      element('p', { class: 'masthead-dialog__error', id: `${id}-errors` }, labels.required),
      help ? element('div', { class: 'help', id: `${id}-help` }, help) : null,
    );
  };

  /*
   * Opens a dialog. `fields` are {name, label, value, help, multiline}; all of them are required. `body` is text above them.
   * One of the callbacks is called when it has closed: onSave(values), onRemove() or onCancel().
   */
  masthead.openDialog = ({ title, iconName, body, fields = [], save, labels, onSave, onRemove, onCancel }) => {
    count += 1;
    const id = `masthead-dialog-${count}`;
    let done = onCancel;

    const close = element('button', { type: 'button', class: 'masthead-dialog__close', 'aria-label': labels.close }, icon('cross'));
    const cancel = element('button', { type: 'button', class: 'button button-secondary' }, labels.cancel);
    const remove = onRemove ? element('button', { type: 'button', class: 'button button-secondary no masthead-dialog__remove' }, labels.remove) : null;
    const form = element(
      'form',
      { novalidate: true },
      body ? element('p', { class: 'masthead-dialog__body', id: `${id}-body` }, body) : null,
      ...fields.map((field, index) => formField(`${id}-field-${index}`, field, labels)),
      element('div', { class: 'masthead-dialog__buttons' }, element('button', { type: 'submit', class: 'button' }, save), cancel, remove),
    );
    const dialog = element(
      'dialog',
      { class: 'masthead-dialog', 'aria-labelledby': `${id}-title`, 'aria-describedby': body ? `${id}-body` : null },
      element('header', { class: 'masthead-dialog__header' }, element('h2', { id: `${id}-title` }, icon(iconName), title), close),
      form,
    );

    const submit = (event) => {
      event.preventDefault();
      const values = {};
      const missing = fields.filter(({ name }) => {
        values[name] = form.elements[name].value.trim();
        return !values[name];
      });
      missing.forEach(({ name }) => form.elements[name].setAttribute('aria-invalid', 'true'));
      if (missing.length) {
        form.elements[missing[0].name].focus();
        return;
      }
      done = () => onSave(values);
      dialog.close();
    };

    form.addEventListener('submit', submit);
    dialog.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event);
      // What is typed here is not for the page behind it: Escape, Enter and the editor's shortcuts.
      event.stopPropagation();
    });
    [cancel, close].forEach((button) => button.addEventListener('click', () => dialog.close()));
    if (remove) {
      remove.addEventListener('click', () => {
        done = onRemove;
        dialog.close();
      });
    }
    dialog.addEventListener('close', () => {
      dialog.remove();
      done();
    });

    document.body.append(dialog);
    dialog.showModal();
    const first = fields.length ? form.elements[fields[0].name] : form.querySelector('button');
    first.focus();
    if (fields.length) first.setSelectionRange(first.value.length, first.value.length);
  };
})();
