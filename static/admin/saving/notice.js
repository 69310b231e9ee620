/*
 * The line above the editor's buttons that says how saving stands, and the offer to restore work at the top of the form.
 * Both are announced by screen readers without taking the focus.
 */
const element = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
  made.append(...children);
  return made;
};

const button = (label, onClick, secondary) => {
  const made = element('button', { type: 'button', class: `button button-small${secondary ? ' button-secondary' : ''}` }, label);
  made.addEventListener('click', onClick);
  return made;
};

let line = null;
let shown = '';

/* Says `text`, with buttons or links; nothing when it is said already. `say('')` ends it. */
const say = (text, actions = [], kind = 'calm') => {
  if (!line) {
    line = element('div', { class: 'masthead-saving', role: 'status', 'aria-live': 'polite' });
    const footer = document.querySelector('[data-edit-form] footer');
    (footer || document.querySelector('[data-edit-form]')).prepend(line);
  }
  if (shown === text) return;
  shown = text;
  line.dataset.kind = kind;
  line.hidden = !text;
  line.replaceChildren(...(text ? [element('p', {}, text), ...actions] : []));
  // Wagtail's own words about the same.
  document.documentElement.toggleAttribute('data-masthead-saving', Boolean(text) && kind !== 'done');
};

/* Offers one kept record, above the form. */
const offer = (words, when, onRestore, onForget) => {
  const box = element(
    'section',
    { class: 'masthead-offer', 'aria-label': words.restore },
    element('p', { role: 'status' }, element('strong', {}, words.offer.replace('%(when)s', when)), ` ${words.offer_more}`),
  );
  box.append(
    button(words.restore, onRestore),
    button(
      words.forget,
      () => {
        onForget();
        box.remove();
      },
      true,
    ),
  );
  document.querySelector('[data-edit-form]').before(box);
};

const link = (label, href) => element('a', { class: 'button button-small', href, target: '_blank', rel: 'noopener' }, label);

window.masthead = window.masthead || {};
window.masthead.notice = { say, offer, button, link, element };
