"""The product's settings, for tests: plain HTTP, a throw-away database, static files unhashed."""

import atexit
import os
import shutil
import tempfile

os.environ["KLANTBEHEER_HTTPS"] = "0"
os.environ["KLANTBEHEER_DEBUG"] = "0"
if "KLANTBEHEER_VAR" not in os.environ:
    os.environ["KLANTBEHEER_VAR"] = tempfile.mkdtemp(prefix="klantbeheer-var-")
    atexit.register(shutil.rmtree, os.environ["KLANTBEHEER_VAR"], ignore_errors=True)
# Tests that run in several processes have a database in each.
if not os.environ["KLANTBEHEER_VAR"].endswith(os.environ.get("PYTEST_XDIST_WORKER", "")):
    os.environ["KLANTBEHEER_VAR"] += f"/{os.environ['PYTEST_XDIST_WORKER']}"
    os.makedirs(os.environ["KLANTBEHEER_VAR"], exist_ok=True)

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

# Only where changes are checked: the shop's machine has no use for it.
INSTALLED_APPS += ["django_migration_linter"]  # noqa: F405
# A machine that is busy with other things fails no test: what waits too long has tests of its own.
DATABASES["default"]["OPTIONS"]["pool"]["timeout"] = 60  # noqa: F405
