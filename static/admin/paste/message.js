/*
 * The message of a paste or a drop: what came in, what stayed out, what is to be done. It stays until somebody closes it,
 * takes no focus, and is read out by screen readers as it changes.
 */
(() => {
  const masthead = (window.masthead = window.masthead || {});
  const paste = (masthead.paste = masthead.paste || {});

  const element = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
    made.append(...children.filter(Boolean));
    return made;
  };
  paste.element = element;

  const icon = (name) => {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
    svg.setAttribute('class', `icon icon-${name}`);
    svg.setAttribute('aria-hidden', 'true');
    use.setAttribute('href', `#icon-${name}`);
    svg.append(use);
    return svg;
  };

  let box = null;

  const makeBox = () => {
    const words = element('div', { class: 'masthead-paste__words', role: 'status' });
    const close = element('button', { type: 'button', class: 'masthead-paste__close', 'aria-label': paste.say('close') }, icon('cross'));
    const actions = element('div', { class: 'masthead-paste__actions' });
    const more = element('div', {});
    box = element('section', { class: 'masthead-paste', 'aria-label': paste.say('title') }, close, words, more, actions);
    Object.assign(box, { words, more, actions });
    close.addEventListener('click', () => paste.closeMessage());
    box.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') paste.closeMessage();
    });
    document.body.append(box);
  };

  paste.closeMessage = () => {
    if (!box) return;
    box.remove();
    box = null;
    document.dispatchEvent(new CustomEvent('masthead:paste-message-closed'));
  };

  /* What was left out, item by item, behind a disclosure. */
  const details = (leftOut) => {
    const items = leftOut.flatMap((kind) => kind.items.map(({ detail }) => [kind.text, detail]));
    if (!items.length) return null;
    const list = element('ul', {}, ...items.map(([, detail]) => element('li', {}, detail)));
    return element('details', {}, element('summary', {}, paste.say('left_out_more')), list);
  };

  /*
   * Shows the message, in the place of the one before. `lines` are sentences, or {text, problem: true}. `progress` is a
   * fraction. `actions` are [label, function].
   */
  paste.showMessage = ({ lines, leftOut = [], progress = null, actions = [] }) => {
    if (!box) makeBox();
    const texts = lines.filter(Boolean).map((line) => {
      const { text, problem } = typeof line === 'string' ? { text: line, problem: false } : line;
      return element('p', problem ? { class: 'masthead-paste__problem' } : {}, problem ? icon('warning') : null, text);
    });
    // The live region stays the same, so that what is new in it is read out; unchanged sentences are not said twice.
    const said = texts.map((text) => text.textContent).join('\n');
    if (box.said !== said) box.words.replaceChildren(...texts);
    box.said = said;
    const bar = progress === null ? null : element('progress', { max: '1', value: String(progress), 'aria-hidden': 'true' });
    box.more.replaceChildren(...[bar, details(leftOut)].filter(Boolean));
    box.actions.replaceChildren(
      ...actions.map(([label, act]) => {
        const button = element('button', { type: 'button', class: 'button button-small button-secondary' }, label);
        button.addEventListener('click', act);
        return button;
      }),
    );
  };
})();
