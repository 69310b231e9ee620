"""What the content core adds to Wagtail's admin."""

from wagtail import hooks
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.rich_text.feature_registry import FeatureRegistry

from cms.content.editor import features
from cms.content.editor.chooser import term_chooser


@hooks.register("register_rich_text_features")
def register_rich_text_features(registry: FeatureRegistry) -> None:
    features.register(registry)


@hooks.register("register_admin_viewset")
def register_term_chooser() -> ChooserViewSet:
    return term_chooser


@hooks.register("register_icons")
def register_icons(icons: list[str]) -> list[str]:
    return [*icons, *(f"admin/editor/icons/{name}.svg" for name in ("term", "footnote", "abbreviation"))]
