"""The viewsets to inherit from, so that nothing is lost: Wagtail's, with the guarded views of the editor."""

from wagtail.admin.viewsets import pages
from wagtail.snippets.views import snippets

from cms.content.editor.saving.views import PageCreateView, PageEditView, PageReturnView, SnippetCreateView, SnippetEditView


class PageViewSet(pages.PageViewSet):
    """For pages of every type that has no viewset of its own."""

    add_view_class = PageCreateView
    edit_view_class = PageEditView
    revisions_revert_view_class = PageReturnView


class SnippetViewSet(snippets.SnippetViewSet):
    add_view_class = SnippetCreateView
    edit_view_class = SnippetEditView


page_viewset = PageViewSet()
