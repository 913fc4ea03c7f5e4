"""The WSGI application, for any server that speaks it."""

import os

from django.core.wsgi import get_wsgi_application

from klantbeheer.utf8 import utf8_only

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "klantbeheer.settings")
# No page may keep the database busy for long; commands have no such limit.
os.environ.setdefault("KLANTBEHEER_STATEMENT_TIMEOUT", "20s")

application = utf8_only(get_wsgi_application())
