"""The WSGI application that the production server runs: stored responses first, then Django."""

import os
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")

application: Any = get_wsgi_application()

from django.conf import settings  # noqa: E402 - Django is ready now

from cms.delivery.stored import process  # noqa: E402
from cms.delivery.stored.application import Stored  # noqa: E402

# What is stored is answered before any middleware: during maintenance there is none of it.
if settings.STORED_RESPONSES_MB and not settings.MAINTENANCE:
    application = process.stored = Stored(application, settings.STORED_RESPONSES_MB * 1024 * 1024)
