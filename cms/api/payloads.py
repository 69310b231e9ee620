"""The typed answers of the API that are no content values themselves. The schema is derived from these classes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from cms.content.pages import PageValue
from cms.content.seo import Seo
from cms.content.sites import SiteValue
from cms.content.values import File, Link
from cms.media.picture import Picture


@dataclass(frozen=True)
class ListMeta:
    """`next_cursor` is None on the last page."""

    total_count: int
    next_cursor: str | None


@dataclass(frozen=True)
class Listed[Item]:
    """The envelope of every list."""

    meta: ListMeta
    items: tuple[Item, ...]


@dataclass(frozen=True)
class ItemMeta:
    """What a list says of a page, as Wagtail's API v2 does."""

    type: str
    detail_url: str
    html_url: str
    slug: str
    first_published_at: datetime | None
    locale: str


@dataclass(frozen=True)
class PageItem:
    """A page in the list of all pages."""

    id: int
    meta: ItemMeta
    title: str


@dataclass(frozen=True)
class PageCard(PageItem):
    """A page in a list of its kind: everything that a teaser needs."""

    url: str
    standfirst: str
    published_at: datetime | None
    updated_at: datetime | None
    lead_image: Picture | None


@dataclass(frozen=True)
class ResourceMeta:
    """What is said of an object that is no page. `html_url` is its public page."""

    type: str
    detail_url: str
    html_url: str
    slug: str
    locale: str


@dataclass(frozen=True)
class DetailMeta(ResourceMeta):
    """The same of a whole object, with what search engines are told of its public page."""

    seo: Seo


@dataclass(frozen=True)
class FileMeta:
    """`download_url` of an image is its largest rendition, never the original; None while it has none."""

    type: str
    detail_url: str
    download_url: str | None
    tags: tuple[str, ...]


@dataclass(frozen=True)
class ImageItem(Picture):
    """An image of a public collection."""

    meta: FileMeta


@dataclass(frozen=True)
class DocumentItem(File):
    """A document of a public collection."""

    meta: FileMeta


@dataclass(frozen=True)
class RedirectMeta:
    type: str
    detail_url: str


@dataclass(frozen=True)
class RedirectItem:
    """A redirect that editors entered. `location` is absolute; `page` is the target if it is a page of this site."""

    id: int
    meta: RedirectMeta
    old_path: str
    location: str
    is_permanent: bool
    page: Link | None


# --- resolve ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PageFound:
    page: PageValue
    kind: Literal["page"] = "page"


@dataclass(frozen=True)
class RedirectTarget:
    """`status` is 301 or 302."""

    url: str
    status: Literal[301, 302]


@dataclass(frozen=True)
class Redirected:
    redirect: RedirectTarget
    kind: Literal["redirect"] = "redirect"


@dataclass(frozen=True)
class Locked:
    """Something that only some people may see, or nothing: the answer is the same."""

    kind: Literal["locked"] = "locked"


@dataclass(frozen=True)
class Removed:
    kind: Literal["gone"] = "gone"


@dataclass(frozen=True)
class Absent:
    kind: Literal["not_found"] = "not_found"


# --- site -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LocaleInfo:
    """A language of the site; `url` is its front page, None where the site has none."""

    locale: str
    name: str
    url: str | None


@dataclass(frozen=True)
class DefaultSeo:
    """What a page without its own gets."""

    title: str
    description: str
    image: Picture | None
    open_graph: dict[str, str]
    json_ld: dict[str, Any]


@dataclass(frozen=True)
class SitePayload(SiteValue):
    """Everything that a layout needs."""

    locales: tuple[LocaleInfo, ...]
    seo: DefaultSeo
