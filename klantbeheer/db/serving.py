"""As whom the processes that serve connect: the web server and the worker, not the commands.

On the embedded server they connect as the application once `setup_roles` was run, on their own; the
setting KLANTBEHEER_DB_ROLE may say otherwise. With DATABASE_URL the address names the role.
"""

from __future__ import annotations

from django.db import DEFAULT_DB_ALIAS, connections

from klantbeheer.db.base import DatabaseWrapper
from klantbeheer.db.config import Role
from klantbeheer.db.roles import exist, roles_of


def connect_as_application(using: str = DEFAULT_DB_ALIAS) -> None:
    """Say that this process serves. Asks nothing of the database until somebody needs it."""
    connection = connections[using]
    if isinstance(connection, DatabaseWrapper):
        connection.serve()


def needless_power(using: str = DEFAULT_DB_ALIAS) -> str:
    """The role by which the site would serve with more rights than the application's; '' for none.

    Without roles there is no choice, and nothing to say.
    """
    connection = connections[using]
    if isinstance(connection, DatabaseWrapper) and (connection.settings_dict["ROLE"] == Role.AUTO):
        return ""  # a command has the owner's rights, the server has not
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (name,) = cursor.fetchone()
        is_application = name == roles_of(cursor).application
    return name if not is_application and exist(using) else ""
