"""From rows of the change log to the addresses that they concern: for those who know nothing of tags."""

from collections.abc import Callable, Collection, Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from wagtail.models import ReferenceIndex, Site

from cms.content.models.listing import ListingFacet
from cms.delivery.views import markdown_address
from cms.events.models import PublicObject
from cms.events.outbox import Rows
from cms.tags.watching import watched

#: Keys in one statement; what refers to more than this is looked up for these.
_MOST = 500

#: Whether a site, by its host name, is one of theirs.
type Shows = Callable[[str], bool]


def changed(rows: Rows, shows: Shows) -> set[str]:
    """Where things are, or were, that became public, changed or went."""
    paths = [
        (event["site"], path) for _seq, _moved, events in rows for event in events for path in (event["url"], event["former_url"]) if path
    ]
    return _absolute(paths, shows)


def concerned(rows: Rows, shows: Shows) -> set[str]:
    """`changed`, and as far as the database knows what shows them: lists they are on, pages that refer to them, each as Markdown too.

    Not everything: a page that shows something by way of something else is missing. Only tags know it all.
    """
    names = {name for _seq, moved, _events in rows for name in moved}
    found = changed(rows, shows)
    facets = {f"{facet}:{key}:" for facet, key in _facets(names)}
    found |= _absolute(
        PublicObject.objects.filter(pk__in=_on_lists(names | facets)[:_MOST]).exclude(url="").values_list("site_id", "url"), shows
    )
    found |= _absolute(PublicObject.objects.filter(pk__in=referring(names)).exclude(url="").values_list("site_id", "url"), shows)
    if any(name.startswith("list:") for name in names):
        fronts = ["/", *(f"/{code}/" for code, _name in settings.LANGUAGES[1:])]
        found |= _absolute(((site.pk, path) for site in Site.objects.all() for path in fronts), shows)
    found |= {parent for url in found for parent in _parents(url)}
    return found | {_markdown(url) for url in found if url.endswith("/")}


def referring(names: Iterable[str]) -> list[str]:
    """The tags of pages whose content refers to what has these tags, by Wagtail's reference index."""
    page = ContentType.objects.get_by_natural_key("wagtailcore", "page")
    keys: dict[str, list[str]] = {}
    for name in names:
        kind, _, key = name.partition(":")
        if key.isdigit():
            keys.setdefault(kind, []).append(key)
    found: set[str] = set()
    for kind, type_id in _types().items():
        if wanted := keys.get(kind):
            references = ReferenceIndex.objects.filter(
                to_content_type_id=type_id, to_object_id__in=wanted[:_MOST], base_content_type_id=page.pk
            )
            found |= {f"page:{key}" for key in references.values_list("object_id", flat=True)[:_MOST]}
    return sorted(found)[:_MOST]


def _types() -> dict[str, int]:
    """What the tag of an object begins with, and the content type of its model's root."""
    kinds = {rule.tag.removesuffix(":{id}"): one.model for one in watched().values() for rule in one.rules if rule.tag.endswith(":{id}")}
    return {kind: ContentType.objects.get_for_model(model).pk for kind, model in kinds.items() if ":" not in kind}


def _on_lists(names: Iterable[str]) -> list[str]:
    """Tags of the objects whose own pages have the lists that moved: `topic:7:articles` is on the page 7."""
    found = set()
    for name in names:
        kind, key, *rest = [*name.split(":"), "", ""]
        if len(rest) > 2 and key.isdigit():
            found.add(f"page:{key}" if kind in ("topic", "desk") else f"{kind}:{key}")
    return sorted(found)


def _facets(names: Iterable[str]) -> list[tuple[str, int]]:
    """What the pages with these tags are listed by: `("topic", 7)`."""
    pages = [int(key) for kind, _, key in (name.partition(":") for name in names) if kind == "page" and key.isdigit()]
    return list(ListingFacet.objects.filter(listing_id__in=pages[:_MOST]).values_list("facet", "key").distinct())


def _parents(url: str) -> list[str]:
    """The addresses above: where a page is listed."""
    root, path = f"{urlsplit(url).scheme}://{urlsplit(url).netloc}", urlsplit(url).path
    steps = [step for step in path.split("/") if step]
    return [f"{root}/{''.join(f'{step}/' for step in steps[:count])}" for count in range(len(steps))]


def _markdown(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{markdown_address(parts.path)}"


def _absolute(paths: Iterable[tuple[int | None, str]], shows: Shows) -> set[str]:
    sites = {site.pk: site for site in Site.objects.all()}
    default = next((site for site in sites.values() if site.is_default_site), None)
    found = set()
    for pk, path in paths:
        site = sites.get(pk or 0) or default  # authors and files belong to no site
        if site is not None and shows(site.hostname):
            found.add(site.root_url + path)
    return found


def roots(shows: Shows) -> Collection[str]:
    """The sites, each with scheme and host and no slash at its end."""
    return [site.root_url for site in Site.objects.order_by("pk") if shows(site.hostname)]
