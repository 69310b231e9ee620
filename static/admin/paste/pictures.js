/* Pictures on their way into image blocks: one after the other, each with its own error, and then the question what they show. */
(() => {
  const masthead = (window.masthead = window.masthead || {});
  const paste = (masthead.paste = masthead.paste || {});

  /* --- the server -------------------------------------------------------------------------------------------------- */

  /* A request to one of our addresses. Throws {status, error}: status 0 if the server cannot be reached or has fallen over. */
  paste.request = async (url, body = null, headers = {}) => {
    const { CSRF_HEADER_NAME, CSRF_TOKEN } = window.wagtailConfig;
    let response;
    try {
      response = await fetch(url, {
        method: body === null ? 'GET' : 'POST',
        body,
        headers: { Accept: 'application/json', 'X-Requested-With': 'XMLHttpRequest', [CSRF_HEADER_NAME]: CSRF_TOKEN, ...headers },
        redirect: 'error',
      });
    } catch {
      throw Object.assign(new Error('unreachable'), { status: 0, error: '' });
    }
    const answer = await response.json().catch(() => ({}));
    if (response.ok) return answer;
    throw Object.assign(new Error('refused'), { status: response.status >= 500 ? 0 : response.status, error: answer.error || '' });
  };

  /* --- what is asked of the editor --------------------------------------------------------------------------------- */

  const HINT = 'masthead-paste-hint';

  const note = (child, text, where) => {
    const id = `${HINT}-${child.id}`;
    let hint = document.getElementById(id);
    if (!hint) {
      hint = paste.element('p', { class: HINT, id });
      where.before(hint);
    }
    hint.textContent = text;
    return hint;
  };
  const unnote = (child) => {
    const hint = document.getElementById(`${HINT}-${child.id}`);
    if (hint) hint.remove();
  };

  /* Says at an image block what it waits for: a picture, or an alternative text. Takes it away when it has come. */
  const mark = (child) => {
    const alt = paste.altInput(child);
    if (!alt) return;
    if (child.missingPicture && paste.isEmptyImage(child)) {
      note(child, child.missingPicture, child.element.querySelector('[data-contentpath="image"]'));
    } else if (paste.lacksAlt(child)) {
      const hint = note(child, paste.say('alt_hint'), alt);
      alt.setAttribute('aria-describedby', hint.id);
      alt.classList.add('masthead-paste-alt');
    } else {
      unnote(child);
      alt.classList.remove('masthead-paste-alt');
      alt.removeAttribute('aria-describedby');
    }
  };

  /* Watches image blocks that came in until everything is said about them. `missing` are sentences by block id. */
  paste.watch = (children, missing = {}) => {
    children
      .filter((child) => child.type === 'image')
      .forEach((child) => {
        if (missing[child.id]) child.missingPicture = missing[child.id];
        mark(child);
        const look = () => window.setTimeout(() => mark(child), 0);
        // Also when an image is chosen in Wagtail's own window, which changes a hidden field.
        ['input', 'change', 'focusin', 'masthead:filled'].forEach((kind) => child.element.addEventListener(kind, look));
      });
  };

  const waiting = (root) => root.children.filter((child) => child.type === 'image' && paste.lacksAlt(child));

  paste.altLine = (root) => {
    const count = waiting(root).length;
    return count ? paste.say('without_alt', { count }) : null;
  };
  paste.focusAlt = (root) => {
    const after = waiting(root).filter((child) => !child.element.contains(document.activeElement));
    const next = after[0] || waiting(root)[0];
    if (!next) return;
    const input = paste.altInput(next);
    input.focus();
    input.scrollIntoView({ block: 'center' });
  };

  /* --- uploading --------------------------------------------------------------------------------------------------- */

  /* Why a file cannot be an image, before it is sent; null if it can. */
  const refusal = (file) => {
    const { extensions, maxSize } = paste.options();
    const ending = file.name.split('.').pop().toLowerCase();
    if (!extensions.includes(ending)) return paste.say('not_picture', { name: file.name, extensions: extensions.join(', ').toUpperCase() });
    return file.size > maxSize ? paste.say('too_large', { name: file.name }) : null;
  };

  const problemOf = ({ status, error }, name) => {
    if (status === 0) return paste.say('upload_failed', { name });
    if (status === 403) return paste.say('no_permission');
    if (status === 413) return paste.say('too_large', { name });
    return paste.say('upload_refused', { name, error });
  };

  /*
   * Uploads files into image blocks. `jobs` are {file, child}; `onProgress(line, fraction)`. Returns {filled, failed, lines}:
   * lists of jobs, and sentences about what went wrong.
   */
  paste.upload = async (jobs, onProgress) => {
    const outcome = { filled: [], failed: [], lines: [], known: [] };
    const fail = (job, text) => {
      outcome.failed.push(job);
      if (!outcome.lines.some((line) => line.text === text)) outcome.lines.push({ text, problem: true });
    };
    const sendable = jobs.filter((job) => {
      const why = refusal(job.file);
      if (why) fail(job, why);
      return !why;
    });
    if (!sendable.length) return outcome;

    let collection;
    try {
      collection = await paste.chooseCollection();
    } catch (error) {
      sendable.forEach((job) => fail(job, problemOf(error, job.file.name)));
      return outcome;
    }
    if (collection === null) {
      outcome.failed.push(...sendable);
      return outcome;
    }
    for (const [number, job] of sendable.entries()) {
      onProgress(paste.say('uploading', { number: number + 1, total: sendable.length, name: job.file.name }), number / sendable.length);
      const body = new FormData();
      body.append('file', job.file, job.file.name);
      body.append('collection', collection);
      try {
        const { value, known, title } = await paste.request(paste.options().urls.picture, body);
        // Somebody may have deleted the block meanwhile; the picture is in the library then.
        if (job.child.sequence.children.includes(job.child)) {
          paste.fillImage(job.child, value);
          job.child.element.dispatchEvent(new CustomEvent('masthead:filled'));
        }
        outcome.filled.push(job);
        if (known) outcome.known.push(paste.say('known', { name: title }));
      } catch (error) {
        fail(job, problemOf(error, job.file.name));
      }
    }
    return outcome;
  };
})();
