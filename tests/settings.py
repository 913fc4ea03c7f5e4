"""The product's settings, for tests: plain HTTP, a throw-away database, static files unhashed."""

import os
import tempfile

os.environ["KLANTBEHEER_HTTPS"] = "0"
os.environ["KLANTBEHEER_DEBUG"] = "0"
os.environ.setdefault("KLANTBEHEER_VAR", tempfile.mkdtemp(prefix="klantbeheer-var-"))

from klantbeheer.settings import *  # noqa: F403  # the point of this file

SECRET_KEY = "only-for-tests-" + "x" * 50
# One cheap hasher: a test signs in hundreds of times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
