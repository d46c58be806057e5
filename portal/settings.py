"""Settings, all from the environment: README, "Configuration".

Without `PORTAL_ENV` this is a production install and refuses to start half-configured.
`PORTAL_ENV=development` is for one's own machine, `PORTAL_ENV=test` for the tests.
"""

from datetime import time
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF

from portal.environment import ConfigurationError, Environment, load_env_file

BASE_DIR = Path(__file__).resolve().parent.parent
load_env_file(BASE_DIR / ".env")
env = Environment()

PORTAL_ENV = env.text("PORTAL_ENV", "production")
if PORTAL_ENV not in {"production", "development", "test"}:
    raise ConfigurationError("PORTAL_ENV must be production, development or test")
PRODUCTION = PORTAL_ENV == "production"
DEVELOPMENT = PORTAL_ENV == "development"
TESTING = PORTAL_ENV == "test"

#: Only development can show tracebacks to a visitor.
DEBUG = DEVELOPMENT and env.flag("DEBUG")

SECRET_KEY = env.text("SECRET_KEY")
if not SECRET_KEY:
    if PRODUCTION:
        raise ConfigurationError("SECRET_KEY is not set: put 50 random characters into it")
    SECRET_KEY = f"only-for-{PORTAL_ENV}-" + "x" * 50
elif PRODUCTION and (len(SECRET_KEY) < 50 or SECRET_KEY.startswith("only-for-")):
    raise ConfigurationError("SECRET_KEY must be at least 50 random characters")

BASE_URL = env.text("BASE_URL", "" if PRODUCTION else "http://localhost:8000").rstrip("/")
if not BASE_URL:
    raise ConfigurationError("BASE_URL is not set: the portal's address, such as https://vcare.example.go.th")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS") or [urlsplit(BASE_URL).hostname or ""]
if not PRODUCTION:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]", "testserver"]
HTTPS = urlsplit(BASE_URL).scheme == "https"
CSRF_TRUSTED_ORIGINS = [BASE_URL] if HTTPS else []

VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var"))).resolve()

# Applications, from the top of the layers down (docs/architecture.md)

PORTAL_APPS = [
    "home",
    "programme",
    "events",
    "networks",
    "practices",
    "search",
    "privacy",
    "organisations",
    "content",
    "media",
    "accounts",
]
INSTALLED_APPS = [
    "portal",
    *PORTAL_APPS,
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_tasks_db",
    "js_lib_leaflet",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

#: Wagtail's REST API v3 at /api/v3/, as far as it is open: portal/api.py.
API_ENABLED = env.flag("API_ENABLED", default=not PRODUCTION)
if API_ENABLED:
    INSTALLED_APPS.append("wagtail.api.v3")
WAGTAILAPI_DOCS_ENABLED = False

MIDDLEWARE = [
    "portal.middleware.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.middleware.SecurityHeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.pagecache.PageCacheMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "organisations.middleware.EditingEntranceMiddleware",
    "organisations.middleware.OfficeTwoFactorMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",
    "portal.middleware.FormAddressMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

# Database: SQLite by default, with the settings under which nothing acknowledged is lost

DATABASES = {
    "default": dj_database_url.parse(
        env.text("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}"), conn_max_age=60
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA secure_delete=ON;"
            "PRAGMA journal_size_limit=67108864;PRAGMA foreign_keys=ON"
        ),
    }

# Cache and sessions: the database by default, Redis when one is given

REDIS_URL = env.text("REDIS_URL")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 5000},
        }
    ),
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

#: Addresses of an Elasticsearch or OpenSearch cluster that answers searches; without one the portal does.
SEARCH_URL = "" if TESTING else env.text("SEARCH_URL")
SEARCH_CA = env.text("SEARCH_CA")

