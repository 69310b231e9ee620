"""`{% load media_tags %}{% picture value loading="eager" class="lead" %}`"""

from typing import Any

from django import template

from cms.media.picture import Picture

register = template.Library()


@register.inclusion_tag("components/picture.html")
def picture(value: Picture | None, loading: str = "lazy", **attributes: Any) -> dict[str, Any]:
    """The HTML of a picture; nothing for None. The page's largest image should be `loading="eager"`.

    `sizes` says how wide it is shown where that is not what its preset says; `decorative=True` that what it shows is said beside it.
    """
    return {"value": value, "loading": loading, **{name: attributes.get(name, "") for name in ("class", "sizes", "decorative")}}
