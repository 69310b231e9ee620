"""The viewsets to inherit from, so that nothing is lost: Wagtail's, with the guarded views of the editor, and previews that follow it."""

from wagtail.admin.viewsets import pages
from wagtail.snippets.views import snippets

from cms.content.editor.following import (
    PagePreviewOnCreateView,
    PagePreviewOnEditView,
    SnippetPreviewOnCreateView,
    SnippetPreviewOnEditView,
)
from cms.content.editor.saving.views import PageCreateView, PageEditView, PageReturnView, SnippetCreateView, SnippetEditView


class PageViewSet(pages.PageViewSet):
    """For pages of every type that has no viewset of its own."""

    add_view_class = PageCreateView
    edit_view_class = PageEditView
    revisions_revert_view_class = PageReturnView
    preview_on_add_view_class = PagePreviewOnCreateView
    preview_on_edit_view_class = PagePreviewOnEditView


class SnippetViewSet(snippets.SnippetViewSet):
    add_view_class = SnippetCreateView
    edit_view_class = SnippetEditView
    preview_on_add_view_class = SnippetPreviewOnCreateView
    preview_on_edit_view_class = SnippetPreviewOnEditView


page_viewset = PageViewSet()
