"""What the worker does for pictures for sharing. The task may run twice, and finds nothing to do the second time."""

from django.tasks import task

from cms.content.cards.keeping import keep_card


@task
def keep_social_card(page_id: int) -> bool:
    """Draw the page's picture for sharing, or take it away."""
    return keep_card(page_id)
