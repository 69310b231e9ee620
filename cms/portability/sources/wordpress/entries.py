"""Posts and pages of a WXR file."""

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from django.utils.html import strip_tags

from cms.portability.sources.records import CommentState, Entry, Leaf, Problem, Said, SourceComment, Status
from cms.portability.sources.wordpress.dates import moment, published
from cms.portability.sources.wordpress.document import Element
from cms.portability.sources.wordpress.serialized import unserialize

#: Longer texts are not one article.
MAX_BODY = 2 * 1024 * 1024
_STATES: dict[str, CommentState] = {"1": "approved", "approve": "approved", "0": "pending", "hold": "pending", "spam": "spam"}
#: The plugins' names of what goes into the head of a page, the most common first.
_SEO_TITLE = ("_yoast_wpseo_title", "rank_math_title", "_seopress_titles_title", "_aioseo_title", "_aioseop_title", "_genesis_title")
_SEO_DESCRIPTION = (
    *("_yoast_wpseo_metadesc", "rank_math_description", "_seopress_titles_desc", "_aioseo_description", "_aioseop_description"),
    "_genesis_description",
)
_CANONICAL = ("_yoast_wpseo_canonical", "rank_math_canonical_url", "_seopress_robots_canonical", "_genesis_canonical_uri")
_SOCIAL_IMAGE = (
    *("_yoast_wpseo_opengraph-image", "rank_math_facebook_image", "_seopress_social_fb_img", "_yoast_wpseo_twitter-image"),
    "rank_math_twitter_image",
)
_VARIABLE = re.compile(r"%%?[a-z_]+(?:\([^)]*\))?%%?|#[a-z_]+")


def metadata(element: Element) -> dict[str, str]:
    """What is kept beside an item; the first of a name."""
    found: dict[str, str] = {}
    for row in element.all("wp:postmeta"):
        found.setdefault(row.text("wp:meta_key"), row.text("wp:meta_value"))
    return found


def entry(element: Element, key: str, where: str, about: str, *, is_page: bool) -> Iterator[Said]:
    known = metadata(element)
    body = element.raw("content:encoded")
    if len(body) > MAX_BODY:
        size = len(body) // (1024 * 1024)
        text = f"Its text has {size} MB, and 2 MB are the most for one article. Split it at the source. It was not imported."
        yield Problem("error", "size", text, where, about)
        return
    status, date = element.text("wp:status"), published(element)
    if date[1]:
        consequence = "It was imported as a draft." if status in ("publish", "future", "private") else "It has no date now."
        yield Problem("repair", "date", f"{date[1]} {consequence}", where, about)
    # A published item without any date would be dated today.
    said = status if date[0] or not date[1] else "draft"
    categories = element.all("category")
    record = (Leaf if is_page else Entry)(
        id=key,
        position=where,
        title=_title(element.text("title")),
        slug=unquote(element.text("wp:post_name")).strip(),
        url=element.text("link"),
        status=_status(said, element.text("wp:post_password")),
        published=date[0],
        html=body,
        flavour="wordpress",
        excerpt=element.raw("excerpt:encoded").strip(),
        authors=_authors(element),
        topics=_slugs(categories, "category"),
        tags=[*_slugs(categories, "post_tag"), *_slugs(categories, "tag")],
        featured=element.text("wp:is_sticky") == "1",
        lead_image=known.get("_thumbnail_id", ""),
        seo_title=_words(known, _SEO_TITLE),
        seo_description=_words(known, _SEO_DESCRIPTION),
        canonical=_words(known, _CANONICAL),
        social_image=_words(known, _SOCIAL_IMAGE),
        hidden=_hidden(known),
        comments_open=element.text("wp:comment_status") == "open",
        parent=element.text("wp:post_parent") if is_page and element.text("wp:post_parent") != "0" else "",
        order=int(order) if (order := element.text("wp:menu_order")).isdecimal() and len(order) < 9 else 0,
        former=_former(element),
    )
    comments = list(_comments(element, about))
    record.comments = [comment for comment in comments if isinstance(comment, SourceComment)]
    yield from (problem for problem in comments if isinstance(problem, Problem))
    primary = known.get("_yoast_wpseo_primary_category") or known.get("rank_math_primary_category")
    if primary and not primary.isdecimal() and primary in record.topics:
        record.topics = [primary, *(topic for topic in record.topics if topic != primary)]
    if status not in ("publish", "future", "draft", "pending", "private"):
        text = f"Its status is “{status[:40]}”, which WordPress itself does not know. It was imported as a draft."
        yield Problem("repair", "status", text, where, about)
    yield record


