/* Pictures dropped on a body: they upload and become image blocks where they were dropped. */
(() => {
  const masthead = (window.masthead = window.masthead || {});
  const paste = (masthead.paste = masthead.paste || {});
  const MARKS = ['masthead-drop-before', 'masthead-drop-after', 'masthead-drop-into'];

  const carriesFiles = (event) => Boolean(event.dataTransfer) && Array.from(event.dataTransfer.types).includes('Files');

  /* Where a drop would go: into an image block that waits for its picture, or before or behind a block. */
  const target = (event) => {
    const place = event.target instanceof Element ? paste.placeOf(event.target) : null;
    if (!place) return null;
    const { root, child } = place;
    if (!child) return { root, index: nearest(root, event.clientY), mark: null };
    if (paste.isEmptyImage(child)) return { root, into: child, element: child.element, mark: MARKS[2] };
    const box = child.element.getBoundingClientRect();
    const isBelow = event.clientY > box.top + box.height / 2;
    return { root, index: root.children.indexOf(child) + (isBelow ? 1 : 0), element: child.element, mark: MARKS[isBelow ? 1 : 0] };
  };

  const nearest = (root, y) => {
    const index = root.children.findIndex(({ element }) => {
      const box = element.getBoundingClientRect();
      return y < box.top + box.height / 2;
    });
    return index < 0 ? root.children.length : index;
  };

  const unmark = () => MARKS.forEach((name) => document.querySelectorAll(`.${name}`).forEach((element) => element.classList.remove(name)));

  /* The files on image blocks that wait, from the first on, and behind the last of them on new ones. */
  const place = ({ root, into, index }, files) => {
    const empty = into ? root.children.slice(root.children.indexOf(into)).filter((child) => paste.isEmptyImage(child)).slice(0, files.length) : [];
    const rest = files.length - empty.length;
    const at = empty.length ? root.children.indexOf(empty[empty.length - 1]) + 1 : index;
    const record = paste.insertAt(root, Array.from({ length: rest }, () => paste.emptyImage(root)), at);
    paste.bring(record, [...empty, ...record.children], files);
  };

  window.addEventListener(
    'dragover',
    (event) => {
      if (!carriesFiles(event)) return;
      const found = target(event);
      unmark();
      if (!found) return;
      event.preventDefault();
      event.stopPropagation();
      event.dataTransfer.dropEffect = 'copy';
      if (found.mark) found.element.classList.add(found.mark);
    },
    true,
  );
  window.addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) unmark();
  });
  window.addEventListener(
    'drop',
    (event) => {
      unmark();
      const found = carriesFiles(event) ? target(event) : null;
      if (!found) return;
      event.preventDefault();
      event.stopPropagation();
      const files = Array.from(event.dataTransfer.files);
      if (files.length) place(found, files);
    },
    true,
  );

  // A file that misses its place must not take the browser away from the page that is being written.
  ['dragover', 'drop'].forEach((kind) =>
    window.addEventListener(kind, (event) => {
      const isField = event.target instanceof Element && event.target.matches('input[type="file"]');
      if (carriesFiles(event) && !isField) event.preventDefault();
    }),
  );
})();
