/* What is pasted into a paragraph of a body becomes blocks. */
(() => {
  const masthead = (window.masthead = window.masthead || {});
  const paste = (masthead.paste = masthead.paste || {});
  const EDITOR = '[data-draftail-editor-wrapper]';

  let last = null; // the newest paste, while its message is there

  const undoNow = () => {
    const { record } = last;
    last = null;
    record.undo();
    paste.showMessage({ lines: [paste.say('undone')] });
  };

  paste.undoLast = () => {
    if (!last) return;
    if (!last.record.isChanged()) {
      undoNow();
      return;
    }
    masthead.openDialog({
      title: paste.say(last.label),
      iconName: 'undo',
      body: paste.say('undo_changed'),
      save: paste.say(last.label),
      labels: { close: paste.say('close'), cancel: paste.say('cancel') },
      onSave: undoNow,
      onCancel: () => {},
    });
  };

  /* Says what happened and what remains to be done, now and as it changes. */
  paste.report = (record, { lines = [], leftOut = [], label = 'undo', progress = null, missing = [] }) => {
    const show = () => {
      if (!last || last.record !== record) return;
      const empty = missing.filter((child) => record.root.children.includes(child) && paste.isEmptyImage(child));
      const alt = progress === null ? paste.altLine(record.root) : null;
      paste.showMessage({
        lines: [...lines, empty.length && progress === null ? paste.say('missing_count', { count: empty.length }) : null, alt],
        leftOut,
        progress,
        actions: [
          ...(alt ? [[paste.say('next_alt'), () => paste.focusAlt(record.root)]] : []),
          ...(progress === null && record.children.length ? [[paste.say(label), paste.undoLast]] : []),
        ],
      });
    };
    last = { record, label, show };
    show();
    if (record.isWatched) return;
    record.isWatched = true;
    let soon;
    ['input', 'change'].forEach((kind) =>
      record.root.element.addEventListener(kind, () => {
        window.clearTimeout(soon);
        // What was reported last: pictures have come in since, or could not.
        soon = window.setTimeout(() => last && last.record === record && last.show(), 300);
      }),
    );
  };

  document.addEventListener('masthead:paste-message-closed', () => {
    last = null;
  });

  const leftOutLine = (leftOut) => (leftOut.length ? `${paste.say('left_out')} ${leftOut.map(({ text }) => text).join(', ')}.` : null);

  const asWords = (child, text, line) => {
    paste.insertText(child, window.DraftJS.ContentState.createFromText(text.replace(/\r\n?/g, '\n')));
    paste.showMessage({ lines: [{ text: line, problem: true }] });
  };

  /* What stands in an image block until its picture comes. */
  const sentences = (pictures, blocks) => {
    const found = {};
    pictures.forEach(({ position, host, local }) => {
      if (local === null) found[blocks[position].id] = host ? paste.say('missing', { host }) : paste.say('missing_file');
    });
    return found;
  };

  const uploadInto = async (record, jobs, report) => {
    const outcome = await paste.upload(jobs, (line, progress) => paste.report(record, { ...report, lines: [...report.lines, line], progress }));
    record.settled();
    return outcome;
  };

  const insert = async (place, { blocks, pictures, summary, left_out: leftOut }, { text, files }) => {
    if (!blocks.length) {
      if (text.trim()) paste.insertText(place.child, window.DraftJS.ContentState.createFromText(text));
      paste.showMessage({ lines: [leftOutLine(leftOut)], leftOut });
      return;
    }
    if (blocks.length === 1 && blocks[0].type === 'paragraph' && place.root.children.includes(place.child)) {
      // Running text goes into the text. Taking it back is Draftail's own Ctrl+Z.
      paste.insertText(place.child, window.DraftJS.convertFromRaw(JSON.parse(blocks[0].value)));
      if (leftOut.length) paste.showMessage({ lines: [leftOutLine(leftOut)], leftOut });
      return;
    }
    const record = paste.insertAtCursor(place, blocks);
    const children = record.children.slice(0, blocks.length);
    const missing = sentences(pictures, children);
    paste.watch(children, missing);
    const jobs = pictures.filter(({ local }) => local !== null && files[local]).map(({ position, local }) => ({ file: files[local], child: children[position] }));
    const report = { lines: [summary, leftOutLine(leftOut)], leftOut, missing: children.filter((child) => paste.isEmptyImage(child)) };
    paste.report(record, jobs.length ? { ...report, progress: 0 } : report);
    if (!jobs.length) return;
    const outcome = await uploadInto(record, jobs, report);
    paste.report(record, { ...report, lines: [...report.lines, ...outcome.known, ...outcome.lines] });
  };

  /* Files that go where the cursor is. */
  const insertFiles = (place, files) => {
    const record = paste.insertAtCursor(place, files.map(() => paste.emptyImage(place.root)));
    paste.bring(record, record.children.slice(0, files.length), files);
  };

  /* Uploads files into image blocks that were just made for them, and takes those away again that got none. */
  paste.bring = async (record, children, files) => {
    const report = { lines: [], label: 'undo_pictures' };
    const before = document.activeElement;
    paste.watch(children);
    const outcome = await uploadInto(record, children.map((child, number) => ({ child, file: files[number] })), report);
    outcome.failed.forEach(({ child }) => {
      const index = record.root.children.indexOf(child);
      if (index >= 0 && paste.isEmptyImage(child) && record.children.includes(child)) record.root.deleteBlock(index, { animate: false });
    });
    record.settled();
    const lines = [...outcome.known, ...outcome.lines];
    if (!outcome.filled.length) {
      last = null;
      if (lines.length) paste.showMessage({ lines });
      else paste.closeMessage();
      return;
    }
    paste.report(record, { ...report, lines: [paste.say('uploaded', { count: outcome.filled.length }), ...lines] });
    // The question what a picture shows comes at once, unless somebody is already writing elsewhere.
    const isFree = document.activeElement === before || document.activeElement === document.body;
    const first = outcome.filled.map(({ child }) => child).find((child) => paste.lacksAlt(child));
    if (isFree && first) {
      paste.altInput(first).focus();
      paste.altInput(first).scrollIntoView({ block: 'center' });
    }
  };

  const onPaste = async (event) => {
    const target = event.target instanceof Element ? event.target : event.target.parentElement;
    if (!target || !target.closest(EDITOR) || !event.clipboardData) return;
    const place = paste.placeOf(target);
    if (!place || !place.child || place.child.type !== 'paragraph') return;
    const clip = paste.readClipboard(event.clipboardData);
    if (clip.html === null && !clip.files.length) return;
    event.preventDefault();
    event.stopPropagation();
    if (clip.html === null) {
      insertFiles(place, clip.files.map((file) => paste.named(file)));
      return;
    }
    const slow = window.setTimeout(() => paste.showMessage({ lines: [paste.say('pasting')] }), 400);
    let answer;
    try {
      const body = JSON.stringify({ html: clip.html, language: clip.language || null });
      answer = await paste.request(paste.options().urls.paste, body, { 'Content-Type': 'application/json' });
    } catch ({ status, error }) {
      window.clearTimeout(slow);
      asWords(place.child, clip.text, status === 0 ? paste.say('away') : paste.say('refused', { error: error || '' }));
      return;
    }
    window.clearTimeout(slow);
    paste.closeMessage();
    await insert(place, answer, clip);
  };

  // Before Draftail, which listens on the document.
  window.addEventListener('paste', onPaste, true);

  // Ctrl+Z right after a paste takes the paste back; once something was written, it is the text's own again.
  window.addEventListener(
    'keydown',
    (event) => {
      if (!last || event.key.toLowerCase() !== 'z' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      if (!paste.streamAt(event.target) || paste.streamAt(event.target) !== last.record.root || last.record.isChanged()) return;
      event.preventDefault();
      event.stopPropagation();
      undoNow();
    },
    true,
  );
})();
