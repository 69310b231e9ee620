/*
 * What terms, footnotes and abbreviations share: how they get into the text and out of it, how they look, their shortcuts.
 */
(() => {
  const masthead = (window.masthead = window.masthead || {});
  const { React, ReactDOM } = window;
  const { EditorState, Modifier, SelectionState } = window.DraftJS;

  /* --- the text ---------------------------------------------------------------------------------------------------- */

  /* The text that is selected, on one line. */
  masthead.selectedText = (editorState) => {
    const selection = editorState.getSelection();
    const blocks = editorState.getCurrentContent().getBlockMap();
    const [startKey, endKey] = [selection.getStartKey(), selection.getEndKey()];
    const inside = blocks.skipUntil((_, key) => key === startKey).takeUntil((_, key) => key === endKey);
    return inside
      .concat([[endKey, blocks.get(endKey)]])
      .map((block, key) => {
        const from = key === startKey ? selection.getStartOffset() : 0;
        return block.getText().slice(from, key === endKey ? selection.getEndOffset() : undefined);
      })
      .join(' ')
      .trim();
  };

  /* The stretch of text that carries an entity, as a selection. */
  const entityRange = (editorState, entityKey) => {
    let found = editorState.getSelection();
    editorState
      .getCurrentContent()
      .getBlockMap()
      .forEach((block) =>
        block.findEntityRanges(
          (character) => character.getEntity() === entityKey,
          (start, end) => {
            found = SelectionState.createEmpty(block.getKey()).merge({ anchorOffset: start, focusOffset: end });
          },
        ),
      );
    return found;
  };

  /* The caret behind a selection. */
  const behind = (selection) =>
    selection.merge({
      anchorKey: selection.getEndKey(),
      anchorOffset: selection.getEndOffset(),
      focusKey: selection.getEndKey(),
      focusOffset: selection.getEndOffset(),
      isBackward: false,
    });

  /* Turns the selected text into an entity, or inserts `text` as one where the caret is. The caret ends up behind it. */
  const insertEntity = (editorState, { type, mutability, data, text }) => {
    const content = editorState.getCurrentContent().createEntity(type, mutability, data);
    const key = content.getLastCreatedEntityKey();
    const selection = editorState.getSelection();
    if (text !== undefined) {
      const inserted = Modifier.replaceText(content, selection, text, null, key);
      return EditorState.push(editorState, inserted, 'insert-characters');
    }
    const applied = Modifier.applyEntity(content, selection, key);
    return EditorState.forceSelection(EditorState.push(editorState, applied, 'apply-entity'), behind(selection));
  };

  /* Takes an entity out of the text; with it its text, or not. */
  masthead.removeEntity = (editorState, entityKey, withText) => {
    const range = entityRange(editorState, entityKey);
    const content = editorState.getCurrentContent();
    if (withText) {
      const shorter = EditorState.push(editorState, Modifier.removeRange(content, range, 'backward'), 'remove-range');
      return EditorState.forceSelection(shorter, shorter.getSelection());
    }
    const plain = EditorState.push(editorState, Modifier.applyEntity(content, range, null), 'apply-entity');
    return EditorState.forceSelection(plain, behind(range));
  };

  /*
   * The base of the components that Draftail mounts when somebody wants to insert or change an entity. Subclasses define
   * `ask(entity)`, with the entity that is to be changed or null, and call `insert`, `change`, `remove` or `cancel` in the end.
   */
  masthead.EntitySource = class EntitySource extends React.Component {
    componentDidMount() {
      const { entity, entityType } = this.props;
      // Draftail hands over whatever entity is selected: a link, for example, when a footnote is put into its text.
      this.entity = entity && entity.getType() === entityType.type ? entity : null;
      this.ask(this.entity);
    }

    /* Without `text` the selection becomes the entity. With `text` it is inserted, behind the selection. */
    insert({ mutability, data, text }) {
      const { editorState, entityType, onComplete } = this.props;
      const type = entityType.type;
      const at = editorState.getSelection();
      const state = text === undefined ? editorState : EditorState.acceptSelection(editorState, behind(at));
      onComplete(insertEntity(state, { type, mutability, data, text }));
    }

    /* A new entity in the place of the old one, so that the change can be undone. */
    change(data) {
      const { editorState, entityKey, entityType, onComplete } = this.props;
      const state = EditorState.acceptSelection(editorState, entityRange(editorState, entityKey));
      onComplete(insertEntity(state, { type: entityType.type, mutability: this.entity.getMutability(), data }));
    }

    remove(withText) {
      const { editorState, entityKey, onComplete } = this.props;
      onComplete(masthead.removeEntity(editorState, entityKey, withText));
    }

    /* Nothing changes; the editor gets the focus and the caret back. */
    cancel() {
      const { editorState, onComplete } = this.props;
      const selection = editorState.getSelection();
      // An entity that was to be changed is selected as a whole: the next letter would replace it.
      onComplete(EditorState.forceSelection(editorState, this.entity ? behind(selection) : selection));
    }

    render() {
      return null;
    }
  };

  /* --- how it looks ------------------------------------------------------------------------------------------------ */

  /* The box below an entity that was clicked. It closes like those of Wagtail's links. */
  class EntityTooltip extends React.Component {
    constructor(props) {
      super(props);
      this.container = document.createElement('div');
      this.onEvent = (event) => {
        if (event.type === 'resize' || !this.container.contains(event.target)) this.props.onClose();
      };
    }

    componentDidMount() {
      this.props.target.container.append(this.container);
      document.addEventListener('mouseup', this.onEvent);
      document.addEventListener('keyup', this.onEvent);
      window.addEventListener('resize', this.onEvent);
      // The box hangs centred below its entity; at the ends of a line it is moved back over the text.
      const box = this.container.firstChild;
      const [inner, outer] = [box.getBoundingClientRect(), this.props.target.container.getBoundingClientRect()];
      const shift = Math.max(outer.left - inner.left, 0) - Math.max(inner.right - outer.right, 0);
      box.style.marginLeft = `${shift}px`;
    }

    componentWillUnmount() {
      this.container.remove();
      document.removeEventListener('mouseup', this.onEvent);
      document.removeEventListener('keyup', this.onEvent);
      window.removeEventListener('resize', this.onEvent);
    }

    render() {
      const { target, children } = this.props;
      return ReactDOM.createPortal(React.createElement(window.draftail.Tooltip, { target, direction: 'top' }, children), this.container);
    }
  }

  const place = (trigger) => {
    const container = trigger.closest('[data-draftail-editor-wrapper]');
    const outer = container.getBoundingClientRect();
    const inner = trigger.getBoundingClientRect();
    return {
      container,
      top: inner.top - outer.top - document.documentElement.scrollTop,
      left: inner.left - outer.left - document.documentElement.scrollLeft,
      width: inner.width,
      height: inner.height,
    };
  };

  /*
   * Makes the component that shows an entity in the text. `describe(data, labels)` says what its box tells:
   * {title, text, warning, className}. `removesText` for entities that are nothing without their mark.
   */
  masthead.entityDecorator = ({ type, describe, removesText = false }) =>
    class EntityDecorator extends React.Component {
      constructor(props) {
        super(props);
        this.state = { target: null };
        this.open = (event) => this.setState({ target: place(event.currentTarget) });
        this.close = () => this.setState({ target: null });
      }

      act(event, action) {
        event.preventDefault();
        event.stopPropagation();
        const { container } = this.state.target;
        this.close();
        action(container);
      }

      remove(container) {
        const { getEditorState, setEditorState, entityKey } = this.props;
        container.querySelector('[contenteditable]').focus();
        setEditorState(masthead.removeEntity(getEditorState(), entityKey, removesText));
      }

      render() {
        const { children, contentState, entityKey, onEdit } = this.props;
        const labels = masthead.labels(type);
        const { title, text, warning, className } = describe(contentState.getEntity(entityKey).getData(), labels);
        const button = (label, classes, action) =>
          React.createElement(
            'button',
            { type: 'button', className: `button button-small Tooltip__button ${classes}`, onClick: (event) => this.act(event, action) },
            label,
          );
        return React.createElement(
          'span',
          {
            className: `masthead-entity masthead-entity--${type.toLowerCase()} ${className || ''}`,
            role: 'button',
            'data-draftail-trigger': true,
            onMouseUp: this.open,
          },
          children,
          this.state.target &&
            React.createElement(
              EntityTooltip,
              { target: this.state.target, onClose: this.close },
              React.createElement(
                'div',
                { className: 'masthead-tooltip' },
                title && React.createElement('strong', { className: 'masthead-tooltip__title' }, title),
                text && React.createElement('span', { className: 'masthead-tooltip__text' }, text),
                warning && React.createElement('span', { className: 'masthead-tooltip__warning' }, warning),
                React.createElement(
                  'span',
                  { className: 'masthead-tooltip__buttons' },
                  button(labels.edit, '', () => onEdit(entityKey)),
                  button(labels.remove, 'button-secondary no', (container) => this.remove(container)),
                ),
              ),
            ),
        );
      }
    };

  /* --- what the server says, and the keyboard ---------------------------------------------------------------------- */

  const known = {};

  /* The words of an entity type, in the editor's language. They come with the options of every editor on the page. */
  masthead.labels = (type) => known[type];

  /* Makes an entity type known to Draftail: its source, its decorator, and a plugin for its shortcut. */
  masthead.registerEntity = ({ type, source, decorator }) => {
    window.draftail.registerPlugin({ type, source, decorator }, 'entityTypes');
    window.draftail.registerPlugin(
      {
        type,
        // `this` has the server's options, too: cms/content/editor/features.py.
        initialize() {
          known[type] = this.labels;
        },
        // Ctrl + Alt and a letter. AltGr, which some systems report as both, writes a character and is left alone.
        keyBindingFn(event) {
          const modified = event.altKey && !event.shiftKey && (event.ctrlKey || event.metaKey) && !event.getModifierState('AltGraph');
          return modified && event.keyCode === this.letter.charCodeAt(0) ? type : undefined;
        },
      },
      'plugins',
    );
  };
})();
