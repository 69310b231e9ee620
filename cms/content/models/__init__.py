"""The content core's models; the pages and snippets of other rooms build on them."""

from cms.content.models.base import BasePage, BodyPage
from cms.content.models.comments import Comment
from cms.content.models.listing import Listing, ListingCount, ListingFacet
from cms.content.models.paths import PathHistory
from cms.content.models.site import BreakingNews, Navigation, SiteIdentity
from cms.content.models.snippets import ReusableContent, Term
from cms.content.models.sources import SourceReference
from cms.content.models.standard import StandardPage

__all__ = [
    "BasePage",
    "BodyPage",
    "BreakingNews",
    "Comment",
    "Listing",
    "ListingCount",
    "ListingFacet",
    "Navigation",
    "PathHistory",
    "ReusableContent",
    "SiteIdentity",
    "SourceReference",
    "StandardPage",
    "Term",
]
