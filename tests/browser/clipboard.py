"""What an editor's programs put on the clipboard, and how a test pastes and drops it."""

import base64
import re

from tests import factories

WORDS = "The river keeps its own books and nobody audits them until the summer turns dry enough to read the stones."

PASTE = """([types, files]) => {
  const data = new DataTransfer();
  Object.entries(types).forEach(([type, text]) => data.setData(type, text));
  files.forEach(([name, type, base64]) => {
    data.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name, { type }));
  });
  const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(event);
}"""
DROP = """(target, [files, isBelow]) => {
  const data = new DataTransfer();
  files.forEach(([name, type, base64]) => {
    data.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name, { type }));
  });
  const box = target.getBoundingClientRect();
  const at = { clientX: box.left + 40, clientY: isBelow ? box.bottom - 4 : box.top + 4 };
  ['dragenter', 'dragover', 'drop'].forEach((kind) =>
    target.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true, ...at })));
}"""


def picture(shade: int) -> bytes:
    return factories.png(320, 200, f"#{shade:02x}6699")


def as_file(name: str, data: bytes, kind: str = "image/png") -> list[str]:
    return [name, kind, base64.b64encode(data).decode()]


def word_document(*, alt: str = "View {}") -> tuple[str, str, int]:
    """A text of 1,200 words as Word puts it on the clipboard: HTML that names pictures on its disk, RTF that holds them."""
    parts, pictures = [], []
    for section in range(4):
        parts.append(f"<h1>Section {section + 1}<o:p></o:p></h1>")
        parts += [f"<p class=MsoNormal>{WORDS}<o:p>&nbsp;</o:p></p>"] * 14
        parts.append(
            "<p class=MsoNormal><![if !vml]>"
            f"<img width=320 height=200 src='file:///C:/clip_image{section}.png' alt='{alt.format(section)}'>"
            "<![endif]></p>"
        )
        data = picture(40 * section).hex()
        pictures.append(
            r"{\*\shppict{\pict{\*\picprop{\sp{\sn shapeType}{\sv 75}}}\picscalex100\picw320\pich200\pngblip\bliptag12"
            rf"{{\*\blipuid 00ff}}{data}}}}}{{\nonshppict{{\pict\wmetafile8 {'00' * 60}}}}}"
        )
    parts.append(
        "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='font-family:Symbol'>"
        "<span style='mso-list:Ignore'>·<span>&nbsp;&nbsp;</span></span></span><![endif]>A boat</p>" * 2
    )
    parts.append("<table class=MsoTableGrid><tr><td><b>Bank</b></td><td><b>Steps</b></td></tr><tr><td>East</td><td>4120</td></tr></table>")
    head = "<html><head><style>p.MsoNormal {margin:0}</style></head><body><!--StartFragment-->"
    html = f"{head}{''.join(parts)}<!--EndFragment--></body></html>"
    words = len(re.sub(r"<[^>]*>", " ", html).split())
    return html, r"{\rtf1\ansi " + "".join(pictures) + "}", words


def google_document() -> tuple[str, int]:
    """The same text as Google Docs puts it on the clipboard: every run in a span of its own, and addresses of the pictures."""

    def run(text: str, style: str = "font-size:11pt;font-weight:400") -> str:
        return f'<span style="{style};font-family:Arial,sans-serif;white-space:pre-wrap;">{text}</span>'

    def line(text: str) -> str:
        return f'<p dir="ltr" style="line-height:1.38;margin-top:0pt;">{text}</p>'

    parts = []
    for section in range(4):
        parts.append(f'<h1 dir="ltr" style="line-height:1.38;">{run(f"Section {section + 1}", "font-size:20pt;font-weight:400")}</h1>')
        parts += [line(run(WORDS))] * 14
        address = f"https://lh7-rt.googleusercontent.com/docsz/AD_4nX{section}?key=abc"
        parts.append(line(f'<span style="border:none;display:inline-block;"><img src="{address}" width="602" height="401" /></span>'))
    item = '<li dir="ltr" style="list-style-type:disc;" aria-level="1"><p dir="ltr" role="presentation">{}</p></li>'
    parts.append(f'<ul style="padding-inline-start:48px;">{item.format(run("A boat"))}{item.format(run("A rope"))}</ul>')
    cells = [
        f'<tr style="height:0pt">{"".join(f"<td>{line(run(text))}</td>" for text in row)}</tr>'
        for row in (("Bank", "Steps"), ("East", "4120"))
    ]
    parts.append(f'<div dir="ltr" align="left"><table><colgroup><col /><col /></colgroup><tbody>{"".join(cells)}</tbody></table></div>')
    whole = "".join(parts)
    html = f'<meta charset=\'utf-8\'><b style="font-weight:normal;" id="docs-internal-guid-6d1f0a52-7fff-2b1c">{whole}</b>'
    return html, len(re.sub(r"<[^>]*>", " ", html).split())
