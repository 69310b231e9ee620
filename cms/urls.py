"""The composition root: which rooms answer at which addresses. `CMS_ROLE` decides what this process serves."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path, re_path

from cms.delivery import markdown, views as delivery
from cms.discovery import urls as discovery
from cms.preview.shared import shared, shared_draft

handler400 = "cms.media.views.bad_request"
handler404 = "cms.delivery.views.not_found"
handler500 = "cms.delivery.views.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("cms.media.urls")),
    path("api/v2/preview/", include("cms.preview.urls")),
    path("api/v2/", include("cms.api.urls")),
    path("shared/", shared, name="shared"),
    path("shared/draft/", shared_draft, name="shared_draft"),
    path("", include("cms.discovery.urls")),
]

if settings.SERVES_EDITING:
    from wagtail.admin import urls as wagtailadmin_urls
    from wagtail.utils.urlpatterns import decorate_urlpatterns

    from cms.accounts.accepting import invitation, invitation_link
    from cms.accounts.sign_in import sign_in_link
    from search.drafts.editor import searching_as_editor

    urlpatterns += [
        path("admin/sign-in/<str:uid>/<str:token>/", sign_in_link, name="sign_in_link"),
        path("admin/invitation/", invitation, name="invitation"),
        path("admin/invitation/<str:token>/", invitation_link, name="invitation_link"),
        path("admin/", include(decorate_urlpatterns(wagtailadmin_urls.urlpatterns, searching_as_editor))),
    ]

if settings.WRITE_API and settings.SERVES_EDITING:
    from cms.api.writing.mounting import urls as write_api

    urlpatterns += [write_api()]

urlpatterns += i18n_patterns(
    path("", include("articles.urls")),
    path("", include("cms.readers.urls")),
    path("", include("search.urls")),
    path("", include("cms.content.urls")),
    path("", include(discovery.translated)),
    re_path(r"^((?:[\w-]+/)*[\w-]+)\.md$", markdown.page, name="markdown"),
    re_path(r"^((?:[\w-]+/)*)$", delivery.page, name="wagtail_serve"),
    re_path(r"^(.*)$", delivery.anything, name="anything"),
    prefix_default_language=False,
)
