"""What readers leave behind: subscriptions, the mails that came of them, and how often what was read."""

from cms.readers.models.mailing import Delivery, Digest, DigestItem
from cms.readers.models.reading import DayCount, Readership
from cms.readers.models.subscribers import Subscriber, Subscription

__all__ = ["DayCount", "Delivery", "Digest", "DigestItem", "Readership", "Subscriber", "Subscription"]
