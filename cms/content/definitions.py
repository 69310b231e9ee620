"""A linked term shows its definition in place.

The link leads to the term's page. Where a browser knows popovers, the definition opens beside the word: without a script where it
knows interest invokers, else with `static/site/site.js`. Where it does not, definitions stand at the end of the text like notes.
"""

import re
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

#: The start tag that `cms.content.richtext` writes for a term, and the words in it. Attributes are escaped already.
_TERM = re.compile(r'<a class="term" href="([^"<>]*)" title="([^"<>]*)">((?:(?!</a>).)*)</a>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Definition:
    """All parts are escaped. `words` are those with which the text first speaks of the term."""

    id: str
    words: SafeString
    text: SafeString
    url: SafeString


def with_definitions(html: SafeString) -> SafeString:
    """The HTML with each link to a term tied to the term's definition, and the definitions behind it."""
    found: dict[str, Definition] = {}

    def tie(match: re.Match[str]) -> str:
        url, text, words = match.groups()
        known = found.get(url)
        if known is None:
            name = mark_safe(_TAG.sub("", words))  # noqa: S308 - text of sanitised HTML
            known = found[url] = Definition(f"definition-{len(found) + 1}", name, mark_safe(text), mark_safe(url))  # noqa: S308 - as it was
        return f'<a class="term" href="{url}" interestfor="{known.id}">{words}</a>'

    tied = _TERM.sub(tie, html)
    if not found:
        return html
    return mark_safe(tied + render_to_string("components/definitions.html", {"definitions": found.values()}))  # noqa: S308 - sanitised before
