"""The settings, read top to bottom, safe for production as they stand. The environment switches things on.

Each variable is explained in `.env.example`.
"""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from cms.caches import TOKENS, read as read_caches
from cms.connections import check_connection
from cms.content.blocks.providers import origins as players
from cms.environment import Environment, from_file
from cms.frontends import is_signing_key, read as read_frontends

BASE_DIR = Path(__file__).resolve().parent.parent

env = Environment(from_file(BASE_DIR / ".env"))

# --- What this process is ---------------------------------------------------------------------------------------------

SECRET_KEY = env.secret("SECRET_KEY", min_length=50)
DEBUG = env.flag("DEBUG", default=False)
SITE_URL = env.url("SITE_URL", schemes=("http", "https")).rstrip("/")
CMS_ROLE = env.choice("CMS_ROLE", ("all", "editing", "delivery"), default="all")
EDITING_URL = env.url("EDITING_URL", schemes=("http", "https"), default=SITE_URL).rstrip("/")
VAR_DIR = env.path("VAR_DIR", default=BASE_DIR / "var")

SERVES_EDITING = CMS_ROLE in ("all", "editing")
# Wagtail's API v3 in processes that serve editing, and its page of tokens in the admin.
WRITE_API = env.flag("WRITE_API", default=False)

_site = urlsplit(SITE_URL)
HTTPS = _site.scheme == "https"
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", default=[_site.hostname or "localhost"])
if CMS_ROLE == "editing" and urlsplit(EDITING_URL).hostname:
    ALLOWED_HOSTS = [*ALLOWED_HOSTS, str(urlsplit(EDITING_URL).hostname)]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Apps -------------------------------------------------------------------------------------------------------------
# Roles change middleware and URLs, never the installed apps: the database is the same whoever migrates it.

_local = find_spec("local")
HAS_LOCAL = _local is not None and _local.origin is not None
LOCAL_DIR = Path(str(_local.origin)).parent if _local is not None and HAS_LOCAL else BASE_DIR / "local"

INSTALLED_APPS = [
    *(["local"] if HAS_LOCAL else []),
    "cms.portability",
    "cms.operations",
    "home",
    "articles",
    "cms.preview",
    "search",
    "cms.readers",
    "cms.api",
    "cms.discovery",
    "cms.events",
    "cms.delivery",
    "cms.content",
    "cms.media",
    "cms.accounts.apps.AccountsConfig",
    "cms.tags",
    "wagtail.contrib.redirects",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.typed_table_block",
    "wagtail.locales",
    "wagtail.embeds",
    "wagtail.sites",
    "cms.accounts.apps.PeopleConfig",
    *(["wagtail.api.v3"] if WRITE_API else []),  # without models: the database is the same
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "axes",
    "rest_framework",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",  # on SQLite too, where it does nothing: the apps are the same everywhere
    "django.contrib.humanize",
]

# --- Requests ---------------------------------------------------------------------------------------------------------

_EDITING_MIDDLEWARE = [
    "cms.accounts.middleware.EditingSessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "cms.content.editor.refusals.RefusalMiddleware",
]
MIDDLEWARE = [
    "cms.operations.middleware.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    *(_EDITING_MIDDLEWARE if SERVES_EDITING else []),
    "cms.delivery.middleware.UrlLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "cms.delivery.middleware.PrivateResponsesMiddleware",
    *(["axes.middleware.AxesMiddleware"] if SERVES_EDITING else []),
]

MAINTENANCE = env.flag("MAINTENANCE", default=False)
if MAINTENANCE:
    MIDDLEWARE.insert(
        MIDDLEWARE.index("django_permissions_policy.PermissionsPolicyMiddleware"), "cms.operations.middleware.MaintenanceMiddleware"
    )

TRUSTED_PROXIES = env.integer("TRUSTED_PROXIES", default=0, low=0, high=10)
if TRUSTED_PROXIES:
    MIDDLEWARE.insert(0, "cms.operations.middleware.TrustedProxyMiddleware")

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [*([LOCAL_DIR / "templates"] if HAS_LOCAL else []), BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                *(
                    ["django.contrib.auth.context_processors.auth", "django.contrib.messages.context_processors.messages"]
                    if SERVES_EDITING
                    else []
                ),
            ],
        },
    },
]

# --- Data -------------------------------------------------------------------------------------------------------------

_database_url = env.url("DATABASE_URL", schemes=("sqlite", "postgres", "postgresql"), default=f"sqlite:///{VAR_DIR / 'masthead.sqlite3'}")
POSTGRESQL = _database_url.startswith("postgres")


