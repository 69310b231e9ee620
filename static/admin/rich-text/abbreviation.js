/* Abbreviations: text with what it stands for. */
(() => {
  const { masthead } = window;
  const TYPE = 'ABBREVIATION';

  class AbbreviationSource extends masthead.EntitySource {
    ask(abbreviation) {
      const labels = masthead.labels(TYPE);
      const selected = masthead.selectedText(this.props.editorState);
      const title = { name: 'title', label: labels.title, help: labels.help, value: abbreviation ? abbreviation.getData().title : '' };
      const text = { name: 'text', label: labels.text };
      masthead.openDialog({
        title: abbreviation ? labels.change : labels.insert,
        iconName: 'masthead-abbreviation',
        body: abbreviation ? null : selected,
        fields: abbreviation || selected ? [title] : [text, title],
        save: labels.save,
        labels,
        onSave: (values) => {
          const data = { title: values.title };
          if (abbreviation) this.change(data);
          else this.insert({ mutability: 'MUTABLE', data, text: values.text });
        },
        onRemove: abbreviation && (() => this.remove(false)),
        onCancel: () => this.cancel(),
      });
    }
  }

  masthead.registerEntity({
    type: TYPE,
    source: AbbreviationSource,
    decorator: masthead.entityDecorator({ type: TYPE, describe: ({ title }) => ({ text: title }) }),
  });
})();
