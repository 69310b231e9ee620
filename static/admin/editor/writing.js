/*
 * The line below the body: words, reading time, and the terms that the text uses without linking them. The server counts and
 * finds (cms/content/editor/writing.py), when the text has rested for a moment; here it is shown, and terms are linked.
 */
(() => {
  const { Controller } = window.StimulusModule;
  const REST = 600;
  const PATIENCE = 3000;

  /* The body as it would be posted. Only that: nothing else counts. */
  const body = (form) => {
    const data = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (name.startsWith('body-') && typeof value === 'string') data.append(name, value);
    return data;
  };

  class WritingController extends Controller {
    static targets = ['summary', 'toggle', 'number', 'panel', 'list', 'status'];

    static values = { address: String, failed: String, linked: String };

    connect() {
      this.form = this.element.closest('form');
      if (this.element.parentElement !== this.form) {
        // At the end of the form it stays in sight, whatever tab is open. Stimulus connects it again there.
        this.form.append(this.element);
        return;
      }
      this.beginWithTitle(60);
      this.sent = null;
      this.soon = () => this.wait();
      this.onKey = (event) => {
        if (event.key === 'Escape' && !this.panelTarget.hidden) this.close();
      };
      for (const name of ['input', 'keyup', 'click', 'drop', 'paste']) this.form.addEventListener(name, this.soon);
      this.element.addEventListener('keydown', this.onKey);
      this.wait();
    }

    disconnect() {
      for (const name of ['input', 'keyup', 'click', 'drop', 'paste']) this.form.removeEventListener(name, this.soon);
      this.element.removeEventListener('keydown', this.onKey);
      clearTimeout(this.timer);
      if (this.request) this.request.abort();
    }

    /* The browser's own autofocus comes while the tabs are still hidden. */
    beginWithTitle(frames) {
      const title = this.form.elements.namedItem('title');
      if (!title || !title.autofocus || !frames || document.activeElement !== document.body) return;
      title.focus();
      requestAnimationFrame(() => this.beginWithTitle(frames - 1));
    }

    wait() {
      this.since = this.since || performance.now();
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), performance.now() - this.since > PATIENCE ? 0 : REST);
    }

    async ask() {
      this.since = null;
      const data = body(this.form);
      const text = data.toString();
      if (text === this.sent) return;
      this.sent = text;
      if (this.request) this.request.abort();
      this.request = new AbortController();
      try {
        const response = await fetch(this.addressValue, {
          method: 'POST',
          body: data,
          signal: this.request.signal,
          headers: { 'X-Requested-With': 'XMLHttpRequest', [window.wagtailConfig.CSRF_HEADER_NAME]: window.wagtailConfig.CSRF_TOKEN },
        });
        if (!response.ok) throw new Error(response.status);
        this.show(await response.json());
      } catch {
        // The server is away or busy: what is shown stays, and the next change asks again.
        if (text === this.sent) this.sent = null;
      }
    }

    show({ summary, terms, terms_summary: count }) {
      this.summaryTarget.textContent = summary;
      // The same numbers in Wagtail's panel of checks.
      for (const place of document.querySelectorAll('[data-masthead-writing-summary]')) place.textContent = summary;
      const focused = this.panelTarget.contains(document.activeElement);
      this.numberTarget.textContent = count;
      this.toggleTarget.hidden = terms.length === 0;
      this.listTarget.replaceChildren(...terms.map((term) => this.row(term)));
      if (terms.length === 0) this.close(focused);
      else if (focused) this.listTarget.querySelector('button').focus();
    }

    row(found) {
      const row = document.createElement('li');
      row.className = 'masthead-writing__term';
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'button button-small button-secondary';
      button.textContent = found.label;
      button.addEventListener('click', () => this.link(found, row));
      const where = document.createElement('p');
      where.className = 'masthead-writing__context';
      const mark = document.createElement('mark');
      mark.textContent = found.text;
      where.append(found.before, mark, found.after);
      const definition = document.createElement('p');
      definition.className = 'masthead-writing__definition';
      definition.textContent = found.term.definition;
      row.append(button, where, definition);
      return row;
    }

    toggle() {
      if (this.panelTarget.hidden) this.open();
      else this.close();
    }

    open() {
      this.panelTarget.hidden = false;
      this.toggleTarget.setAttribute('aria-expanded', 'true');
      this.listTarget.querySelector('button').focus({ preventScroll: true });
    }

    close(focus = true) {
      this.panelTarget.hidden = true;
      this.toggleTarget.setAttribute('aria-expanded', 'false');
      if (focus && !this.toggleTarget.hidden) this.toggleTarget.focus({ preventScroll: true });
    }

    link(found, row) {
      const next = row.nextElementSibling || row.previousElementSibling;
      if (!this.apply(found)) {
        this.statusTarget.textContent = this.failedValue;
        this.sent = null;
        this.wait();
        return;
      }
      this.statusTarget.textContent = `${this.linkedValue}${found.text}`;
      row.remove();
      if (next) next.querySelector('button').focus({ preventScroll: true });
      else {
        this.toggleTarget.hidden = true;
        this.close(false);
      }
      this.wait();
    }

    /* Puts the term on its stretch of text, as one step that can be undone. False if the text there is another by now. */
    apply({ term, field, key, start, end, text }) {
      const { EditorState, Modifier, SelectionState } = window.DraftJS;
      const input = this.form.elements.namedItem(field);
      const editor = input && input.draftailEditor;
      const state = editor && editor.getEditorState();
      const block = state && state.getCurrentContent().getBlockForKey(key);
      if (!block || block.getText().slice(start, end) !== text) return false;
      for (let offset = start; offset < end; offset += 1) if (block.getEntityAt(offset)) return false;
      const data = { id: Number(term.id), name: term.name, definition: term.definition, live: term.live };
      const content = state.getCurrentContent().createEntity('TERM', 'MUTABLE', data);
      const range = SelectionState.createEmpty(key).merge({ anchorOffset: start, focusOffset: end });
      const applied = Modifier.applyEntity(content, range, content.getLastCreatedEntityKey());
      editor.onChange(EditorState.acceptSelection(EditorState.push(state, applied, 'apply-entity'), state.getSelection()));
      return true;
    }
  }

  window.wagtail.app.register('masthead-writing', WritingController);
})();