def _database(url: str) -> dict[str, Any]:
    try:
        config: dict[str, Any] = dict(dj_database_url.parse(url))
    except (ValueError, KeyError) as error:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {type(error).__name__}.") from error
    # Django's backends, with a change log that nothing goes round: see cms/database.
    config["ENGINE"] = f"cms.database.{'sqlite3' if url.startswith('sqlite') else 'postgresql'}"
    if url.startswith("sqlite"):
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # Not temp_store=MEMORY: statement journals would be in memory too, where the end of each statement walks through all of them.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-16000;",
        }
    else:
        config["CONN_HEALTH_CHECKS"] = True
        config["OPTIONS"] = {
            **config.get("OPTIONS", {}),
            "pool": {"min_size": 1, "max_size": DATABASE_POOL_SIZE, "timeout": 10, "check": check_connection},
        }
    return config


DATABASE_POOL_SIZE = env.integer("DATABASE_POOL_SIZE", default=8, low=1, high=200)
DATABASES = {"default": _database(_database_url)}

_cache_url = env.url("CACHE_URL", schemes=("redis", "rediss", "locmem"), default="locmem://memory")
CACHES: dict[str, dict[str, Any]] = {
    "default": (
        {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "masthead"}
        if _cache_url.startswith("locmem")
        else {
            "BACKEND": "django_redis.cache.RedisCache",
            "LOCATION": _cache_url,
            "OPTIONS": {"IGNORE_EXCEPTIONS": True, "SOCKET_CONNECT_TIMEOUT": 1, "SOCKET_TIMEOUT": 1},
        }
    )
}
# What processes share of their renderings. It says when it is away, so that nobody waits for it with every request.
CACHES["responses"] = {**CACHES["default"], "OPTIONS": {**CACHES["default"].get("OPTIONS", {}), "IGNORE_EXCEPTIONS": False}}
if _cache_url.startswith("locmem"):
    CACHES["responses"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}  # one process: it has them in its memory
DJANGO_REDIS_LOG_IGNORED_EXCEPTIONS = True

STORED_RESPONSES_MB = env.integer("STORED_RESPONSES_MB", default=0 if DEBUG else 48, low=0, high=100_000)
SHARED_MAX_AGE = env.integer("SHARED_MAX_AGE", default=10, low=0, high=86_400)
SHARED_STALE_AGE = env.integer("SHARED_STALE_AGE", default=60, low=0, high=86_400)

TASKS = {
    "default": {"BACKEND": "cms.operations.tasks.DatabaseBackend", "QUEUES": ["default"]},
}

# --- Files ------------------------------------------------------------------------------------------------------------
# Originals and documents are private; only renditions lie below MEDIA_URL. See cms/media/storage.py.

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [
    *([LOCAL_DIR / "static"] if HAS_LOCAL and (LOCAL_DIR / "static").is_dir() else []),
    BASE_DIR / "static",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
S3_BUCKET = env.text("S3_BUCKET", default="")
S3_ENDPOINT_URL = env.url("S3_ENDPOINT_URL", schemes=("http", "https"), default="")
S3_REGION = env.text("S3_REGION", default="")
S3_PUBLIC_URL = env.url("S3_PUBLIC_URL", schemes=("http", "https"), default="").rstrip("/")
if S3_BUCKET and not S3_PUBLIC_URL:
    env.problems.append("S3_PUBLIC_URL is not set. With S3_BUCKET it must be the URL under which the bucket's public/ prefix is served.")

STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": f"cms.media.{'s3' if S3_BUCKET else 'storage'}.PrivateStorage"},
    "renditions": {"BACKEND": f"cms.media.{'s3' if S3_BUCKET else 'storage'}.RenditionStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "cms.delivery.static.StaticStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # half the files to compress
FILE_UPLOAD_HANDLERS = [
    "cms.media.uploads.RequestLimitHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# The whole request. A little more than the largest file, so that a file that is too large is a form error in most cases.
MAX_UPLOAD_REQUEST_SIZE = 64 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# --- People -----------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "wagtailadmin_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"

AXES_FAILURE_LIMIT = 10
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "cms.accounts.attempts.attempted_email"
AXES_CLIENT_IP_CALLABLE = "cms.operations.middleware.client_address"
AXES_HTTP_RESPONSE_CODE = 429
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True
SILENCED_SYSTEM_CHECKS: list[str] = []

SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False  # Wagtail's admin reads it
CSRF_TRUSTED_ORIGINS = sorted({f"{urlsplit(url).scheme}://{urlsplit(url).netloc}" for url in (SITE_URL, EDITING_URL) if url})

# --- Headers ----------------------------------------------------------------------------------------------------------

if HTTPS:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
    SECURE_HSTS_SECONDS = env.integer("HSTS_SECONDS", default=31_536_000, low=0, high=63_072_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, LANGUAGE_COOKIE_NAME = "__Host-session", "__Host-csrf", "__Host-language"
else:
    env.read.add("HSTS_SECONDS")
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, LANGUAGE_COOKIE_NAME = "session", "csrf", "language"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"  # Wagtail's preview views say SAMEORIGIN themselves
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "microphone", "payment", "usb")
}

_media_origins = [f"{urlsplit(url).scheme}://{urlsplit(url).netloc}" for url in (S3_PUBLIC_URL,) if url]
# The public site. Wagtail's admin gets ADMIN_CSP: see cms/delivery/middleware.py.
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:", *_media_origins],
    "media-src": [CSP.SELF, *_media_origins],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "frame-src": players(),
    "manifest-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.SELF],
    "object-src": [CSP.NONE],
}
# Wagtail's date pickers use inline scripts, and its editor inline styles; neither asks for a nonce (Wagtail 8.0).
ADMIN_CSP = {
    **SECURE_CSP,
    "script-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:", "blob:", *_media_origins],
    "frame-src": [CSP.SELF, *players()],
    "worker-src": [CSP.SELF, "blob:"],
}

