"""What the installation tells the program: read from the environment, loud when something is missing."""

import json
from datetime import timedelta
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from contactpoint.oidc import home_organisations
from contactpoint.pages.policy import CONTENT_SECURITY_POLICY as CONTENT_SECURITY_POLICY
from contactpoint.periods import *  # noqa: F403 - settings, too
from contactpoint.vault.keys import refuse_ring_of_another

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# A demo has invented people on a loopback address without TLS. Nothing else may relax a rule.
DEMO = env.bool("DEMO", False)
# A practice area is a real installation with its own database and keys, in which everybody is invented (R-USER-6).
PRACTICE = env.bool("PRACTICE", False)
PRACTICE_URL = env.str("PRACTICE_URL", "")  # where the footer of a live installation leads to
if DEMO and PRACTICE:
    raise ImproperlyConfigured("DEMO and PRACTICE are two different things: set one of them.")
INVENTED = DEMO or PRACTICE
INSTALLATION = "demonstration" if DEMO else "practice" if PRACTICE else "live"  # the database knows, too

REQUIRED = ["DATABASE_URL", "REDIS_URL", "SECRET_KEY", "KEY_RING", *([] if DEMO else ["ALLOWED_HOSTS", "PUBLIC_URL"])]
missing = [name for name in REQUIRED if not env.str(name, "")]
if missing:
    raise ImproperlyConfigured(
        f"Set {', '.join(missing)} in the environment. `bin/contactpoint` sets them for a local stack; "
        "docs/running.md says what each is."
    )

SECRET_KEY = env.str("SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
PUBLIC_URL = env.str("PUBLIC_URL", "http://localhost:8000")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "rest_framework",
    "guardian",
    "pgtrigger",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_structlog",
    "django_prometheus",
    "health_check",
    "contactpoint.pages",
    "contactpoint.vault",
    "contactpoint.jobs",
    "audit",
    "accounts",
    "registry",
    "shielding",
    "feeds",
    "oversight",
    "readiness",
    "contactpoint",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "contactpoint.pages.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.middleware.StandingMiddleware",
    "registry.leaving.LeavingMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "contactpoint.urls"
WSGI_APPLICATION = "contactpoint.wsgi.application"
FORM_RENDERER = "contactpoint.pages.bound.DesignSystem"
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
                "accounts.navigation.navigation",
                "contactpoint.pages.installation.installation",
                "readiness.about.about_this_page",
            ],
        },
    }
]

# --- Database -----------------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL")}
DATABASES["default"].update(
    ENGINE="django.db.backends.postgresql",
    CONN_MAX_AGE=60,
    CONN_HEALTH_CHECKS=True,
    ATOMIC_REQUESTS=False,  # the row about a refusal must survive the refusal (architecture: "ask, act, record")
)
# Only `migrate` and its kind run as the owner of the tables; everything else refuses to (SEC-46).
DATABASE_ROLE = env.str("DATABASE_ROLE", "application")
DATABASE_APPLICATION_ROLE = "contactpoint_app"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Keys (contactpoint.vault) ------------------------------------------------------------------------------
try:
    KEY_RING = json.loads(env.str("KEY_RING"))
except json.JSONDecodeError as error:
    raise ImproperlyConfigured("KEY_RING must be JSON: {'current': 'k1', 'keys': {'k1': '<base64>'}}") from error
refuse_ring_of_another(KEY_RING, practice=PRACTICE)
SEAL_KEY = env.str("SEAL_KEY", "")  # for the worker alone: it seals the log (audit.signing)
SEAL_PUBLIC_KEYS = env.list("SEAL_PUBLIC_KEYS", default=[])  # for whoever verifies; former keys stay
SEALS_FILE = env.path("SEALS_FILE") if env.str("SEALS_FILE", "") else None  # where the seals leave the machine

# --- Workers: PostgreSQL is the queue of record, Redis only rings the bell (security.md 4.3) -----------------
CELERY_BROKER_URL = env.str("REDIS_URL")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 270
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker, however long
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 15,
    "socket_connect_timeout": 2,
    "max_retries": 0,  # of a page that rings while the broker is down; a worker's own patience is not meant
    "socket_keepalive": True,
    "health_check_interval": 10,
}
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "jobs.sweep", "schedule": timedelta(seconds=15)},
    "seal": {"task": "audit.seal", "schedule": timedelta(minutes=1)},
    "collect": {"task": "feeds.promise_collecting", "schedule": timedelta(minutes=1)},
    "nightly": {"task": "nightly.promise", "schedule": timedelta(minutes=15)},  # done once a day (contactpoint.nightly)
}
CELERY_BEAT_SCHEDULE_FILENAME = env.str("BEAT_SCHEDULE_FILE", "/tmp/contactpoint-beat")  # noqa: S108
CELERY_TIMEZONE = "Europe/London"

