"""Everything at once: database, a believable shop, a login per role, and the server."""

from __future__ import annotations

import secrets
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import waitress
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.utils.translation import gettext as _

from klantbeheer import history, readiness
from klantbeheer.db import roles
from klantbeheer.db.base import DatabaseWrapper
from klantbeheer.staff.models import StaffUser
from klantbeheer.staff.services import create_staff, set_role

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterator

HOST = "127.0.0.1"
DEFAULT_PORT = 8000
DEFAULT_CUSTOMERS = 5_000
WORKER_MAY_TAKE = 40  # seconds, to finish the message in hand
#: One login per role: user name (and role), first name, last name.
LOGINS = (
    ("beheerder", "Fatima", "el Idrissi"),
    ("balie", "Anna", "Visser"),
    ("kantoor", "Bram", "de Wit"),
    ("inkijk", "Kees", "Mulder"),
    ("behandelaar", "Iris", "Bakker"),
)


class Command(BaseCommand):
    """Prepare what is missing, print the address and the logins, and serve until Ctrl-C."""

    help = "Database, demo shop, a login per role and the server, in one command."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take where to listen and how large the shop is."""
        parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="port to listen on")
        parser.add_argument(
            "--customers", type=int, default=DEFAULT_CUSTOMERS, help="customers of a new demo shop"
        )
        parser.add_argument("--fresh", action="store_true", help="throw the demo shop away first")
        parser.add_argument("--password", default="", help="password for the logins")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it all.

        Raises CommandError when the port is taken, the database is not ours or may not be shown yet.
        """
        listener = _listen(options["port"])
        if options["fresh"]:
            _throw_away_database()
        self._step(_("Database"), _prepare_database)
        _require_ready()
        password = _demo_password(options["password"])
        _make_logins(password)  # before the shop: they write its contact moments
        if not _has_customers():
            self.stdout.write(_("Demo shop: %(count)d customers") % {"count": options["customers"]})
            _make_shop(options["customers"], verbosity=options["verbosity"])
        self._step(_("Static files"), _collect_static)
        listener.listen()  # who opens the address as soon as it is printed waits a moment
        self._announce(options["port"], password)
        with _worker():
            _serve(listener)

    def _step(self, name: str, work: Any) -> None:
        self.stdout.write(f"{name} … ", ending="")
        self.stdout.flush()
        work()
        self.stdout.write(_("ready"))

    def _announce(self, port: int, password: str) -> None:
        names = ", ".join(login for login, *_rest in LOGINS)
        self.stdout.write("")
        self.stdout.write(
            self.style.SUCCESS(
                _("Klantbeheer is at http://%(host)s:%(port)d/") % {"host": HOST, "port": port}
            )
        )
        self.stdout.write(_("User name: one of %(names)s") % {"names": names})
        self.stdout.write(_("Password: %(password)s") % {"password": password})
        self.stdout.write(_("Stop with Ctrl-C; the data stay."))
        self.stdout.flush()


def _listen(port: int) -> socket.socket:
    """Take the port first: nothing is made for a server that cannot start."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except (OSError, OverflowError) as error:
        raise CommandError(
            _("Port %(port)d is not free. Choose another one with --port.") % {"port": port}
        ) from error
    return listener


def _throw_away_database() -> None:
    connection = connections[DEFAULT_DB_ALIAS]
    if not isinstance(connection, DatabaseWrapper):
        raise CommandError(
            _("--fresh only throws away the embedded demo database, and DATABASE_URL is set.")
        )
    connection.drop_database()
    (settings.VAR_DIR / "demo-password").unlink(missing_ok=True)
    # The erasures of a shop that is gone; of the new one nobody was erased.
    settings.ERASURE_JOURNAL.unlink(missing_ok=True)


def _prepare_database() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    if isinstance(connections[DEFAULT_DB_ALIAS], DatabaseWrapper):
        roles.set_up()  # the server and the worker connect as the application


def _require_ready() -> None:
    try:
        readiness.require()
    except readiness.NotReadyError as error:
        raise CommandError(str(error)) from error


def _has_customers() -> bool:
    from customers.models import Customer

    return Customer.objects.exists()


def _make_shop(customers: int, verbosity: int) -> None:
    from customers.models import ShopSettings
    from customers.postal import load_shipped_addresses

    with transaction.atomic(), history.acting(actor="demo"):
        load_shipped_addresses()
        if not ShopSettings.objects.exists():
            ShopSettings.objects.create(pk=1, shop_name="De Spaak · Utrecht")
    if customers:
        call_command("seed", customers=customers, verbosity=verbosity)
        _make_privacy_examples()


def _make_privacy_examples() -> None:
    from contacts.services.moments import add_moment
    from customers.seed.privacy import make_examples

    staff = StaffUser.objects.in_bulk(["balie", "kantoor"], field_name="username")
    make_examples(
        counter=staff["balie"],
        office=staff["kantoor"],
        note=lambda customer, text: add_moment(
            customer=customer, kind="note", text=text, actor=staff["balie"]
        ),
    )


def _demo_password(given: str) -> str:
    """The password given, the one made before, or a new one."""
    keep_in = Path(settings.VAR_DIR) / "demo-password"
    if not given and keep_in.exists():
        return keep_in.read_text().strip()
    password = given or "-".join(secrets.token_hex(2) for _part in range(3))
    keep_in.parent.mkdir(parents=True, exist_ok=True)
    keep_in.touch(mode=0o600)
    keep_in.write_text(password)
    return password


@transaction.atomic
def _make_logins(password: str) -> None:
    with history.acting(actor="demo"):
        for username, first_name, last_name in LOGINS:
            user = StaffUser.objects.filter(username=username).first()
            if user is None:
                user = create_staff(
                    username=username,
                    role=username,
                    password=secrets.token_urlsafe(),
                    actor="demo",
                    first_name=first_name,
                    last_name=last_name,
                )
            set_role(user=user, role=username, actor="demo")
            if not user.check_password(password):
                user.set_password(password)
                user.save(update_fields=["password"])


def _collect_static() -> None:
    """Collect and compress, unless nothing changed since the last time."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    sources = [file for folder in settings.STATICFILES_DIRS for file in Path(folder).rglob("*")]
    newest = max((file.stat().st_mtime for file in [*sources, Path(waitress.__file__)]), default=0)
    if not manifest.exists() or manifest.stat().st_mtime < newest:
        call_command("collectstatic", interactive=False, verbosity=0)


@contextmanager
def _worker() -> Iterator[None]:
    """A worker for the queue beside the server. It ends with this process, however that ends.

    The pipe is what holds it: when this end is gone, also after a kill -9, it stops.
    """
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "worker"]
    process = subprocess.Popen(  # noqa: S603  # ourselves
        [*command, "--until-stdin-closes"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for this process, which tells the worker in its own time
    )
    try:
        yield
    finally:
        if process.stdin:
            process.stdin.close()
        try:
            process.wait(WORKER_MAY_TAKE)
        except subprocess.TimeoutExpired:
            process.kill()


def _serve(listener: socket.socket) -> None:
    from klantbeheer.wsgi import application

    # A page may not keep the database busy for long; what came before might.
    connection = connections[DEFAULT_DB_ALIAS]
    connection.settings_dict["OPTIONS"]["options"] += " -c statement_timeout=20s"
    connection.close()
    if isinstance(connection, DatabaseWrapper):
        connection.close_pool()
    waitress.serve(application, sockets=[listener], threads=8, ident=None)
