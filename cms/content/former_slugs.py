"""Former slugs of authors, series and terms: written in the transaction of the change, and followed to where the snippet is now."""

from dataclasses import dataclass
from typing import Any

from cms import tags
from cms.content.models.paths import FormerSlug
from cms.content.scope import Scope
from cms.visibility import Viewer


@dataclass(frozen=True)
class _Kind:
    model: Any
    name: str


_kinds: dict[str, _Kind] = {}


def register(component: str, model: Any, name: str) -> None:
    """Say what stands at `/component/slug/`; `name` is its kind in tags. Call it in `AppConfig.ready()`."""
    _kinds[component] = _Kind(model, name)


def remember(snippet: Any) -> None:
    """`snippet` is about to be saved. If its slug changes, the one that readers know becomes history."""
    if not snippet.pk:
        return
    model = type(snippet)
    fields = ("slug", "locale_id", "first_published_at")
    old = model._base_manager.filter(pk=snippet.pk).values_list(*fields).first()
    if old is None or old[0] == snippet.slug:
        return
    slug, locale, published = old
    label = model._meta.label_lower
    FormerSlug.objects.filter(model=label, locale_id=snippet.locale_id, slug=snippet.slug).delete()
    if published is not None:
        FormerSlug.objects.update_or_create(model=label, locale_id=locale, slug=slug, defaults={"object_id": snippet.pk})


def present_path(viewer: Viewer, language: str, components: list[str]) -> str | None:
    """Where what had this address once is now, if it may be seen."""
    kind = _kinds.get(components[0]) if len(components) == 2 else None
    if kind is None or len(components[1]) > 255:
        return None
    slug = components[1]
    tags.record(tags.snippet_slug(kind.name, slug))
    label = kind.model._meta.label_lower
    former = FormerSlug.objects.filter(model=label, locale__language_code=language, slug=slug).values_list("object_id", flat=True).first()
    if former is None:
        return None
    tags.record(f"{kind.name}:{former}")
    same_language = viewer.published(kind.model._default_manager.filter(locale__language_code=language))
    if same_language.filter(slug=slug).exists():
        return None  # something else has the address now
    found = same_language.filter(pk=former).first()
    path: str | None = found.place(Scope(viewer, language)).path if found is not None else None
    return path
