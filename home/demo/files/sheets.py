"""Two downloads: a table as CSV and a card as PDF."""

import csv
from io import StringIO

#: RFC 9110, section 15, and what this magazine's own software does with them.
STATUS_CODES = (
    (200, "OK", "15.3.1", "The request succeeded; the content is the answer."),
    (204, "No Content", "15.3.5", "It succeeded, and there is nothing to send."),
    (206, "Partial Content", "15.3.7", "A range that was asked for, for example of a film."),
    (301, "Moved Permanently", "15.4.2", "Use the new address from now on. Clients may change POST to GET."),
    (302, "Found", "15.4.3", "For now, look there."),
    (303, "See Other", "15.4.4", "Get the answer there: after a form."),
    (304, "Not Modified", "15.4.5", "The copy that you have is still good."),
    (307, "Temporary Redirect", "15.4.8", "Like 302, and the method must not change."),
    (308, "Permanent Redirect", "15.4.9", "Like 301, and the method must not change."),
    (400, "Bad Request", "15.5.1", "This cannot be understood."),
    (401, "Unauthorized", "15.5.2", "Say who you are. Needs a WWW-Authenticate header."),
    (403, "Forbidden", "15.5.4", "Understood, and refused."),
    (404, "Not Found", "15.5.5", "There is nothing here, or nobody says so."),
    (405, "Method Not Allowed", "15.5.6", "Not with this method. Needs an Allow header."),
    (410, "Gone", "15.5.11", "It was here, and it will not come back."),
    (412, "Precondition Failed", "15.5.13", "It has changed since you looked."),
    (413, "Content Too Large", "15.5.14", "More than the server is willing to take."),
    (415, "Unsupported Media Type", "15.5.16", "Not in this format."),
    (416, "Range Not Satisfiable", "15.5.17", "There are not so many bytes."),
    (422, "Unprocessable Content", "15.5.21", "The form is right, the content is not."),
    (500, "Internal Server Error", "15.6.1", "The fault is the server's."),
    (502, "Bad Gateway", "15.6.3", "The server behind gave no valid answer."),
    (503, "Service Unavailable", "15.6.4", "Not now. May say when, with Retry-After."),
    (504, "Gateway Timeout", "15.6.5", "The server behind gave no answer in time."),
)


def status_codes() -> bytes:
    """The table as CSV (RFC 4180), in UTF-8."""
    out = StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(["code", "name", "section of RFC 9110", "in plain words"])
    rows.writerows(STATUS_CODES)
    return out.getvalue().encode()


CARD = (
    ("Cache-Control on one card", ""),
    ("no-store", "Keep no copy at all."),
    ("no-cache", "Keep a copy, and ask before every use."),
    ("private", "Only the reader's own browser may keep a copy."),
    ("public", "Anybody may keep a copy, even of an answer to a signed-in request."),
    ("max-age=N", "Good for N seconds without asking."),
    ("s-maxage=N", "The same for shared caches, which prefer it."),
    ("must-revalidate", "When it is stale, never use it without asking."),
    ("immutable", "It will not change while it is fresh: do not ask on reload."),
    ("stale-while-revalidate=N", "Up to N seconds late, answer at once and ask behind the scenes."),
    ("stale-if-error=N", "Up to N seconds late, better old than an error."),
)


def card() -> bytes:
    """A page in A6 as PDF 1.4, with the two fonts that every reader has."""
    lines = ["BT", "/F1 15 Tf 24 380 Td", f"({CARD[0][0]}) Tj", "ET"]
    y = 352
    for name, meaning in CARD[1:]:
        lines += ["BT", f"/F2 9.5 Tf 24 {y} Td ({name}) Tj", "ET"]
        for part in _wrapped(meaning, 58):
            y -= 11
            lines += ["BT", f"/F1 8.5 Tf 24 {y} Td ({part}) Tj", "ET"]
        y -= 18
    lines += ["BT", f"/F1 7 Tf 24 {y - 2} Td (RFC 9111, RFC 8246 and RFC 5861. Four Spaces.) Tj", "ET"]
    return pdf("\n".join(lines), 298, 420)


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.replace("\\", "\\\\").replace("(", r"\(").replace(")", r"\)").split():
        if len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def pdf(content: str, width: int, height: int) -> bytes:
    """One page from a content stream. F1 is Helvetica, F2 is Courier."""
    stream = content.encode("latin-1")
    fonts = "/Font << /F1 4 0 R /F2 5 0 R >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Resources << {fonts} >> /Contents 6 0 R >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier-Bold /Encoding /WinAnsiEncoding >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        f"<< /Title ({CARD[0][0]}) /Creator (Four Spaces) >>".encode(),
    ]
    out, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R /Info 7 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + trailer
