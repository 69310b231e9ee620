/* Terms: text that refers to a definition. */
(() => {
  const { masthead } = window;
  const TYPE = 'TERM';
  const LONGEST_SEARCH = 60;

  class TermSource extends masthead.EntitySource {
    ask(term) {
      if (!term) {
        this.choose(masthead.selectedText(this.props.editorState));
        return;
      }
      const { name, definition } = term.getData();
      const labels = masthead.labels(TYPE);
      masthead.openDialog({
        title: name || labels.change,
        iconName: 'masthead-term',
        body: definition || labels.broken,
        save: labels.save,
        labels,
        onSave: () => this.choose(''),
        onRemove: () => this.remove(false),
        onCancel: () => this.cancel(),
      });
    }

    choose(search) {
      const urlParams = {};
      if (search.length <= LONGEST_SEARCH) urlParams.q = search;
      const locale = window.wagtailConfig && window.wagtailConfig.ACTIVE_CONTENT_LOCALE;
      if (locale) urlParams.locale = locale;

      let chosen = null;
      // Wagtail's modal gives the focus back to what had it, when it has faded out: only then is it the editor's turn.
      window.jQuery(document.body).one('hidden.bs.modal', () => (chosen ? this.use(chosen) : this.cancel()));
      window.ModalWorkflow({
        url: this.props.entityType.chooserUrls.termChooser,
        urlParams,
        onload: {
          ...window.CHOOSER_MODAL_ONLOAD_HANDLERS,
          choose(modal, data) {
            window.CHOOSER_MODAL_ONLOAD_HANDLERS.choose(modal, data);
            modal.container.one('shown.bs.modal', () => modal.body.find('#id_q').trigger('select'));
          },
        },
        responses: {
          chosen: (term) => {
            chosen = term;
          },
        },
        onError: () => this.cancel(),
      });
    }

    use({ id, name, definition, live }) {
      const data = { id: Number(id), name, definition, live };
      if (this.entity) this.change(data);
      else if (masthead.selectedText(this.props.editorState)) this.insert({ mutability: 'MUTABLE', data });
      else this.insert({ mutability: 'MUTABLE', data, text: name });
    }
  }

  masthead.registerEntity({
    type: TYPE,
    source: TermSource,
    decorator: masthead.entityDecorator({
      type: TYPE,
      describe: ({ name, definition, live }, labels) => {
        if (!name) return { warning: labels.broken, className: 'masthead-entity--broken' };
        return { title: name, text: definition, warning: live ? null : labels.draft, className: live ? '' : 'masthead-entity--broken' };
      },
    }),
  });
})();
