"""Addresses of previews below `/api/v2/preview/`. `preview/` and `preview/sessions/` are endpoints of the API.

The order counts: this comes before the API's own addresses.
"""

from django.urls import path, re_path

from cms.preview.reading import mirror
from cms.preview.script import script

urlpatterns = [
    path("script.js", script, name="preview_script"),
    re_path(r"^(?!sessions/$)(?P<path>.+)$", mirror, name="preview_mirror"),
]
