"""What every answer has to know first, in one query: which site is asked, its root pages, what view restrictions
stand where, and what readers may do.

Read anew for every request: a request that arrives after a restriction was set sees it.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from django.db.models import BigIntegerField, Case, F, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce
from wagtail.models import CollectionViewRestriction, Locale, Page, PageViewRestriction, Site

from cms import prepared, tags
from cms.content.models.participation import Participation
from cms.content.models.site import SiteIdentity
from cms.content.participation import KEPT, Rules
from cms.content.publisher import Identity
from cms.visibility import Restriction, Viewer, restrictions

_NUMBERS, _TEXTS = 6, 6


def public_viewer(hostname: str, port: str) -> Viewer | None:
    """An anonymous visitor of the site at this address, knowing all that stands in the way; None if there is no site."""
    tags.record(tags.sites())
    rows: dict[str, list[tuple[Any, ...]]] = {part: [] for part in ("site", "root", "identity", "page", "collection", KEPT)}
    for part, *row in prepared.fetch("frames", _everything):
        rows[part].append(tuple(row))
    site = _chosen([_site(row) for row in rows["site"]], hostname.lower(), port)
    if site is None:
        return None
    viewer = Viewer.public(site)
    roots = sorted((_root(row) for row in rows["root"]), key=lambda page: str(page.path))
    own = next((root.translation_key for root in roots if root.pk == site.root_page_id), None)
    viewer.roots = {root.path: root for root in roots if root.translation_key == own}
    viewer.page_restrictions = _restrictions(rows["page"])
    viewer.collection_restrictions = _restrictions(rows["collection"])
    viewer.kept["identities"] = {row[_NUMBERS]: _identity(row) for row in rows["identity"] if row[0] == site.pk}
    viewer.kept["discovery"] = next((bool(row[4]), bool(row[5])) for row in rows["site"] if row[0] == site.pk)
    viewer.kept["root_cards"] = {row[0]: row[_NUMBERS + 5] for row in rows["root"] if row[_NUMBERS + 5]}
    # A site without settings has no row.
    rules = next((row for row in rows[KEPT] if row[0] == site.pk), None)
    viewer.kept[KEPT] = Rules(bool(rules[1]), rules[2], bool(rules[3]), rules[_NUMBERS]) if rules else Rules.of(Participation(site=site))
    return viewer


def _restrictions(rows: Iterable[tuple[Any, ...]]) -> list[Restriction]:
    return restrictions((kind, path, group) for group, *_, kind, path in (row[: _NUMBERS + 2] for row in rows))


def _identity(row: tuple[Any, ...]) -> Identity:
    _site_id, mark, social, *_rest = row
    language, name, description, tagline, links, _nothing = row[_NUMBERS:]
    return Identity(language, name, description or tagline, mark or None, social or None, links)


def _everything() -> QuerySet[Any]:
    news = Case(When(discovery__articles_are_news=False, then=0), default=1, output_field=BigIntegerField())
    sites = _part(
        "site",
        Site.objects.all(),
        ("pk", "port", _number("is_default_site"), "root_page_id", news, _number("discovery__hide_site")),
        ("hostname", "site_name"),
    )
    keys = Site.objects.order_by().values("root_page__translation_key")
    roots = _part(
        "root",
        Page.objects.filter(translation_key__in=keys),
        ("pk", "locale_id", _number("live"), "depth"),
        ("path", "url_path", "title", "locale__language_code", "translation_key", Coalesce("social_card__name", Value(""))),
    )
    identities = _part(
        "identity",
        SiteIdentity.objects.all(),
        ("site_id", "mark_id", "social_image_id"),
        ("locale__language_code", "name", "description", "tagline", Cast("social_links", TextField())),
    )
    on_pages = _part("page", PageViewRestriction.objects.all(), ("groups",), ("restriction_type", "page__path"))
    on_collections = _part("collection", CollectionViewRestriction.objects.all(), ("groups",), ("restriction_type", "collection__path"))
    comments = Case(When(comments=Participation.Comments.OFF, then=0), default=1, output_field=BigIntegerField())
    rules = _part(KEPT, Participation.objects.all(), ("site_id", comments, "comments_close_after", _number("counts_reading")), ("digest",))
    return sites.union(roots, identities, on_pages, on_collections, rules, all=True)


def _part(part: str, rows: QuerySet[Any], numbers: Sequence[Any], texts: Sequence[Any]) -> QuerySet[Any]:
    """Rows in the shape that all parts share: numbers, then texts."""
    columns: dict[str, Any] = {"part": Value(part, output_field=TextField())}
    for place, number in enumerate(_filled(numbers, 0, _NUMBERS)):
        columns[f"_number{place}"] = Cast(number, BigIntegerField())
    for place, text in enumerate(_filled(texts, "", _TEXTS)):
        columns[f"_text{place}"] = Cast(text, TextField())
    return rows.order_by().annotate(**columns).values_list(*columns)


def _filled(values: Sequence[Any], filling: Any, length: int) -> Iterable[Any]:
    known = [F(value) if isinstance(value, str) else value for value in values]
    return [*known, *[Value(filling)] * (length - len(known))]


def _number(flag: str) -> Any:
    return Case(When(then=1, **{flag: True}), default=0, output_field=BigIntegerField())


def _site(row: tuple[Any, ...]) -> Site:
    (pk, port, is_default, root, *_), (hostname, name, *_) = row[:_NUMBERS], row[_NUMBERS:]
    return _loaded(Site, pk=pk, hostname=hostname, port=port, site_name=name, root_page_id=root, is_default_site=bool(is_default))


def _root(row: tuple[Any, ...]) -> Page:
    """A root page; what is not needed of it is loaded when somebody asks."""
    (pk, locale, live, depth, *_), (path, url_path, title, language, key, _card) = row[:_NUMBERS], row[_NUMBERS:]
    known = {"id": pk, "path": path, "depth": depth, "title": title, "live": bool(live), "url_path": url_path}
    known |= {"translation_key": UUID(key), "locale_id": locale}
    # Django wants the values in the order of the model's fields.
    names = [field.attname for field in Page._meta.concrete_fields if field.attname in known]
    page: Page = Page.from_db(DEFAULT_DB_ALIAS, names, [known[name] for name in names])
    page.locale = _loaded(Locale, pk=locale, language_code=language)
    return page


def _loaded(model: Any, **fields: Any) -> Any:
    instance = model(**fields)
    instance._state.adding, instance._state.db = False, DEFAULT_DB_ALIAS
    return instance


def _chosen(sites: Sequence[Site], hostname: str, port: str) -> Site | None:
    """The site for an address, by the rule of Wagtail's `get_site_for_hostname`."""
    default = next((site for site in sites if site.is_default_site), None)
    named = [site for site in sites if site.hostname == hostname]
    exact = [site for site in named if str(site.port) == port]
    if exact:
        return exact[0]
    if default is None or default in named:
        return default or (named[0] if len(named) == 1 else None)
    return named[0] if len(named) == 1 else default
