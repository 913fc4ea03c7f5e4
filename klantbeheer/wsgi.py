"""The WSGI application, for any server that speaks it."""

import os

from django.core.wsgi import get_wsgi_application

from klantbeheer.readiness import Gate
from klantbeheer.utf8 import utf8_only

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "klantbeheer.settings")
# No page may keep the database busy for long; commands have no such limit.
os.environ.setdefault("KLANTBEHEER_STATEMENT_TIMEOUT", "20s")

pages = get_wsgi_application()

from klantbeheer.db import serving  # noqa: E402  # it knows the models, which are ready by now

serving.connect_as_application()
application = utf8_only(Gate(pages))
