"""The content core's models; the pages and snippets of other rooms build on them."""

from cms.content.models.base import BasePage, BodyPage
from cms.content.models.comments import Comment
from cms.content.models.discovery import Discovery
from cms.content.models.listing import Listing, ListingCount, ListingFacet
from cms.content.models.participation import Participation
from cms.content.models.paths import FormerSlug, PathHistory
from cms.content.models.site import BreakingNews, Navigation, SiteIdentity
from cms.content.models.snippets import ReusableContent, Term
from cms.content.models.social import SocialCard
from cms.content.models.sources import SourceReference
from cms.content.models.standard import StandardPage

__all__ = [
    "BasePage",
    "BodyPage",
    "BreakingNews",
    "Comment",
    "Discovery",
    "FormerSlug",
    "Listing",
    "ListingCount",
    "ListingFacet",
    "Navigation",
    "Participation",
    "PathHistory",
    "ReusableContent",
    "SiteIdentity",
    "SocialCard",
    "SourceReference",
    "StandardPage",
    "Term",
]
