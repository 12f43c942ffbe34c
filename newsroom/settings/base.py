"""What local, test and production settings share. Deployment values come from the environment."""

from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(env.str("NEWSROOM_DATA", default=str(BASE_DIR / ".data"))).absolute()

DEBUG = env.bool("DEBUG", default=False)

# The newsroom's own things, in one place. `newsroom/checks.py` says what each may be.
NEWSROOM = {
    "name": env.str("NEWSROOM_NAME", default="North Star Bulletin"),
    "tagline": env.str("NEWSROOM_TAGLINE", default="Independent local news, reported in the open"),
    "place": env.str("NEWSROOM_PLACE", default="Minneapolis and St. Paul, Minnesota"),
    "mark": env.str("NEWSROOM_MARK", default="img/star.svg"),
    "accent": env.str("NEWSROOM_ACCENT", default=""),
    "accent_dark": env.str("NEWSROOM_ACCENT_DARK", default=""),
    "time_zone": env.str("NEWSROOM_TIME_ZONE", default="America/Chicago"),
    "language": env.str("NEWSROOM_LANGUAGE", default="en-us"),
    "base_url": env.str("NEWSROOM_BASE_URL", default="http://127.0.0.1:8000"),
    # The WebSub hub that tells readers' programs of changes to feeds; none if empty.
    "hub": env.str("NEWSROOM_HUB", default=""),
    # The key by which search engines are told of changes (see indexnow.org), and who is told. None if empty.
    "indexnow": env.str("NEWSROOM_INDEXNOW", default=""),
    "indexnow_address": env.str("NEWSROOM_INDEXNOW_ADDRESS", default="https://api.indexnow.org/indexnow"),
    # Name and address of each, as the footer shows them: "Standards and ethics" to "/standards/", say.
    "policies": env.json("NEWSROOM_POLICIES", default={}),
    # The same for machines, by their names in schema.org: "ethicsPolicy" to "/standards/", say.
    "trust": env.json("NEWSROOM_TRUST", default={}),
}

# The caches in front of the newsroom that are told what has changed: of which kind they are (see
# `newsroom/lib/purges.py`; none if empty), where each is told, and what it believes.
PURGE = {
    "kind": env.str("NEWSROOM_PURGE", default=""),
    "addresses": env.list("NEWSROOM_PURGE_ADDRESS", default=[]),
    "token": env.str("NEWSROOM_PURGE_TOKEN", default=""),
}

# What may be embedded, and whose servers are asked about it. `newsroom/lib/embeds.py` knows the providers.
EMBEDS = {
    "providers": env.list(
        "EMBED_PROVIDERS",
        default=[
            *("youtube", "vimeo", "bluesky", "mastodon", "x", "instagram", "tiktok", "spotify", "soundcloud"),
            *("datawrapper", "documentcloud", "flourish"),
        ],
    ),
    "mastodon_hosts": env.list(
        "EMBED_MASTODON_HOSTS",
        default=["mastodon.social", "mastodon.online", "mstdn.social", "journa.host", "newsie.social"],
    ),
    # Networks that are not public and may be asked all the same, such as that of a server in the house.
    "private_networks": env.list("EMBED_PRIVATE_NETWORKS", default=[]),
}

INSTALLED_APPS = [
    # Before the admin, so that our own templates and commands come first.
    "newsroom",
    "newsroom.accounts",
    "newsroom.outbox",
    "topics",
    "articles",
    "newsroom.pages",
    "taggit",
    "content_editor",
    "django_prose_editor",
    "axes",
    "csp",
    "newsroom.desk.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    # Before all others: what it answers from a copy costs none of them anything.
    "newsroom.page_cache.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "newsroom.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "newsroom.accounts.audit.AuditAddressMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "newsroom.context.newsroom",
            ],
        },
    },
]

# Database: SQLite in the data folder, or what DATABASE_URL names.
if "DATABASE_URL" in env:
    DATABASES = {"default": env.db("DATABASE_URL")}
else:
    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA_DIR / "newsroom.sqlite3"}}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Django itself turns foreign keys on. A transaction takes the write lock when it begins, since one that
    # starts by reading and then writes would fail at once instead of waiting for its turn.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 10,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# To open a connection costs more than a page's queries, on SQLite too, which then reads the whole schema.
DATABASES["default"]["CONN_MAX_AGE"] = 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://")}
# Whether what readers see is rendered once and kept until it changes. Off for who looks for a fault in it.
KEEP_COPIES = env.bool("KEEP_COPIES", default=not DEBUG)
# Of memory, for pages, in each process.
COPIES_MEGABYTES = env.int("COPIES_MEGABYTES", default=64)

# Signing in
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "username"  # what the form calls the e-mail address
AXES_USERNAME_CALLABLE = "newsroom.lockout.account"
AXES_LOCKOUT_TEMPLATE = "admin/lockout.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

# Language and time
LANGUAGE_CODE = NEWSROOM["language"]
TIME_ZONE = NEWSROOM["time_zone"]
USE_TZ = True
USE_I18N = True

# Static files and photos
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
# Photos are served by the proxy in production; only local and test settings let Django do it.
SERVE_MEDIA = False
# Whether `manage.py prepare` fills a newsroom that has no story yet.
DEMONSTRATION = False
# What a photo may be: larger ones are refused from their header. A decoded pixel takes about ten bytes.
PHOTO_MAX_BYTES = env.int("PHOTO_MAX_MEGABYTES", default=40) * 1024**2
PHOTO_MAX_PIXELS = env.int("PHOTO_MAX_MEGAPIXELS", default=50) * 1_000_000
STORAGES = {
    "default": {"BACKEND": "newsroom.lib.storage.WholeFileStorage"},
    "staticfiles": {"BACKEND": "newsroom.staticfiles.ModuleStorage"},
}
# Or on a store that speaks S3's language (needs the extra `s3`); boto3 reads who may write there by itself.
if MEDIA_BUCKET := env.str("MEDIA_BUCKET", default=""):
    MEDIA_URL = env.str("MEDIA_URL")
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": MEDIA_BUCKET,
            "endpoint_url": env.str("MEDIA_ENDPOINT", default=None),
            "custom_domain": MEDIA_URL.split("://", 1)[-1].rstrip("/"),
            "url_protocol": f"{MEDIA_URL.split('://', 1)[0]}:",
            "querystring_auth": False,
            "default_acl": None,
            "file_overwrite": False,
            "object_parameters": {"CacheControl": "public, max-age=31536000, immutable"},
        },
    }

# A long story's form has thousands of fields, and a pasted text of 10 MB is for the form to refuse, with the
# text kept, not for the server with a bare 400.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024

# Security. Readers' pages carry no inline script or style at all; `newsroom/csp.py` says what the admin may.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *(["/".join(MEDIA_URL.split("/")[:3])] if MEDIA_BUCKET else [])],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    # Of signing in, only failures.
    "loggers": {"axes": {"level": "WARNING"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
}
