/* What is on the clipboard, made ready for the server. The HTML is read in a document of its own: nothing in it runs or loads. */
(() => {
  const masthead = (window.masthead = window.masthead || {});
  const paste = (masthead.paste = masthead.paste || {});

  const OWN_FRAGMENT = 'data-draftjs-conductor-fragment';
  const MORE_THAN_WORDS =
    'h1,h2,h3,h4,h5,h6,ul,ol,li,table,blockquote,pre,hr,img,iframe,video,audio,object,a[href],figure,dl,br,[role=heading],[style*="mso-list"]';

  const options = () => {
    if (!paste.known) paste.known = JSON.parse(document.getElementById('masthead-paste').textContent);
    return paste.known;
  };
  paste.options = options;

  /* A sentence with its values filled in. */
  paste.say = (name, values = {}) => options().labels[name].replace(/%\((\w+)\)s/g, (_, key) => values[key]);

  const isPicture = (file) => file.type.startsWith('image/');

  /* The file in a `data:` address; null for one that is no picture. */
  const fileOf = (url) => {
    const match = /^data:(image\/[a-z0-9.+-]+);base64,/i.exec(url);
    if (!match) return null;
    try {
      const letters = atob(decodeURIComponent(url.slice(match[0].length)).replace(/\s/g, ''));
      return new Blob([Uint8Array.from(letters, (letter) => letter.charCodeAt(0))], { type: match[1].toLowerCase() });
    } catch {
      return null;
    }
  };

  const ENDINGS = { 'image/jpeg': 'jpg', 'image/svg+xml': 'svg' };
  /* A picture without words of its own is called after what it belongs to. */
  const titleOf = () => {
    const title = document.querySelector('[data-edit-form] [name="title"]');
    return title ? title.value.trim() : '';
  };
  const named = (blob, name) => {
    if (blob instanceof File && blob.name) return blob;
    const stem = (name && !/\.\w{2,5}$/.test(name) ? name : titleOf()).slice(0, 100) || paste.say('from_clipboard');
    return new File([blob], `${stem}.${ENDINGS[blob.type] || blob.type.split('/')[1]}`, { type: blob.type });
  };
  paste.named = named;

  /* Takes the pictures that came with the text out of the HTML; what stays names them by their number. */
  const takePictures = (body, rtf) => {
    const files = [];
    const take = (image, blob) => {
      image.setAttribute('src', `masthead-picture:${files.length}`);
      files.push(named(blob, image.alt));
    };
    const onDisk = [];
    body.querySelectorAll('img').forEach((image) => {
      const src = image.getAttribute('src') || '';
      if (src.startsWith('data:')) {
        const blob = fileOf(src);
        if (blob) take(image, blob);
        else image.removeAttribute('src');
      } else if (/^(file|cid|blob):|^\/\/?tmp\//i.test(src)) onDisk.push(image);
    });
    if (onDisk.length && rtf) {
      const pictures = paste.rtfPictures(rtf);
      // Unless they fit one to one, a picture could come to another's place.
      if (pictures.length === onDisk.length) onDisk.forEach((image, number) => pictures[number] && take(image, pictures[number]));
    }
    return files;
  };

  const codeLanguage = (data) => {
    try {
      return JSON.parse(data.getData('vscode-editor-data') || '{}').mode || null;
    } catch {
      return null;
    }
  };

  /*
   * Reads a DataTransfer: {html, text, files, language}. `html` is null for what Draftail pastes itself: words of one
   * paragraph, and what was copied in an editor of ours. `files` belong to the pictures in it, or are all there is.
   */
  paste.readClipboard = (data) => {
    const source = data.getData('text/html');
    const text = data.getData('text/plain');
    const pictures = Array.from(data.files).filter(isPicture);
    if (!source || source.includes(OWN_FRAGMENT)) return { html: null, text, files: source || text ? [] : pictures };

    const { body } = new DOMParser().parseFromString(source, 'text/html');
    // A picture copied in a browser comes as a file, and as HTML that only says where it lies.
    if (pictures.length && !body.textContent.trim() && body.querySelectorAll('img').length === 1) return { html: null, text: '', files: pictures };
    const paragraphs = Array.from(body.querySelectorAll('p, div')).filter((part) => !part.querySelector('p, div') && part.textContent.trim());
    if (paragraphs.length < 2 && !body.querySelector(MORE_THAN_WORDS)) return { html: null, text, files: [] };

    body.querySelectorAll('style, meta, link, xml').forEach((part) => part.remove());
    const comments = document.createTreeWalker(body, NodeFilter.SHOW_COMMENT);
    const found = [];
    while (comments.nextNode()) found.push(comments.currentNode);
    found.forEach((comment) => comment.remove());
    const files = takePictures(body, data.getData('text/rtf'));
    return { html: body.innerHTML, text, files, language: codeLanguage(data) };
  };
})();
