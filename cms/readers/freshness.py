"""Which changes of this room's tables move which content tags. See docs/freshness.md."""

from cms.readers.models import DayCount, Delivery, Digest, DigestItem, Readership, Subscriber, Subscription
from cms.tags import unshown


def watch_all() -> None:
    """Called once, when the app is ready."""
    unshown("Who gets mail is shown to nobody else, and on no page that is kept.", Subscriber, Subscription, Delivery, Digest, DigestItem)
    unshown("Numbers are not shown. Their order is, and `most_read.rank` moves its tag where that has changed.", DayCount, Readership)