def _title(text: str) -> str:
    return " ".join(strip_tags(text).replace("&amp;", "&").split()) if "<" in text or "&" in text else " ".join(text.split())


def _status(said: str, password: str) -> Status:
    if said == "private":
        return "private"
    if password and said in ("publish", "future"):
        return "protected"
    return {"publish": "published", "future": "scheduled"}.get(said, "draft")  # type: ignore[return-value]


def _authors(element: Element) -> list[str]:
    """The creator; where the plugin Co-Authors Plus is at work, those that it names."""
    named = [
        c.attributes.get("nicename", "").removeprefix("cap-") for c in element.all("category") if c.attributes.get("domain") == "author"
    ]
    creator = element.text("dc:creator")
    return [name for name in dict.fromkeys(named) if name] or ([creator] if creator else [])


def _slugs(categories: list[Element], domain: str) -> list[str]:
    found = (unquote(c.attributes.get("nicename", "")).strip()[:200] for c in categories if c.attributes.get("domain") == domain)
    return list(dict.fromkeys(slug for slug in found if slug))


def _words(known: dict[str, str], names: tuple[str, ...]) -> str:
    """What the first of these says, without the variables that a plugin would fill in."""
    said = next((known[name] for name in names if known.get(name)), "")
    return " ".join(_VARIABLE.sub("", said).split()).strip("-\u2013|\u00b7 ") if not said.startswith("http") else said


def _hidden(known: dict[str, str]) -> bool:
    if known.get("_yoast_wpseo_meta-robots-noindex") == "1" or known.get("_seopress_robots_index") == "yes":
        return True
    robots = unserialize(known.get("rank_math_robots", ""))
    return isinstance(robots, dict) and "noindex" in robots.values()


def _former(element: Element) -> list[str]:
    """Earlier slugs, which WordPress redirects from."""
    old = [row.text("wp:meta_value") for row in element.all("wp:postmeta") if row.text("wp:meta_key") == "_wp_old_slug"]
    link = element.text("link")
    slug = element.text("wp:post_name")
    if not old or not slug or f"/{slug}" not in urlsplit(link).path:
        return []
    return [link.replace(f"/{slug}", f"/{former}") for former in dict.fromkeys(old) if former and former != slug]


def _comments(element: Element, about: str) -> Iterator[SourceComment | Problem]:
    for row in element.all("wp:comment"):
        key = row.text("wp:comment_id")
        kind = row.text("wp:comment_type")
        where = f"line {row.line}"
        if kind not in ("", "comment", "review"):
            text = (
                f"A {kind[:20]} of {row.text('wp:comment_author_url')[:200] or 'another site'} is not a reader's comment and was left out."
            )
            yield Problem("loss", "pingback", text, where, about)
            continue
        if not key.isdecimal():
            yield Problem("error", "comment", f"A comment's id is “{key[:40]}”, which is no number.", where, about)
            continue
        approved = row.text("wp:comment_approved")
        parent = row.text("wp:comment_parent")
        yield SourceComment(
            key,
            parent if parent != "0" else "",
            " ".join(row.text("wp:comment_author").split()),
            row.text("wp:comment_author_email"),
            row.raw("wp:comment_content"),
            _STATES.get(approved, "rejected"),
            moment(row.text("wp:comment_date_gmt")) or moment(row.text("wp:comment_date"), utc=False),
        )
