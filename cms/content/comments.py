"""How many comments a page shows: counted when comments change, in the transaction of the change, and read from the listing."""

from collections.abc import Iterable, Mapping
from itertools import batched

from django.db import transaction
from django.db.models import Count

from cms.content.models.comments import Comment
from cms.content.models.listing import Listing
from cms.content.models.participation import Participation

BATCH = 500


def counted(sites: Mapping[int, int]) -> dict[int, int]:
    """The numbers of public comments of pages, given as page -> site; pages without any are left out."""
    approved = Comment.objects.public().filter(page_id__in=list(sites)).order_by().values("page_id").annotate(number=Count("pk"))
    numbers = dict(approved.values_list("page_id", "number"))
    if not numbers:
        return {}
    silent = set(Participation.objects.filter(comments=Participation.Comments.OFF).values_list("site_id", flat=True))
    return {page: number for page, number in numbers.items() if sites[page] not in silent}


@transaction.atomic
def recount(pages: Iterable[int]) -> None:
    """Comments of these pages changed: bring their numbers up to date."""
    # The rows are locked before anything is counted, so that of two who count at once the second sees what the first did.
    rows = list(Listing.objects.select_for_update().filter(pk__in=sorted(set(pages))).order_by("pk"))
    numbers = counted({row.pk: row.site_id for row in rows})
    for row in rows:
        number = numbers.get(row.pk, 0)
        if number != row.comment_count:
            Listing.objects.filter(pk=row.pk).update(comment_count=number)


@transaction.atomic
def recount_site(site_id: int) -> None:
    """Comments of a site were switched on or off."""
    commented = Comment.objects.public().order_by().values("page_id")
    pages = Listing.objects.filter(site_id=site_id, pk__in=commented).order_by("pk").values_list("pk", flat=True)
    for batch in batched(list(pages), BATCH, strict=False):
        recount(batch)