# --- Languages and time -----------------------------------------------------------------------------------------------

_known = {"ar": "العربية", "de": "Deutsch", "en": "English", "es": "Español", "fa": "فارسی", "fr": "Français", "he": "עברית"}
_known |= {"it": "Italiano", "ja": "日本語", "nl": "Nederlands", "pl": "Polski", "pt": "Português", "tr": "Türkçe", "uk": "Українська"}
_languages = env.words("LANGUAGES", default=["en"])
for _code in _languages:
    if _code not in _known:
        env.problems.append(f"LANGUAGES names '{_code}', but it must be some of {', '.join(_known)}.")
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [(code, _known.get(code, code)) for code in _languages]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("fr", "Français"), ("es", "Español")]
LANGUAGE_CODE = _languages[0] if _languages else "en"
USE_I18N = WAGTAIL_I18N_ENABLED = True
USE_TZ = True
TIME_ZONE = env.text("TIME_ZONE", default="UTC")
if TIME_ZONE not in {"UTC", *available_timezones()}:
    env.problems.append(f"TIME_ZONE is '{TIME_ZONE}', but it must be a name such as Europe/Berlin.")
LOCALE_PATHS = [BASE_DIR / "locale"]

# --- Wagtail ----------------------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Masthead"
WAGTAILADMIN_BASE_URL = EDITING_URL
WAGTAILADMIN_RICH_TEXT_EDITORS = {"default": {"WIDGET": "cms.content.editor.rich_text_area.RichTextArea"}}
# Milliseconds after the form has said that it changed, which it does when one pauses.
WAGTAIL_AUTO_UPDATE_PREVIEW_INTERVAL = 30
# Milliseconds as well. The preview first, which the editor is waiting for: what she has typed is kept by her browser until it is saved.
WAGTAIL_AUTOSAVE_INTERVAL = 1500
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILIMAGES_IMAGE_MODEL = "media.Image"
WAGTAILIMAGES_RENDITION_STORAGE = "renditions"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 30 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 20_000_000
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.media.forms.ImageForm"
WAGTAILDOCS_DOCUMENT_MODEL = "media.Document"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.media.forms.DocumentForm"
WAGTAILDOCS_MAX_UPLOAD_SIZE = 50 * 1024 * 1024
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = [
    "csv",
    "docx",
    "epub",
    "key",
    "odp",
    "ods",
    "odt",
    "pdf",
    "pptx",
    "rtf",
    "txt",
    "xlsx",
    "zip",
    "mp3",
    "mp4",
    "m4a",
    "ogg",
    "webm",
    "wav",
    "vtt",
]
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILEMBEDS_RESPONSIVE_HTML = True
WAGTAILREDIRECTS_AUTO_CREATE = False  # ours are written in the transaction of the change: cms/content/path_history.py
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "search.drafts.backend"}}
TAGGIT_CASE_INSENSITIVE = True
TAG_SPACES_ALLOWED = True

# --- The content API --------------------------------------------------------------------------------------------------

