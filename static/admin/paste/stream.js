/*
 * Blocks into a body and out of it again, through Wagtail's own StreamField.
 *
 * A place is {root, child}: the stream of a body, and the block in it. Wagtail keeps the stream at its element (`rootBlock`).
 */
(() => {
  const masthead = (window.masthead = window.masthead || {});
  const paste = (masthead.paste = masthead.paste || {});
  const CHILD = '[data-streamfield-child]';

  const newId = () => {
    if (crypto.randomUUID) return crypto.randomUUID();
    // Pages that are not served over HTTPS have no crypto.randomUUID.
    const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte, index) => {
      if (index === 6) return (byte & 0x0f) | 0x40;
      return index === 8 ? (byte & 0x3f) | 0x80 : byte;
    }).map((byte) => byte.toString(16).padStart(2, '0'));
    return [hex.slice(0, 4), hex.slice(4, 6), hex.slice(6, 8), hex.slice(8, 10), hex.slice(10)].map((part) => part.join('')).join('-');
  };

  /* The stream around an element, if it is a body: one that takes paragraphs and images. */
  paste.streamAt = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const types = at.rootBlock && at.rootBlock.blockDef && at.rootBlock.blockDef.childBlockDefsByName;
      if (types) return types.paragraph && types.image ? at.rootBlock : null;
    }
    return null;
  };

  /* The place of an element in the body around it; null outside of bodies. */
  paste.placeOf = (element) => {
    const root = paste.streamAt(element);
    if (!root) return null;
    let at = element.closest(CHILD);
    while (at) {
      const here = at;
      const child = root.children.find((one) => one.element === here);
      if (child) return { root, child };
      at = at.parentElement && at.parentElement.closest(CHILD);
    }
    return { root, child: null };
  };

  const editorOf = (child) => child.block.widget.input.draftailEditor;
  paste.editorOf = editorOf;

  /* Wagtail notices what is typed; what is inserted it is told about. */
  const changed = (root) => {
    root.countInput.get(0).dispatchEvent(new Event('input', { bubbles: true }));
    root.countInput.get(0).dispatchEvent(new Event('change', { bubbles: true }));
  };

  /* --- around the cursor ------------------------------------------------------------------------------------------- */

  const isEmpty = (block) => !block.getText().trim() && block.getType() !== 'atomic';

  /* The text without the spaces that parted words where it now begins or ends. */
  const withoutSpaces = (content, atEnd) => {
    const { Modifier, SelectionState } = window.DraftJS;
    const block = atEnd ? content.getLastBlock() : content.getFirstBlock();
    const text = block.getText();
    const [from, to] = atEnd ? [text.trimEnd().length, text.length] : [0, text.length - text.trimStart().length];
    if (from === to) return content;
    return Modifier.removeRange(content, SelectionState.createEmpty(block.getKey()).merge({ anchorOffset: from, focusOffset: to }), 'backward');
  };

  /* The text without empty lines at one end, and with nothing to undo: half a text cannot go back to the whole one. */
  const trimmed = (state, atEnd) => {
    const { ContentState, EditorState } = window.DraftJS;
    const blocks = state.getCurrentContent().getBlocksAsArray();
    while (blocks.length && isEmpty(blocks[atEnd ? blocks.length - 1 : 0])) blocks.splice(atEnd ? blocks.length - 1 : 0, 1);
    if (!blocks.length) return null;
    const content = ContentState.createFromBlockArray(blocks, state.getCurrentContent().getEntityMap());
    const made = EditorState.moveSelectionToEnd(EditorState.push(state, withoutSpaces(content, atEnd), 'remove-range'));
    return EditorState.set(made, { undoStack: made.getUndoStack().clear(), redoStack: made.getRedoStack().clear() });
  };

  /* What stands before and behind the cursor; null where there is nothing. What is selected is in neither. */
  const around = (state) => {
    const { EditorState, Modifier } = window.DraftJS;
    let whole = state;
    if (!state.getSelection().isCollapsed()) {
      const content = Modifier.removeRange(state.getCurrentContent(), state.getSelection(), 'backward');
      whole = EditorState.push(state, content, 'remove-range');
    }
    const { stateBefore, stateAfter, shouldMoveCommentFn } = window.draftail.splitState(whole);
    return { before: trimmed(stateBefore, true), after: trimmed(stateAfter, false), moves: shouldMoveCommentFn };
  };

  /* --- in and out -------------------------------------------------------------------------------------------------- */

  const insertAll = (root, blocks, index) =>
    blocks.map(({ type, value }, number) => root.insert({ type, value, id: newId() }, index + number, { animate: false }));

  const remove = (root, children) =>
    children.forEach((child) => {
      const index = root.children.indexOf(child);
      if (index >= 0) root.deleteBlock(index, { animate: false });
    });

  /* All that is entered in some blocks, to see whether it changed. */
  const contents = (root, children) =>
    JSON.stringify(children.filter((child) => root.children.includes(child)).map((child) => child.block.getValue()));

  /* What was done, so that it can be undone. `settled` says that blocks have changed by themselves: a picture came in. */
  const done = (root, children, undo) => {
    let kept = null;
    const record = {
      root,
      children,
      settled: () => {
        // Draftail writes its text into the form a moment later.
        kept = null;
        window.setTimeout(() => {
          kept = contents(root, children);
        }, 600);
      },
      isChanged: () => kept !== null && kept !== contents(root, children),
      undo: () => {
        undo();
        changed(root);
      },
    };
    record.settled();
    changed(root);
    return record;
  };

  /* Inserts blocks at the index, or at the end. */
  paste.insertAt = (root, blocks, index) => {
    const children = insertAll(root, blocks, Math.min(index, root.children.length));
    return done(root, children, () => remove(root, children));
  };

  /* Inserts blocks where the cursor is in a paragraph: what stood before it stays before them, what stood behind it comes behind. */
  paste.insertAtCursor = ({ root, child }, blocks) => {
    const index = root.children.indexOf(child);
    if (index < 0) return paste.insertAt(root, blocks, root.children.length);
    const original = editorOf(child).getEditorState();
    const { before, after, moves } = around(original);
    let rest = null;
    let at = index + 1;
    if (before && after) {
      root.splitBlock(index, before, after, moves, { animate: false });
      rest = root.children[index + 1];
    } else if (before || after) {
      child.block.setState(before || after);
      if (!before) at = index;
    } else at = index;
    const children = insertAll(root, blocks, at);
    if (!before && !after) root.deleteBlock(root.children.indexOf(child), { animate: false });
    const last = children[children.length - 1];
    if (!after && last.type === 'paragraph') last.focus();
    return done(root, rest ? [...children, rest] : children, () => {
      const from = children.length ? root.children.indexOf(children[0]) : index;
      remove(root, rest ? [...children, rest] : children);
      if (root.children.includes(child)) child.block.setState(original);
      else root.insert({ type: 'paragraph', value: original, id: child.id }, Math.max(from, 0), { animate: false });
    });
  };

  /* Rich text (the form's state of a paragraph) into the text at the cursor, as one step that Draftail can undo. */
  paste.insertText = (child, contentState) => {
    const { EditorState, Modifier } = window.DraftJS;
    const editor = editorOf(child);
    const state = editor.getEditorState();
    const content = Modifier.replaceWithFragment(state.getCurrentContent(), state.getSelection(), contentState.getBlockMap());
    editor.onChange(EditorState.push(state, content, 'insert-fragment'));
  };

  /* --- image blocks ------------------------------------------------------------------------------------------------ */

  const field = (child, name) => document.getElementById(`${child.block.prefix}-${name}`);
  const imageField = (child) => child.block.childBlocks.image.childBlocks.image;
  paste.altInput = (child) => field(child, 'image-alt_text');

  paste.isEmptyImage = (child) => child.type === 'image' && !imageField(child).getValue();
  paste.lacksAlt = (child) =>
    child.type === 'image' &&
    Boolean(imageField(child).getValue()) &&
    !paste.altInput(child).value.trim() &&
    !field(child, 'image-decorative').checked;

  /* Puts an uploaded image (the form's state of an image block) into an image block. What an editor wrote there stays. */
  paste.fillImage = (child, value) => {
    const { convertFromRaw, EditorState } = window.DraftJS;
    imageField(child).setState(value.image.image);
    const fill = (name, text) => {
      if (!field(child, name).value.trim()) field(child, name).value = text || '';
    };
    fill('image-alt_text', value.image.alt_text);
    fill('credit', value.credit);
    const editor = child.block.childBlocks.caption.widget.input.draftailEditor;
    if (!editor.getEditorState().getCurrentContent().hasText() && value.caption) {
      const content = convertFromRaw(JSON.parse(value.caption));
      if (content.hasText()) editor.onChange(EditorState.push(editor.getEditorState(), content, 'insert-fragment'));
    }
    changed(child.sequence);
  };

  paste.emptyImage = (root) => ({ type: 'image', value: root.blockDef.initialChildStates.image });
})();