# --- Who is this person (accounts) --------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.Practitioner"
AUTHENTICATION_BACKENDS = [
    "accounts.access.AccessBackend",  # first: refuses at once when anything lapsed (R-USER-1)
    "guardian.backends.ObjectPermissionBackend",
    "accounts.back_end.PasswordBackend",
]
ANONYMOUS_USER_NAME = None  # guardian: no account exists that nobody holds
GUARDIAN_MONKEY_PATCH_USER = False
GUARDIAN_MONKEY_PATCH_GROUP = False

UNSERVED_AFTER_DAYS = env.int("UNSERVED_AFTER_DAYS", 120)  # what no source has repeated for so long (R-REC-8)
EARLY_ADOPTER_PRACTITIONERS = env.int("EARLY_ADOPTER_PRACTITIONERS", 800)  # together (R-ORG-2)
# When unusual activity of the last hour suspends at once: never, extreme or flagged (oversight.flagging, R-USER-6).
UNUSUAL_ACTIVITY_SUSPENDS = env.str("UNUSUAL_ACTIVITY_SUSPENDS", "extreme")
if UNUSUAL_ACTIVITY_SUSPENDS not in ("never", "extreme", "flagged"):
    raise ImproperlyConfigured("Set UNUSUAL_ACTIVITY_SUSPENDS to never, extreme or flagged")
REVIEW_FILES_KEPT_DAYS = env.int("REVIEW_FILES_KEPT_DAYS", 7)  # exports of monthly reviews (oversight.exporting)
PASSWORD_RESET_TIMEOUT = int(timedelta(days=7).total_seconds())  # how long the link of an invitation is good

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
# The first hashes, sized for the rush at nine (docs/adr/0004); older hashes open once more and are replaced.
PASSWORD_HASHERS = ["accounts.hashing.Argon2id", "django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "accounts.passwords.PasswordRules"}]

# django-allauth does the steps of signing in. Its limits count in each process for itself, so accounts.attempts
# counts instead, in the database.
ACCOUNT_ADAPTER = "accounts.sign_in.SignIn"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
ACCOUNT_FORMS = {
    "login": "accounts.forms.sign_in.SignInForm",
    "reauthenticate": "accounts.forms.sign_in.ProvePasswordForm",
    "change_password": "accounts.forms.sign_in.ChangePasswordForm",
}
MFA_ADAPTER = "accounts.secrets.SealedSecrets"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "ContactPoint"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are an administrator's to check, not a link's
MFA_FORMS = {
    "authenticate": "accounts.forms.sign_in.CodeForm",
    "reauthenticate": "accounts.forms.sign_in.ProveCodeForm",
    "activate_totp": "accounts.forms.sign_in.AddAppForm",
    "add_webauthn": "accounts.forms.sign_in.AddKeyForm",
    "authenticate_webauthn": "accounts.forms.sign_in.KeyForm",
    "reauthenticate_webauthn": "accounts.forms.sign_in.ProveKeyForm",
}
SOCIALACCOUNT_ADAPTER = "accounts.home_sign_in.HomeSignIn"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "provider_class": "accounts.home_provider.HomeProvider",
        "APPS": home_organisations(env.str("OIDC", ""), encrypted=not DEMO),
    }
}
SOCIALACCOUNT_STORE_TOKENS = False
WRONG_PASSWORDS_FROM_ONE_ADDRESS = env.int("WRONG_PASSWORDS_FROM_ONE_ADDRESS", 10)  # in 5 minutes (SEC-15)
PROXIES = env.int("PROXIES", 0)  # how many proxies of ours add to X-Forwarded-For; its other entries are hearsay
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # never a cookie that stays behind

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_IDLE = timedelta(minutes=15)  # R-USER-4
SESSION_AT_MOST = timedelta(hours=8)
SESSION_COOKIE_AGE = int(SESSION_AT_MOST.total_seconds())
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
if not DEMO:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 63_072_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- Time, language, files ----------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = False
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", str(BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
if email_url := env.str("EMAIL_URL", ""):
    vars().update(env.email_url_config(email_url))
EMAIL_TIMEOUT = 20  # seconds: a message is held by its worker meanwhile
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", "") or "contactpoint@example.org"

# --- Deliveries (feeds) -------------------------------------------------------------------------------------
# Where suppliers leave files, each in a folder of its own (docs/running.md). Without it nothing is collected.
FEEDS_FOLDER = Path(folder) if (folder := env.str("FEEDS_FOLDER", "")) else None
# What a browser may send at once; larger files come by the delivery folder. nginx.conf says the same.
LARGEST_UPLOAD = 500_000_000  # bytes
# A file comes in the clear and is gone when the request ends: keep this in memory or on an encrypted disk.
FILE_UPLOAD_TEMP_DIR = env.str("UPLOADS_FOLDER", "") or None

# --- API: closed by default (LoginRequiredMiddleware does not reach DRF's views) ------------------------------
REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
}

# --- Logs: events and ids, never a word about a child ---------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
}