# People and sign-in

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 10}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my_work"
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 1
# Axes stops one place after 10 wrong passwords; this stops many places at one account, and guessing codes.
ACCOUNT_RATE_LIMITS = {"login_failed": "60/15m/ip,20/15m/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "V-CARE + N"
#: Office staff must have a second factor before they reach the editing interface.
REQUIRE_STAFF_TWO_FACTOR = env.flag("REQUIRE_STAFF_TWO_FACTOR", default=PRODUCTION)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_CALLABLE = "accounts.lockout.locked_out"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
#: How many reverse proxies of ours stand before the portal; their X-Forwarded-For is believed.
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
AXES_CLIENT_IP_CALLABLE = "accounts.ratelimit.client_address"
RATE_LIMITS = env.flag("RATE_LIMITS", default=not TESTING)

# Languages and time

LANGUAGE_CODE = "th"
LANGUAGES = [("th", "ไทย"), ("en", "English")]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("th", "ไทย"), ("en", "English")]
LANGUAGE_COOKIE_SECURE = HTTPS
#: Thai of the packages, where they have none or a bad one (docs/thai-glossary.md).
LOCALE_PATHS = [BASE_DIR / "portal" / "locale_packages"]
#: Dates in Thai: the Buddhist era.
FORMAT_MODULE_PATH = ["content.formats"]
USE_I18N = True
TIME_ZONE = "Asia/Bangkok"
USE_TZ = True

# Files

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(VAR_DIR / "static")))
STATICFILES_DIRS = [built for built in [VAR_DIR / "build"] if built.is_dir()]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "uploads"
#: Originals, documents and everything a visitor may not fetch by address alone.
PRIVATE_ROOT = VAR_DIR / "private"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "media.storage.PrivateStorage",
        "OPTIONS": {"location": str(PRIVATE_ROOT)},  # a task that deletes a file gets it as JSON
    },
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# Wagtail

WAGTAIL_SITE_NAME = "V-CARE + N"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_I18N_ENABLED = False
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# Passwords and addresses are the portal's own matter: Wagtail's screens would go past the second factor.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILIMAGES_IMAGE_MODEL = "media.PortalImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "privacy.upload_forms.GuardedPictureForm"
WAGTAILIMAGES_AVIF_QUALITY = 52
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 25_000_000
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_EXTENSIONS = ["avif", "heic", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"avif": "avif", "webp": "webp", "heic": "jpeg"}
WAGTAILDOCS_DOCUMENT_MODEL = "media.PortalDocument"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "privacy.upload_forms.GuardedDocumentForm"
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["docx", "pdf", "pptx", "xlsx"]
WAGTAILDOCS_INLINE_CONTENT_TYPES = []
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "search.backend"}}
WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH = True
TAGGIT_CASE_INSENSITIVE = True
TAGGIT_TAGS_FROM_STRING = "content.tags.phrases_from_text"
TAGGIT_STRING_FROM_TAGS = "content.tags.text_from_phrases"

TASKS = {
    "default": {
        "BACKEND": (
            "django_tasks_db.DatabaseBackend"
            if env.text("TASKS") == "worker"
            else "django_tasks.backends.immediate.ImmediateBackend"
        )
    }
}

#: Without a worker, batches are worked off by a thread of the process that was asked.
BATCHES_IN_BACKGROUND = not TESTING

#: What is due by the clock is begun by a thread of the web processes; without it by `manage.py schedule run`.
SCHEDULE_IN_BACKGROUND = not TESTING and env.flag("SCHEDULE", default=True)

# Mail

EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "V-CARE + N <portal@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
#: Letters are written into the database and sent by a thread of the web processes, or in the tests at once.
EMAIL_BACKEND = "accounts.mail.QueueBackend"
MAIL_IN_BACKGROUND = not TESTING
if EMAIL_HOST:
    MAIL_DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
else:
    MAIL_DELIVERY_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"

#: When digests of notices are written: Bangkok time, and the weekly one's day, 1 is Monday.
DIGEST_TIME = env.text("DIGEST_TIME", "06:30")
DIGEST_WEEKDAY = env.number("DIGEST_WEEKDAY", 1)
try:
    time.fromisoformat(DIGEST_TIME)
except ValueError:
    raise ConfigurationError(f"DIGEST_TIME must be a time such as 06:30, not {DIGEST_TIME!r}") from None
