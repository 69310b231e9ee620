"""llms.txt (llmstxt.org): what a language model finds here, with the Markdown of every page."""

from django.conf import settings

from cms import tags
from cms.content.feeds import FORMATS, feed_path
from cms.content.glossary import glossary_path
from cms.content.markup import escape_inline, first_words, markdown_url
from cms.content.models.listing import Listing
from cms.content.models.snippets import Term
from cms.content.publisher import publisher
from cms.content.scope import Scope
from cms.delivery.views import markdown_address
from cms.discovery.indexing import with_indexed
from cms.discovery.sections import LinkList, link_lists

#: So many pages of a list may be hidden before it becomes shorter by them.
HIDDEN = 50


def document(scope: Scope) -> str:
    """The publication in the scope's language."""
    who, base = publisher(scope), scope.viewer.base_url
    parts = [f"# {_line(who.name)}"]
    if who.description:
        parts.append(f"> {_line(who.description)}")
    parts.append("Every page of this publication is there as Markdown: its address without the last slash, and `.md` behind it.")
    parts += [part for wanted in link_lists() if (part := _links(wanted, scope))]
    if section := _glossary(scope):
        parts.append(section)
    prefix = scope.prefix()
    machine = [("Front page", base + markdown_address(f"{prefix}/"))]
    machine += [(kind.name, base + feed_path(f"{prefix}/", kind.file)) for kind in FORMATS[1:]]
    machine += [("Content API", f"{base}/api/v2/"), ("Schema of the API (OpenAPI)", f"{base}/api/v2/schema/")]
    if prefix == "":
        machine += [(f"This file in {code}", f"{base}/{code}/llms.txt") for code, _name in settings.LANGUAGES[1:] if _has(scope, code)]
    parts.append("## Optional\n\n" + "\n".join(f"- [{name}]({markdown_url(url)})" for name, url in machine))
    return "\n\n".join(parts) + "\n"


def _has(scope: Scope, language: str) -> bool:
    return any(root.locale.language_code == language and root.live for root in scope.viewer.roots.values())


def _links(wanted: LinkList, scope: Scope) -> str:
    rows = Listing.objects.on(scope.viewer.site.pk, scope.language).of_kind(wanted.kind)
    tags.record(tags.listing("pages"), tags.listing_details("pages"))
    marked = with_indexed(rows).select_related("page")
    ordered = marked.newest_first() if wanted.newest else marked.order_by("title", "page_id")
    lines: list[str] = []
    for row in ordered[: wanted.length + HIDDEN]:
        if len(lines) == wanted.length:
            break
        tags.record(tags.page(row.pk))
        if not row.indexed:
            continue
        tags.until(row.visible_until)
        url = scope.viewer.base_url + markdown_address(scope.url(row.page.url_path, row.page.path))
        words = f": {_line(first_words(row.standfirst, 200))}" if row.standfirst else ""
        lines.append(f"- [{_line(row.title)}]({markdown_url(url)}){words}")
    return f"## {wanted.title}\n\n" + "\n".join(lines) if lines else ""


def _glossary(scope: Scope) -> str:
    tags.record(tags.listing("terms"))
    if not scope.viewer.published(Term.objects.filter(locale__language_code=scope.language)).exists():
        return ""
    return f"## Glossary\n\n- [All terms]({scope.viewer.base_url}{glossary_path(scope)}): what the words mean here"


def _line(text: str) -> str:
    return escape_inline(" ".join(text.split()))
