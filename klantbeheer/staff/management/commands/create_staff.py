"""Makes a login, such as the first administrator's."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from klantbeheer.staff.roles import ROLES
from klantbeheer.staff.services import create_staff

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Ask for a password, or read it from standard input, and make the login."""

    help = "Makes a login with a role. The password is asked for, or read from standard input."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the user name, the role and the real name."""
        parser.add_argument("username")
        parser.add_argument("--role", choices=ROLES, required=True)
        parser.add_argument("--first-name", default="")
        parser.add_argument("--last-name", default="")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make it. Raises CommandError with the reason when it cannot be."""
        try:
            user = create_staff(
                username=options["username"],
                role=options["role"],
                password=self._password(),
                actor="manage.py create_staff",
                first_name=options["first_name"],
                last_name=options["last_name"],
            )
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stdout.write(self.style.SUCCESS(f"{user.username} ({options['role']})"))

    @staticmethod
    def _password() -> str:
        if not sys.stdin.isatty():
            return sys.stdin.readline().rstrip("\n")
        password = getpass.getpass()
        if password != getpass.getpass("Again: "):
            raise CommandError("The two passwords differ.")
        return password
