"""The beacon: a page says that it was read. Who may call it: every browser that shows one of our pages.

No cookie, no identifier, nothing of the visitor is kept. The same address counts once for a page in half an hour, by a keyed hash
that the cache forgets.
"""

from hashlib import blake2b

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from cms.api import limits
from cms.readers import most_read, quotas
from cms.readers.counters import write_down_is_due

#: Seconds within which reading a page again is the same reading.
SAME = 1800


@csrf_exempt
@require_POST
def seen(request: HttpRequest, pk: int) -> HttpResponse:
    """204, whatever is made of it."""
    response = HttpResponse(status=204)
    response["Cache-Control"] = "no-store"
    # Only our own pages; browsers that do not say where they are from are believed.
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin" or pk >= 2**31:
        return response
    if quotas.exceeded(request, quotas.READINGS) is None and _is_new(request, pk):
        most_read.count(pk)
        if write_down_is_due():
            most_read.write_down()
    return response


def _is_new(request: HttpRequest, pk: int) -> bool:
    who = f"{timezone.localdate()} {limits.client(request)}"
    key = blake2b(who.encode(), digest_size=12, key=settings.SECRET_KEY.encode()[:64], person=b"reading").hexdigest()
    try:
        return bool(cache.add(f"readers:seen:{pk}:{key}", 1, SAME))
    except Exception:  # noqa: BLE001 - whatever a cache raises that is not there
        return False
