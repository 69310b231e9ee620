"""Posts and pages of Ghost."""

from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape
from typing import Any

from cms.portability.sources.records import Entry, Leaf, Problem, Said, Status
from cms.portability.sources.wordpress.entries import MAX_BODY

_STATUS: dict[str, Status] = {"published": "published", "scheduled": "scheduled", "draft": "draft", "sent": "published"}


def moment(value: Any) -> str:
    """ISO 8601 of a date in an export: ISO itself, or milliseconds since 1970 in old ones. Empty for what is no date."""
    try:
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value / 1000, UTC).isoformat()
        text = str(value or "").strip()
        if not text:
            return ""
        found = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return ""
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def entry(row: dict[str, Any], where: str, base: str, *, topics: list[str], tags: list[str], authors: list[str]) -> Iterator[Said]:
    key, title, slug = str(row.get("id") or ""), " ".join(str(row.get("title") or "").split()), str(row.get("slug") or "")
    about = f"post {key} {title!r}"[:200]
    html = str(row.get("html") or "")
    if not key:
        yield Problem("error", "id", "The post has no id. It was not imported.", where, about)
        return
    if len(html) > MAX_BODY:
        yield Problem("error", "size", "Its text has more than 2 MB. Split it at the source. It was not imported.", where, about)
        return
    if not html and (row.get("lexical") or row.get("mobiledoc")):
        text = "The export has it only in Ghost's own form, without HTML. Open and save the post in Ghost, and export again."
        yield Problem("loss", "html", text, where, about)
    said = str(row.get("status") or "draft")
    status: Status = _STATUS.get(said, "draft")
    published = moment(row.get("published_at"))
    if said not in _STATUS:
        yield Problem("repair", "status", f"Its status is “{said[:40]}”. It was imported as a draft.", where, about)
    if row.get("published_at") and not published:
        yield Problem("repair", "date", f"“{str(row['published_at'])[:60]}” is no date. It was imported as a draft.", where, about)
        status = "draft"
    if said == "sent":
        yield Problem(
            "note", "newsletter", "It was sent by mail and never stood on the site. Only people with an account see it.", where, about
        )
        status = "private"
    if str(row.get("visibility") or "public") not in ("public", "") and status == "published":
        text = "Only members could read it. Only people with an account see it here."
        yield Problem("note", "members", text, where, about)
        status = "private"
    is_page = row.get("type") == "page" or row.get("page") in (True, 1)
    record = (Leaf if is_page else Entry)(
        id=key,
        position=where,
        title=title if title != "(Untitled)" else "",
        slug=slug,
        url=f"{base}/{slug}/" if slug and status != "draft" else "",
        status=status,
        published=published,
        html=html,
        excerpt=escape(str(row.get("custom_excerpt") or "")),
        authors=authors,
        topics=topics,
        tags=tags,
        featured=row.get("featured") in (True, 1),
        lead_image=str(row.get("feature_image") or ""),
        lead_alt=str(row.get("feature_image_alt") or ""),
        lead_caption=str(row.get("feature_image_caption") or ""),
        seo_title=str(row.get("meta_title") or ""),
        seo_description=str(row.get("meta_description") or row.get("og_description") or ""),
        canonical=str(row.get("canonical_url") or ""),
        social_image=str(row.get("og_image") or row.get("twitter_image") or ""),
    )
    for name in ("codeinjection_head", "codeinjection_foot"):
        if str(row.get(name) or "").strip():
            yield Problem("loss", "script", "Code that was injected into its head or foot was left out.", where, about)
            break
    yield record