if DIGEST_WEEKDAY not in range(1, 8):
    raise ConfigurationError("DIGEST_WEEKDAY must be 1 (Monday) to 7 (Sunday)")

#: LINE's Messaging API: without token and secret nobody is offered LINE.
LINE_CHANNEL_TOKEN = env.text("LINE_CHANNEL_TOKEN")
LINE_CHANNEL_SECRET = env.text("LINE_CHANNEL_SECRET")
#: The office's account in LINE, such as @vcare, for the button that opens it.
LINE_ACCOUNT = env.text("LINE_ACCOUNT")
#: Messages of a month at most, below what LINE allows; 0 leaves it to LINE.
LINE_MONTHLY_QUOTA = env.number("LINE_MONTHLY_QUOTA", 0)
LINE_API = "https://api.line.me"

# Personal data: after how many days `manage.py forget` deletes it (docs/operations.md has the table)

KEEP_DAYS = {
    "unconfirmed": env.number("KEEP_UNCONFIRMED_DAYS", 30),
    "refused": env.number("KEEP_REFUSED_DAYS", 180),
    "invitations": env.number("KEEP_INVITATIONS_DAYS", 90),
    "links": env.number("KEEP_LINKS_DAYS", 90),
    "notices": env.number("KEEP_NOTICES_DAYS", 365),
    "sign_ins": env.number("KEEP_SIGN_INS_DAYS", 90),
    "sessions": 0,
    "sheets": env.number("KEEP_SHEETS_DAYS", 2),
    "discarded": env.number("KEEP_DISCARDED_DAYS", 30),
    "tasks": env.number("KEEP_TASKS_DAYS", 14),
    "letters": env.number("KEEP_LETTERS_DAYS", 30),
    "take_downs": env.number("KEEP_TAKE_DOWNS_DAYS", 90),
    "consent_forms": env.number("KEEP_CONSENT_FORMS_DAYS", 365),
    "featured": env.number("KEEP_FEATURED_DAYS", 180),
    "withdrawn_names": env.number("KEEP_WITHDRAWN_NAMES_DAYS", 90),
    "imports": env.number("KEEP_IMPORTS_DAYS", 90),
    "registrations": env.number("KEEP_REGISTRATIONS_DAYS", 180),
}

# Security

TLS_ENDS_AT_PROXY = env.flag("TLS_ENDS_AT_PROXY")
SECURE_SSL_REDIRECT = HTTPS and not TLS_ENDS_AT_PROXY
#: Then the proxy redirects.
SILENCED_SYSTEM_CHECKS = ["security.W008"] if TLS_ENDS_AT_PROXY else []
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
#: Where to report a hole: an address for /.well-known/security.txt, the office's own when empty.
SECURITY_CONTACT = env.text("SECURITY_CONTACT")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "portal.views.csrf_failure"

CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ("/admin/", "/en/admin/"),
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "frame-src": ["https://www.youtube-nocookie.com"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

#: Pictures of the ground below the map's districts, such as https://tiles.example.go.th/{z}/{x}/{y}.png, and
#: whom to credit for them. Without an address the map asks nobody for anything.
MAP_TILES = env.text("MAP_TILES")
MAP_TILES_CREDIT = env.text("MAP_TILES_CREDIT")
if MAP_TILES:
    _host = urlsplit(MAP_TILES)
    if _host.scheme != "https" or not _host.hostname:
        raise ConfigurationError("MAP_TILES must be an address that begins with https://")
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"].append(f"https://{_host.netloc.replace('{s}', '*')}")

PUBLIC_CACHE_SECONDS = env.number("PUBLIC_CACHE_SECONDS", 0 if TESTING else 300)
#: How long counted searches wait in memory; 0 writes them down at once.
QUERY_LOG_SECONDS = 0 if TESTING else 10

# Logs: one JSON object a line, without personal data

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "portal.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.server": {"handlers": [], "propagate": False},
        "fontTools": {"level": "WARNING"},
    },
}
