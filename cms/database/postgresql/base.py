"""`ENGINE` for PostgreSQL."""

from django.db.backends.postgresql import base

from cms.database import Settling


class DatabaseWrapper(Settling, base.DatabaseWrapper):
    pass
