"""Makes the database's roles, and looks whether they are as they should be."""

from __future__ import annotations

import json
from getpass import getpass
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, ProgrammingError, connections

from klantbeheer import environment
from klantbeheer.db import roles
from klantbeheer.db.base import DatabaseWrapper

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Make owner, application and eraser, or with --check only tell what is not right."""

    help = "Makes the database's roles: owner, application and eraser. Again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to do, and how to tell of it."""
        parser.add_argument("--check", action="store_true", help="only tell what is not right")
        parser.add_argument("--json", action="store_true", help="tell it to a program")
        parser.add_argument("--owner", default="", help="an existing role that gets the tables")
        parser.add_argument(
            "--ask-password",
            action="store_true",
            help="ask for the application's password (or set KLANTBEHEER_APP_PASSWORD)",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it. Raises CommandError when something is lacking, or with --check not right."""
        try:
            if options["check"]:
                self._check(as_json=options["json"])
            else:
                self._set_up(options)
        except roles.RolesError as error:
            raise CommandError(str(error)) from error
        except ProgrammingError as error:
            raise CommandError(f"The database refuses: {error}") from error

    def _check(self, *, as_json: bool) -> None:
        problems = roles.drift()
        if as_json:
            self.stdout.write(json.dumps({"problems": problems}))
        for problem in () if as_json else problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError("The rights are not as they should be. Run setup_roles.")
        if not as_json:
            self.stdout.write("The rights are as they should be.")

    def _set_up(self, options: dict[str, Any]) -> None:
        embedded = isinstance(connections[DEFAULT_DB_ALIAS], DatabaseWrapper)
        password = environment.text("KLANTBEHEER_APP_PASSWORD")
        if options["ask_password"]:
            password = getpass("Password of the application: ")
            if not password:
                raise CommandError("An empty password is none.")
        # The embedded server listens to this machine's own user alone, who needs no password.
        outcome = roles.set_up(
            password=password, make_password=not embedded, owner=options["owner"]
        )
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(outcome)))
            return
        its = outcome.roles
        self.stdout.write(f"Owner: {its.owner}")
        self.stdout.write(f"Application: {its.application}")
        self.stdout.write(f"Eraser: {its.eraser}")
        self.stdout.write(
            f"Roles made: {len(outcome.made)}, rights changed: {len(outcome.changes)}"
        )
        if outcome.password:
            self.stdout.write(f"Password of {its.application} (shown once): {outcome.password}")
        if not embedded:
            self.stdout.write(f"Let the server and the worker connect as {its.application}.")


def _as_json(outcome: roles.Outcome) -> dict[str, Any]:
    its = outcome.roles
    return {
        "owner": its.owner,
        "application": its.application,
        "eraser": its.eraser,
        "made": outcome.made,
        "changes": len(outcome.changes),
        **({"password": outcome.password} if outcome.password else {}),
    }