API_CORS_ORIGINS = env.words("API_CORS_ORIGINS", default=["*"])
for _origin in API_CORS_ORIGINS:
    _parts = urlsplit(_origin)
    if _origin != "*" and (_parts.scheme not in ("http", "https") or _origin != f"{_parts.scheme}://{_parts.netloc}" or not _parts.netloc):
        env.problems.append(f"API_CORS_ORIGINS names '{_origin}', but it must be * or origins such as https://example.org.")
API_RATE_LIMIT = env.integer("API_RATE_LIMIT", default=3000, low=0, high=1_000_000)
SERVER_TIMING = env.flag("SERVER_TIMING", default=False)
WRITE_API_TOKEN_DAYS = env.integer("WRITE_API_TOKEN_DAYS", default=90, low=0, high=3650)
WAGTAILAPI_TOKEN_LAST_USED_INTERVAL = None  # a read writes no row: cms/api/writing/tokens.py
WAGTAILAPI_LIMIT_MAX = 100

# --- Frontends of others: docs/preview.md ------------------------------------------------------------------------------

FRONTENDS, _problems = read_frontends(env.json("FRONTENDS", default=[], kind=list))
env.problems += _problems
REVALIDATE_SECRET = env.text("REVALIDATE_SECRET", default="")
if REVALIDATE_SECRET and (len(REVALIDATE_SECRET) < 24 or not is_signing_key(REVALIDATE_SECRET)):
    env.problems.append("REVALIDATE_SECRET must have at least 24 characters; behind whsec_ they must be base64.")
# The editor's preview panel shows them in a frame.
ADMIN_CSP["frame-src"] = [CSP.SELF, *players(), *(frontend.origin for frontend in FRONTENDS)]

# --- Caches in front: docs/operating.md ---------------------------------------------------------------------------------
# Tokens are no settings: each stays with its cache, which does not show it.

CDN, _problems = read_caches(env.words("CDN", default=[]), {kind: env.text(name, default="") for kind, name in TOKENS.items()})
env.problems += _problems

# --- Search -----------------------------------------------------------------------------------------------------------

SEARCH_RATE_LIMIT = env.integer("SEARCH_RATE_LIMIT", default=120, low=0, high=1_000_000)
SEARCH_TIME_LIMIT = env.integer("SEARCH_TIME_LIMIT", default=100, low=10, high=60_000)
SEARCH_MISSES_DAYS = env.integer("SEARCH_MISSES_DAYS", default=90, low=1, high=3650)

# --- Mail, logs -------------------------------------------------------------------------------------------------------

_mail_url = env.url("MAIL_URL", schemes=("smtp", "smtps", "console"), default="smtp://localhost:25")
_mail = urlsplit(_mail_url)
MAILERS: dict[str, dict[str, Any]] = {
    "default": (
        {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
        if _mail.scheme not in ("smtp", "smtps")
        else {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {
                "host": _mail.hostname,
                "port": _mail.port or (465 if _mail.scheme == "smtps" else 587),
                "username": _mail.username or "",
                "password": _mail.password or "",
                "use_ssl": _mail.scheme == "smtps",
                "use_tls": _mail.scheme == "smtp" and _mail.hostname not in ("localhost", "127.0.0.1", "::1"),
                "timeout": 10,
            },
        }
    )
}
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("MAIL_FROM", default=f"masthead@{_site.hostname or 'localhost'}")
WAGTAILADMIN_NOTIFICATION_FROM_EMAIL = DEFAULT_FROM_EMAIL

LOG_LEVEL = env.choice("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), default="INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"once_a_minute": {"()": "cms.delivery.repeated.OnceAMinute"}},
    "formatters": {"line": {"format": "{asctime} {levelname:<7} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"level": LOG_LEVEL, "handlers": [], "propagate": True},
        "django.request": {"level": "ERROR"},
        "django.tasks": {"level": "WARNING"},  # a line for every task that starts
        "axes": {"level": "WARNING"},
        "django_redis.cache": {"filters": ["once_a_minute"]},  # while the cache is away, not for every request
    },
}

# --- The owner's own --------------------------------------------------------------------------------------------------
# local/settings.py may set and change anything above; BODY_BLOCKS adds blocks to the body: {"recipe": "local.blocks.Recipe"}.

BODY_BLOCKS: dict[str, str] = {}
if HAS_LOCAL and find_spec("local.settings") is not None:
    for _name, _value in vars(import_module("local.settings")).items():
        if _name.isupper():
            globals()[_name] = _value

env.check()
