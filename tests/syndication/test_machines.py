"""What machines find at addresses that they know beforehand: sitemaps, robots.txt, llms.txt, security.txt, manifest, icons."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from defusedxml.ElementTree import fromstring
from django.conf import LazySettings
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from articles.models import ArticlePage
from cms.content.models import Discovery, Listing, SiteIdentity
from cms.discovery import sitemaps
from cms.discovery.manifest import short_name
from cms.discovery.robots import expires, next_month
from cms.media.models import Image
from cms.media.presets import PRESETS
from cms.media.renditions import ensure_renditions
from tests import factories
from tests.syndication import specifications
from tests.syndication.conftest import Magazine


def places(client: Client, path: str) -> list[str]:
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml; charset=utf-8"), path
    return [str(element.text) for element in fromstring(response.content).iter(f"{specifications.SITEMAP}loc")]


def everywhere(client: Client) -> list[str]:
    """Every place in every sitemap of the index, by its path."""
    assert specifications.sitemap_index(client.get("/sitemap.xml").content) == []
    found = []
    for address in places(client, "/sitemap.xml"):
        path = address.removeprefix("http://testserver")
        assert specifications.sitemap(client.get(path).content) == [], path
        found += [place.removeprefix("http://testserver") for place in places(client, path)]
    return found


def test_sitemaps_lead_to_everything_that_is_public(magazine: Magazine, client: Client) -> None:
    found = everywhere(client)
    assert sorted(found) == sorted(
        [
            *("/", "/articles/", "/articles/low-tide/", "/topics/", "/topics/tides/", "/topics/rivers/", "/about/"),
            *("/authors/ines-okafor/", "/authors/jo-park/", "/series/the-shore/", "/tags/moon/", "/terms/neap-tide/"),
        ]
    )
    for path in found:
        assert client.get(path).status_code == 200
    assert client.head("/sitemap.xml").content == b""
    number = magazine.article.pk // sitemaps.SIZE
    images = fromstring(client.get(f"/sitemap-pages-{number}.xml").content).iter(f"{specifications.IMAGE}loc")
    assert [re.fullmatch(r"http://testserver/media/images/.*\.jpg", str(image.text)) is not None for image in images] == [True]


def test_the_index_says_when_a_sitemap_changed(magazine: Magazine, client: Client) -> None:
    page = magazine.article

    def said() -> str | None:
        entries = fromstring(client.get("/sitemap.xml").content)
        name = f"/sitemap-pages-{page.pk // sitemaps.SIZE}.xml"
        (entry,) = (entry for entry in entries if (entry.findtext(f"{{{sitemaps.SITEMAP}}}loc") or "").endswith(name))
        return entry.findtext(f"{{{sitemaps.SITEMAP}}}lastmod")

    newest = Page.objects.order_by("-last_published_at").values_list("last_published_at", flat=True)
    assert said() == newest.filter(last_published_at__isnull=False)[0].strftime("%Y-%m-%dT%H:%M:%SZ")
    Page.objects.filter(pk=page.pk).update(last_published_at=datetime(2031, 5, 4, 3, 2, 1, tzinfo=UTC))
    assert said() == "2031-05-04T03:02:01Z"


def test_sitemaps_lead_to_nothing_that_is_not(magazine: Magazine, client: Client) -> None:
    """Drafts, private and expired pages, what hides from search engines, copies of what is elsewhere."""
    factories.article("Draft", slug="draft", live=False, tags=("secret",))
    private = factories.article("Private", slug="private", tags=("closed",))
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    expired = factories.article("Expired", slug="expired", tags=("over",))
    ArticlePage.objects.filter(pk=expired.pk).update(expire_at=datetime(2020, 1, 1, tzinfo=UTC))
    Listing.objects.filter(pk=expired.pk).update(visible_until=datetime(2020, 1, 1, tzinfo=UTC))
    factories.standard_page("Hidden", slug="hidden", hide_from_search_engines=True)
    factories.article("Copy", slug="copy", canonical_url="https://example.com/original/")
    for thing in (magazine.author, magazine.series, magazine.term):
        thing.unpublish()
    words = ("draft", "private", "expired", "hidden", "copy", "secret", "closed", "over", "okafor", "shore", "neap")
    texts = [" ".join(everywhere(client)), client.get("/sitemap-news.xml").content.decode(), client.get("/llms.txt").content.decode()]
    for word in words:
        assert not [text for text in texts if word in text.lower()], word
    assert client.get("/sitemap-series.xml").status_code == client.get("/sitemap-terms.xml").status_code == 404
    Discovery.objects.create(hide_site=True)
    for path in ("/sitemap.xml", "/sitemap-news.xml", "/sitemap-authors.xml", "/llms.txt"):
        assert client.get(path).status_code == 404, path
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"


def test_the_news_of_two_days(magazine: Magazine, client: Client) -> None:
    new = factories.article("Now & here", slug="now")
    factories.article("Then", slug="then", published_at=timezone.now() - timedelta(days=2, minutes=1))
    assert specifications.sitemap(client.get("/sitemap-news.xml").content) == []
    assert places(client, "/sitemap-news.xml") == ["http://testserver/articles/now/"]
    (title,) = fromstring(client.get("/sitemap-news.xml").content).iter(f"{specifications.NEWS}title")
    assert title.text == new.title
    Discovery.objects.create(articles_are_news=False)
    assert client.get("/sitemap-news.xml").status_code == 404
    assert "news" not in client.get("/robots.txt").content.decode()


def test_a_sitemap_costs_the_same_however_many_pages_there_are(magazine: Magazine, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "SIZE", 3)
    pages = Listing.objects.count()
    numbers = sitemaps.page_numbers(factories.site().pk)
    assert sorted(numbers) == sorted({pk // 3 for pk in Listing.objects.values_list("pk", flat=True)})
    assert len(everywhere(client)) == pages + 5

    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as context:
            assert client.get(path).status_code == 200
        return len(context.captured_queries)

    index, one = queries("/sitemap.xml"), queries(f"/sitemap-pages-{numbers[-1]}.xml")
    monkeypatch.setattr(sitemaps, "SIZE", 1000)
    assert queries("/sitemap.xml") == index <= 7
    assert queries(f"/sitemap-pages-{magazine.article.pk // 1000}.xml") <= one + 1 <= 5


def test_robots_with_the_editors_rules(magazine: Magazine, client: Client, settings: LazySettings) -> None:
    text = client.get("/robots.txt").content.decode()
    assert text.startswith("User-agent: *\nDisallow: /admin/\nDisallow: /search/\n")
    assert "Sitemap: http://testserver/sitemap.xml\nSitemap: http://testserver/sitemap-news.xml\n" in text
    rules = Discovery(robots_rules="Disallow: /drafts/\n\nUser-agent: GPTBot\nDisallow: /")
    rules.full_clean()
    rules.save()
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /search/\nDisallow: /drafts/\nUser-agent: GPTBot\nDisallow: /\n\nSitemap:" in text
    settings.CMS_ROLE = "editing"
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        ("Disalow: /x/", "Line 1, “Disalow: /x/”, is no rule."),
        ("# fine\nDisallow: drafts", "Line 2, “Disallow: drafts”: a path begins with /."),
        ("Sitemap: /mine.xml", "with https://"),
        ("User-agent:", "name the crawler"),
        ("Crawl-delay: soon", "a number of seconds"),
        ("<p>no</p>", "is no rule"),
    ],
)
def test_a_rule_that_no_crawler_understands_is_refused(db: None, rules: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Discovery(site=factories.site(), robots_rules=rules).full_clean()
    assert sentence in refused.value.message_dict["robots_rules"][0]


def test_security_txt(magazine: Magazine, client: Client) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404
    settings = Discovery(security_contact="security@example.org", security_policy="https://example.org/policy/")
    settings.full_clean()
    settings.save()
    response = client.get("/.well-known/security.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert fields["Contact"] == "mailto:security@example.org"
    assert fields["Policy"] == "https://example.org/policy/"
    assert fields["Canonical"] == "http://testserver/.well-known/security.txt"
    ends = datetime.fromisoformat(fields["Expires"])
    assert timedelta(days=300) < ends - timezone.now() < timedelta(days=366)
    assert client.get("/security.txt")["Location"] == "/.well-known/security.txt"
    with pytest.raises(ValidationError):
        Discovery(site=factories.site(), security_contact="call me").clean()


def test_a_month_of_security_txt() -> None:
    now = datetime(2026, 12, 31, 23, tzinfo=UTC)
    assert (expires(now), next_month(now)) == (datetime(2027, 11, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    assert expires(next_month(now)) == datetime(2027, 12, 1, tzinfo=UTC)


def test_what_a_language_model_finds(magazine: Magazine, client: Client) -> None:
    response = client.get("/llms.txt")
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    text = response.content.decode()
    assert text.startswith("# The Ebb &amp; Flow\n\n> About water.\n" if "&amp;" in text else "# The Ebb & Flow\n\n> About water.\n")
    assert (
        "## Topics\n\n- [Rivers](http://testserver/topics/rivers.md)\n- [Tides](http://testserver/topics/tides.md): The sea, twice a day."
        in text
    )
    assert "- [Low \\</script\\> tide](http://testserver/articles/low-tide.md): Where the water goes." in text
    for address in re.findall(r"\]\(http://testserver(/[^)]*)\)", text):
        assert client.get(address).status_code == 200, address


def test_the_manifest_and_icons_of_a_mark(db: None, client: Client, django_capture_on_commit_callbacks: object) -> None:
    factories.publication()
    assert client.get("/favicon.ico").status_code == 404
    assert "icons" not in client.get("/manifest.webmanifest").json()
    mark = factories.image("Mark", data=factories.png(200, 200))
    before = mark.renditions.count()
    identity = SiteIdentity.objects.get()
    identity.name, identity.mark, identity.accent = "The Ebb & Flow", mark, "#00524e"
    identity.save()
    ensure_renditions(Image.objects.get(pk=mark.pk))
    assert mark.renditions.count() > before
    response = client.get("/manifest.webmanifest")
    assert response["Content-Type"] == "application/manifest+json; charset=utf-8"
    manifest = response.json()
    assert (manifest["name"], manifest["short_name"], manifest["theme_color"]) == ("The Ebb & Flow", "The Ebb", "#00524e")
    assert (manifest["start_url"], manifest["lang"], manifest["dir"]) == ("/", "en", "ltr")
    # No icon is larger than its mark.
    assert [icon["sizes"] for icon in manifest["icons"]] == ["48x48", "180x180", "192x192", "200x200"]
    for icon in manifest["icons"]:
        assert b"".join(client.get(icon["src"])).startswith(b"\xff\xd8")
    html = client.get("/").content.decode()
    assert 'rel="manifest" href="/manifest.webmanifest"' in html
    assert 'rel="apple-touch-icon" type="image/jpeg" sizes="180x180"' in html
    assert client.get("/favicon.ico")["Location"] == manifest["icons"][0]["src"]
    assert client.get("/apple-touch-icon.png")["Location"] == manifest["icons"][1]["src"]
    assert client.get("/api/v2/site/").json()["icons"][0]["src"].startswith("http://testserver/media/")


def test_icons_are_made_of_marks_alone(db: None) -> None:
    other = factories.image("Other", data=factories.png(60, 60))
    ensure_renditions(Image.objects.get(pk=other.pk))
    icons = {spec for specs in PRESETS["icon"].specs.values() for spec in specs}
    assert not icons & set(other.renditions.values_list("filter_spec", flat=True))


@pytest.mark.parametrize(
    ("name", "short"),
    [("Ebb", "Ebb"), ("The Ebb & Flow", "The Ebb"), ("Donaudampfschiff", "Donaudampfsc"), ("A B C D E F G", "A B C D E F")],
)
def test_what_fits_below_an_icon(name: str, short: str) -> None:
    assert short_name(name) == short


def test_editors_change_the_rules_in_the_admin(magazine: Magazine, client: Client) -> None:
    client.force_login(factories.user(superuser=True))
    add = client.get("/admin/publication/discovery/")["Location"]
    form = {"site": factories.site().pk, "feed_content": "excerpt", "robots_rules": "Disalow: /x/"}
    refused = client.post(add, form)
    assert "Line 1, “Disalow: /x/”, is no rule." in refused.content.decode()
    assert client.post(add, {**form, "robots_rules": "Disallow: /x/"}).status_code == 302
    assert b"Disallow: /x/" in client.get("/robots.txt").content
    assert "/edit/" in client.get("/admin/publication/discovery/")["Location"]
