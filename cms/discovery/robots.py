"""robots.txt (RFC 9309) and security.txt (RFC 9116): text from a site's settings. Nothing here asks the database."""

from collections.abc import Sequence
from datetime import UTC, datetime

from cms.content.models.discovery import contact_uri

CLOSED = "User-agent: *\nDisallow: /\n"


def robots_txt(base: str, languages: Sequence[str], rules: str = "", *, news: bool = True) -> str:
    """What crawlers may fetch. `languages` are the prefixes of paths (`""`, `/fr`); `rules` what editors added."""
    lines = ["User-agent: *", "Disallow: /admin/", *(f"Disallow: {prefix}/search/" for prefix in languages)]
    own = [line for line in rules.splitlines() if line]
    if own:
        # Rules that name no crawler belong to all of them.
        lines += own if not own[0].lower().startswith("user-agent") else ["", *own]
    lines += ["", f"Sitemap: {base}/sitemap.xml"]
    if news:
        lines.append(f"Sitemap: {base}/sitemap-news.xml")
    return "\n".join(lines) + "\n"


def expires(now: datetime) -> datetime:
    """When a security.txt of this month ends: less than a year from now, as the RFC recommends; the same all month."""
    months = now.year * 12 + now.month - 1 + 11
    return datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC)


def next_month(now: datetime) -> datetime:
    months = now.year * 12 + now.month
    return datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC)


def security_txt(base: str, contact: str, policy: str, languages: Sequence[str], now: datetime) -> str:
    lines = [f"Contact: {contact_uri(contact)}", f"Expires: {expires(now).isoformat().replace('+00:00', 'Z')}"]
    if languages:
        lines.append(f"Preferred-Languages: {', '.join(languages)}")
    lines.append(f"Canonical: {base}/.well-known/security.txt")
    if policy:
        lines.append(f"Policy: {policy}")
    return "\n".join(lines) + "\n"
