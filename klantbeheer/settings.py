"""All settings, from the environment: the README lists the variables, the defaults are safe."""

import sys
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from klantbeheer import environment as env
from klantbeheer.db.config import Role, database

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("KLANTBEHEER_VAR", str(BASE_DIR / "var")))

DEBUG = env.switch("KLANTBEHEER_DEBUG", default=False)
HTTPS = env.switch("KLANTBEHEER_HTTPS", default=True)
SECRET_KEY = env.secret_key("KLANTBEHEER_SECRET_KEY", VAR_DIR / "secret-key")
ALLOWED_HOSTS = env.words("KLANTBEHEER_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.words("KLANTBEHEER_ORIGINS", [])

INSTALLED_APPS = [
    "klantbeheer.apps.KlantbeheerConfig",
    "klantbeheer.staff.apps.StaffConfig",
    "customers.apps.CustomersConfig",
    "customers.activities.apps.ActivitiesConfig",
    "contacts.apps.ContactsConfig",
    "accounts.apps.AccountsConfig",
    "klantbeheer.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "localflavor",
    "procrastinate.contrib.django",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "klantbeheer.middleware.DatabaseAwayMiddleware",
    "csp.middleware.CSPMiddleware",
    "klantbeheer.middleware.PrivacyHeadersMiddleware",
    "klantbeheer.middleware.ReadableMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "klantbeheer.staff.middleware.SessionTimeoutMiddleware",
    "klantbeheer.staff.middleware.SignInRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "klantbeheer.middleware.ErasedMeanwhileMiddleware",
    "klantbeheer.history.HistoryMiddleware",
    "klantbeheer.per_page.OncePerPageMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "klantbeheer.urls"
WSGI_APPLICATION = "klantbeheer.wsgi.application"

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
                "customers.context_processors.shop",
                "customers.context_processors.reminders",
            ],
        },
    },
]

# ---------------------------------------------------------------- database
DATABASES = {
    "default": database(
        env.text("DATABASE_URL"),
        data_dir=VAR_DIR / "postgres",
        statement_timeout=env.text("KLANTBEHEER_STATEMENT_TIMEOUT"),
        pool_size=env.number("KLANTBEHEER_POOL", 8),
        role=env.choice("KLANTBEHEER_DB_ROLE", {*Role}, default=Role.AUTO),
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---------------------------------------------------------------- staff
AUTH_USER_MODEL = "staff.StaffUser"
LOGIN_URL = "staff:sign_in"
LOGIN_REDIRECT_URL = "customers:counter"
LOGOUT_REDIRECT_URL = "staff:sign_in"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# A shop shares one address, so a lock counts per user name and address together.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
# A try during the lock does not lengthen it: the page says how long it lasts.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "klantbeheer.staff.views.locked_response"
AXES_CLIENT_IP_CALLABLE = "klantbeheer.staff.client_address.client_address"
# Only what a lock needs is kept, and only while it lasts; the page asked for may be a search.
AXES_SENSITIVE_PARAMETERS = ["username", "next", "csrfmiddlewaretoken"]
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
# How many proxies of our own stand before the server: each adds an address to X-Forwarded-For.
TRUSTED_PROXIES = env.number("KLANTBEHEER_PROXIES", 0)

# ---------------------------------------------------------------- sessions and cookies
SESSION_IDLE_MINUTES = env.number("KLANTBEHEER_IDLE_MINUTES", 10)
SESSION_MAX_MINUTES = env.number("KLANTBEHEER_SESSION_MINUTES", 600)
# The middleware ends a session; the cookie stays a little longer, so that its owner is still known.
SESSION_COOKIE_AGE = (SESSION_MAX_MINUTES + 60) * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "klantbeheer.staff.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# ---------------------------------------------------------------- security
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# ---------------------------------------------------------------- uploaded files
# Outside the web root and without an address: a view hands out each file, to whoever may see it.
MEDIA_ROOT = env.private_folder(Path(env.text("KLANTBEHEER_MEDIA", str(VAR_DIR / "media"))))
UPLOAD_MB = env.number("KLANTBEHEER_UPLOAD_MB", 20)
UPLOAD_BYTES = UPLOAD_MB * 1024 * 1024
UPLOAD_BYTES_IN_ALL = 5 * UPLOAD_BYTES  # of the files of one form
CLAMD = env.socket_address("KLANTBEHEER_CLAMD")
FILE_UPLOAD_HANDLERS = [
    "contacts.files.limit.LimitUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# On the disk that has room for the files, which the system's own temporary folder may not have.
FILE_UPLOAD_TEMP_DIR = env.private_folder(VAR_DIR / "uploads")
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# ---------------------------------------------------------------- the privacy law
# What was erased, outside the database: who restores an older one erases it again from this file.
ERASURE_JOURNAL = Path(env.text("KLANTBEHEER_JOURNAL", str(VAR_DIR / "erasures.jsonl")))
BACKUP_KEY = env.text("KLANTBEHEER_BACKUP_KEY")

# ---------------------------------------------------------------- language and time
# The shop chooses, not the browser: the words on the screen are what colleagues tell each other.
LANGUAGE_CODE = env.text("KLANTBEHEER_LANGUAGE", "nl")
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "klantbeheer" / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True

# ---------------------------------------------------------------- static files
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 31_536_000 if not DEBUG else 0

# ---------------------------------------------------------------- history
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
SIMPLE_HISTORY_DATE_INDEX = False
SIMPLE_HISTORY_REVERT_DISABLED = True

# ---------------------------------------------------------------- the queue
# Named one by one: no module of a package becomes a source of jobs because of what it is called.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = None
PROCRASTINATE_IMPORT_PATHS = [
    "klantbeheer.queue",
    "customers.activities.tasks",
    "contacts.sending.tasks",
    "customers.tasks",
    "customers.privacy.tasks",
]

# ---------------------------------------------------------------- messages to customers
# Without a mail server nothing leaves the machine: e-mails and texts become files in var/.
_MAIL = env.mail_server("KLANTBEHEER_SMTP")
EMAIL_BACKEND = "contacts.sending.smtp.Backend" if _MAIL else "contacts.sending.files.Backend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_HOST, EMAIL_PORT = _MAIL.host, _MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.user, _MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL.starttls, _MAIL.tls
EMAIL_TIMEOUT = 30
EMAIL_USE_LOCALTIME = True
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("KLANTBEHEER_FROM") or "klantbeheer@localhost"
SMS_PROVIDER = env.choice("KLANTBEHEER_SMS", {"loopback", "cm"}, default="loopback")
SMS_TOKEN = env.text("KLANTBEHEER_SMS_TOKEN")
SMS_URL = env.text("KLANTBEHEER_SMS_URL", "https://gw.cmtelecom.com/v1.0/message")
SMS_FILE_PATH = VAR_DIR / "sms"

# ---------------------------------------------------------------- other services
PDOK_URL = env.text(
    "KLANTBEHEER_PDOK_URL", "https://api.pdok.nl/bzk/locatieserver/search/v3_1/free"
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "stream": sys.stderr}
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # Who signed in from where. Nothing logs addresses with a search in them.
    "loggers": {
        "klantbeheer.security": {"level": "INFO"},
        # What the worker did, by number; the words of a message are nowhere in a log.
        "contacts.sending": {"level": "INFO"},
        # Waitress warns of every request that waits for a thread, be it a millisecond.
        "waitress.queue": {"level": "ERROR"},
    },
}
