"""Which changes of images and documents move which content tags. See docs/freshness.md."""

from taggit.models import Tag, TaggedItem

from cms.media.models import Document, Image, Rendition
from cms.tags import Rule, watch

_TYPE = "(SELECT id FROM django_content_type WHERE app_label = 'media' AND model = '{model}')"


def watch_all() -> None:
    """Called once, when the app is ready."""
    watch(Image, "image:{id}", "list:images", ignore=("uploaded_by_user_id", "problem"))
    watch(Document, "document:{id}", "list:documents", ignore=("uploaded_by_user_id",))
    watch(Rendition, "image:{image_id}")
    for kind in ("image", "document"):
        of_kind = _TYPE.replace("{model}", kind)
        watch(
            TaggedItem,
            Rule(f"{kind}:{{object_id}}", where=f"{{content_type_id:int}} = {of_kind}"),
            Rule(f"list:{kind}s", where=f"{{content_type_id:int}} = {of_kind}"),
        )
        tagged = f"FROM taggit_taggeditem WHERE tag_id = {{id:int}} AND content_type_id = {of_kind}"
        watch(Tag, Rule(select=f"SELECT '{kind}:' || object_id AS tag {tagged} UNION ALL SELECT 'list:{kind}s' {tagged}"))
