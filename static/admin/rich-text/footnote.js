/* Footnotes: a mark in the text, and a note with an identifier of its own that it keeps for good. */
(() => {
  const { masthead } = window;
  const TYPE = 'FOOTNOTE';
  const MARK = '*';

  /* Pages that are not served over HTTPS have no crypto.randomUUID. */
  const newId = () => {
    if (crypto.randomUUID) return crypto.randomUUID();
    const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte, index) => {
      if (index === 6) return (byte & 0x0f) | 0x40;
      return index === 8 ? (byte & 0x3f) | 0x80 : byte;
    }).map((byte) => byte.toString(16).padStart(2, '0'));
    return [hex.slice(0, 4), hex.slice(4, 6), hex.slice(6, 8), hex.slice(8, 10), hex.slice(10)].map((part) => part.join('')).join('-');
  };

  /* Whether a copy of the note is somewhere else on the page, in this editor or in another one. */
  const isShared = (id) => {
    const editors = Array.from(document.querySelectorAll('input'), (input) => input.draftailEditor).filter(Boolean);
    const texts = editors.map((editor) => JSON.stringify(window.DraftJS.convertToRaw(editor.getEditorState().getCurrentContent())));
    return texts.join().split(id).length > 2;
  };

  class FootnoteSource extends masthead.EntitySource {
    ask(footnote) {
      const labels = masthead.labels(TYPE);
      const before = footnote ? footnote.getData() : { text: '' };
      masthead.openDialog({
        title: footnote ? labels.change : labels.insert,
        iconName: 'masthead-footnote',
        fields: [{ name: 'text', label: labels.note, value: before.text, help: labels.help, multiline: true }],
        save: labels.save,
        labels,
        onSave: ({ text }) => {
          if (!footnote) this.insert({ mutability: 'IMMUTABLE', data: { id: newId(), text }, text: MARK });
          else if (text === before.text) this.cancel();
          // A copy that gets another text becomes a note of its own.
          else this.change({ id: isShared(before.id) ? newId() : before.id, text });
        },
        onRemove: footnote && (() => this.remove(true)),
        onCancel: () => this.cancel(),
      });
    }
  }

  masthead.registerEntity({
    type: TYPE,
    source: FootnoteSource,
    decorator: masthead.entityDecorator({ type: TYPE, describe: ({ text }) => ({ text }), removesText: true }),
  });
})();
