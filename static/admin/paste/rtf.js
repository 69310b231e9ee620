/*
 * The pictures of a text from Word or LibreOffice. Their HTML only names files on the editor's disk, which no browser may
 * read; the RTF that they put beside it has the pictures in it.
 */
(() => {
  const masthead = (window.masthead = window.masthead || {});
  const paste = (masthead.paste = masthead.paste || {});

  const TYPES = [
    ['\\pngblip', 'image/png'],
    ['\\jpegblip', 'image/jpeg'],
  ];

  /* Where the group that begins at `start` ends. */
  const endOfGroup = (rtf, start) => {
    let depth = 0;
    for (let at = start; at < rtf.length; at += 1) {
      const letter = rtf[at];
      if (letter === '\\') at += 1;
      else if (letter === '{') depth += 1;
      else if (letter === '}') {
        depth -= 1;
        if (depth === 0) return at + 1;
      }
    }
    return rtf.length;
  };

  const bytes = (hex) => {
    const made = new Uint8Array(hex.length >> 1);
    for (let at = 0; at < made.length; at += 1) made[at] = parseInt(hex.substr(at * 2, 2), 16);
    return made;
  };

  /* The picture of a `{\pict …}` group as a blob; null for a kind that the web does not know. */
  const picture = (group) => {
    const type = TYPES.find(([word]) => group.includes(word));
    if (!type) return null;
    let data = group.slice(1, -1);
    // Groups in it say how large it is and the like.
    for (let start = data.indexOf('{'); start >= 0; start = data.indexOf('{')) data = `${data.slice(0, start)} ${data.slice(endOfGroup(data, start))}`;
    const hex = data.replace(/\\[a-z]+-?\d* ?/gi, '').replace(/[^0-9a-f]/gi, '');
    return hex.length > 100 ? new Blob([bytes(hex)], { type: type[1] }) : null;
  };

  /* All pictures in the order of the text, null for those that cannot be read. */
  paste.rtfPictures = (rtf) => {
    const found = [];
    let at = 0;
    while (at < rtf.length) {
      const start = rtf.indexOf('{\\', at);
      if (start < 0) break;
      // The same picture in an old form, for old readers; and pictures that are bullets.
      if (rtf.startsWith('{\\nonshppict', start) || rtf.startsWith('{\\*\\listpicture', start)) at = endOfGroup(rtf, start);
      else if (rtf.startsWith('{\\pict', start)) {
        at = endOfGroup(rtf, start);
        found.push(picture(rtf.slice(start, at)));
      } else at = start + 2;
    }
    return found;
  };
})();
