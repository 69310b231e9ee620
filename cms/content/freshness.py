"""Which changes of this room's tables, and of Wagtail's, move which content tags. See docs/freshness.md."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Min
from modelcluster.fields import ParentalKey
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import (
    Collection as MediaCollection,
    CollectionViewRestriction,
    Locale,
    Page,
    PageViewRestriction,
    Site,
)

from cms.content.models.comments import Comment
from cms.content.models.discovery import Discovery
from cms.content.models.listing import Listing, ListingCount, ListingFacet
from cms.content.models.participation import Participation
from cms.content.models.paths import FormerSlug, PathHistory
from cms.content.models.site import BreakingNews, Navigation, SiteIdentity
from cms.content.models.snippets import ReusableContent, Term
from cms.content.models.social import SocialCard
from cms.content.models.sources import SourceReference
from cms.tags import Rule, deadlines, unshown, watch

#: What autosaving, locking and scheduling write beside the content.
DRAFT_COLUMNS = (
    "latest_revision_id",
    "latest_revision_created_at",
    "live_revision_id",
    "has_unpublished_changes",
    "draft_title",
    "go_live_at",
    "locked",
    "locked_at",
    "locked_by_id",
    "owner_id",
    "numchild",
)
#: What lists are made of by themselves: what is on them, in which order.
_PLACE = ("site_id", "language", "kind", "published_at", "visible_until", "featured")

#: The lists that a row of `Listing` is on beside those of its kind.
_NARROWED = (
    "SELECT facet || ':' || key || ':articles' AS tag FROM content_listingfacet WHERE listing_id = {page_id:int}"
    " UNION SELECT 'list:tags' FROM content_listingfacet WHERE listing_id = {page_id:int} AND facet = 'tag'"
)

#: The short names that lists of these kinds of pages have in tags.
LIST_NAMES: dict[str, str] = {}


def name_list(kind: str, name: str) -> None:
    """Call the list of a kind of pages `list:<name>` instead of `list:<kind>`. Call it in `AppConfig.ready()`."""
    LIST_NAMES[kind] = name
    _watch_listing(LIST_NAMES)


def _watch_listing(names: Mapping[str, str]) -> None:
    cases = " ".join(f"WHEN '{kind}' THEN '{name}'" for kind, name in sorted(names.items()))
    name = f"CASE {{kind}} {cases} ELSE {{kind}} END" if cases else "{kind}"
    watch(
        Listing,
        "page:{page_id}",
        Rule("list:pages", when=_PLACE),
        "list:pages:details",
        Rule(select=f"SELECT 'list:' || {name} AS tag", when=_PLACE),
        Rule(select=f"SELECT 'list:' || {name} || ':details' AS tag"),
        Rule("slug:{slug}", when=("slug", *_PLACE)),
        # What has expired keeps its rows, and a list that was made without it does not know its page: it may come back.
        Rule(select=_NARROWED, when=_PLACE),
        replace=True,
    )


def watch_snippet(model: Any, kind: str, plural: str) -> None:
    """A snippet with drafts: its own tag, and that of the list of all of them."""
    by_slug = Rule(f"{kind}-slug:{{slug}}", when=("slug", "live", "expire_at", "locale_id"))
    has_slug = any(field.column == "slug" for field in model._meta.local_concrete_fields)
    watch(model, f"{kind}:{{id}}", f"list:{plural}", *([by_slug] if has_slug else []), ignore=DRAFT_COLUMNS)


def watch_all() -> None:
    """Called once, when the app is ready."""
    deadlines.register(deadline)
    watch(
        Page,
        "page:{id}",
        Rule("path:{url_path:path}", when=("url_path", "live", "expire_at", "path")),
        Rule("translations:{translation_key:hex}", when=("translation_key", "locale_id", "live", "expire_at", "path", "url_path")),
        Rule("tree", when=("path",)),
        Rule("list:pages:details", when=("show_in_menus", "first_published_at")),
        # Every publication of any page.
        Rule("list:pages:published", when=("last_published_at",)),
        # A site's front page in one more language is a change of the site.
        Rule("sites", where="{depth:int} = 2", when=("path", "url_path", "translation_key", "locale_id", "live")),
        ignore=DRAFT_COLUMNS,
    )
    for model in apps.get_models():
        if issubclass(model, Page) and model is not Page and model._meta.local_concrete_fields:
            watch(model, f"page:{{{model._meta.pk.column}}}")
        for field in model._meta.local_fields:
            if isinstance(field, ParentalKey) and issubclass(field.related_model, Page) and model._meta.app_label != "wagtailcore":
                watch(model, f"page:{{{field.column}}}")
    _watch_listing(LIST_NAMES)
    used = Rule("list:tags", where="{facet} = 'tag'")
    watch(ListingFacet, "page:{listing_id}", "{facet}:{key}:articles", used, ignore=("id",))
    watch_snippet(Term, "term", "terms")
    watch_snippet(ReusableContent, "reusable", "reusable")
    watch(SiteIdentity, "site:{site_id}")
    watch(BreakingNews, "site:{site_id}")
    watch(Navigation, "nav:{site_id}")
    watch(Discovery, "site:{site_id}")
    watch(SocialCard, "page:{page_id}", ignore=("digest",))
    watch(Site, "sites", "site:{id}")
    watch(Locale, "sites")
    # What is held is nobody's to see, so that whoever writes cannot empty the stores.
    watch(Comment, Rule("comments:{page_id}", where="{state} = 'approved'"), ignore=("author_email", "announced_at"))
    watch(Participation, "site:{site_id}", ignore=("comment_links", "mail_moderators", "digest_weekday", "digest_hour"))
    watch(PathHistory, "path:{url_path:path}", ignore=("id", "changed_at"))
    watch(Redirect, "redirect:{old_path}", "list:redirects")
    watch(PageViewRestriction, "page:{page_id}", "restrictions")
    pictures = "SELECT 'image:' || media_image.id AS tag FROM media_image"
    documents = "SELECT 'document:' || media_document.id AS tag FROM media_document"
    files = f"{pictures} WHERE collection_id = {{id:int}} UNION ALL {documents} WHERE collection_id = {{id:int}}"
    watch(MediaCollection, Rule(select=files, when=("path",)), "list:images", "list:documents", ignore=("numchild", "name"))
    within = (
        "IN (SELECT inner_c.id FROM wagtailcore_collection inner_c JOIN wagtailcore_collection outer_c"
        " ON substr(inner_c.path, 1, length(outer_c.path)) = outer_c.path WHERE outer_c.id = {collection_id:int})"
    )
    closed = f"{pictures} WHERE collection_id {within} UNION ALL {documents} WHERE collection_id {within}"
    watch(CollectionViewRestriction, Rule(select=closed), "list:images", "list:documents")

    unshown("It follows ListingFacet and Listing, in their transaction.", ListingCount)
    unshown("It follows the slugs of snippets, in their transactions.", FormerSlug)
    unshown("It says where imported content came from.", SourceReference)
    unshown("What signs in, administers, schedules and searches is shown to nobody who reads.", *_APPS)


_APPS = (
    *("accounts", "admin", "auth", "axes", "contenttypes", "django_tasks_database", "operations", "sessions", "simple_translation"),
    *("wagtailadmin", "wagtailembeds", "wagtailsearch", "wagtailusers"),
    # The models of our own in their place are media.Image and media.Document.
    *("wagtailimages", "wagtaildocs"),
    *(
        f"wagtailcore.{name}"
        for name in (
            *("APIToken", "Comment", "CommentReply", "GroupApprovalTask", "GroupApprovalTask_groups", "GroupCollectionPermission"),
            *("GroupPagePermission", "GroupSitePermission", "ModelLogEntry", "PageLogEntry", "PageSubscription", "ReferenceIndex"),
            *("Revision", "Task", "TaskState", "UploadedFile", "Workflow", "WorkflowContentType", "WorkflowPage", "WorkflowState"),
            # A restriction closes a page or a collection for the public, whatever groups may pass.
            *("WorkflowTask", "PageViewRestriction_groups", "CollectionViewRestriction_groups"),
        )
    ),
)


def deadline(names: Collection[str], since: datetime) -> datetime | None:
    """When something that a rendering shows, or counts, expires. One query where nothing does, which is nearly always."""
    upcoming = Listing.objects.filter(visible_until__gt=since)
    found = []
    if upcoming.exists():
        if not any(name.startswith("list:") or name.endswith(":articles") for name in names):
            upcoming = upcoming.filter(pk__in=deadlines.keys(names, "page"))
        found.append(upcoming.aggregate(first=Min("visible_until"))["first"])
    for model, kind, plural in ((Term, "term", "terms"), (ReusableContent, "reusable", "reusable")):
        found.append(snippet_deadline(model, kind, plural, names, since))
    return min((moment for moment in found if moment is not None), default=None)


def snippet_deadline(model: Any, kind: str, plural: str, names: Collection[str], since: datetime) -> datetime | None:
    """The same for a snippet with drafts. No query where none is shown."""
    rows = model._default_manager.filter(live=True, expire_at__gt=since)
    if f"list:{plural}" not in names:
        pks = deadlines.keys(names, kind)
        if not pks:
            return None
        rows = rows.filter(pk__in=pks)
    first: datetime | None = rows.aggregate(first=Min("expire_at"))["first"]
    return first
