"""The search also finds customers by the phones and e-mail addresses of their contact persons."""

import re
from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"
#: Replaced by search_contacts.sql; going back they are what they were.
REPLACED = {
    "search_wanted.sql": ["customers_search_phones", "customers_search_emails"],
    "search_triggers.sql": ["customers_search_rebuild_reach", "customers_search_reload"],
    "search_codes.sql": ["customers_search_phone", "customers_search_email"],
}


def as_it_was(part: str, name: str) -> str:
    """The statement of an earlier migration that makes the function `name`."""
    text = (SQL / part).read_text()
    found = re.search(rf"CREATE FUNCTION public\.{name}\(.*?\n(?:END )?\$\$;", text, re.DOTALL)
    if found is None:
        raise LookupError(name)
    return found.group().replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)


class Migration(migrations.Migration):
    dependencies = [("customers", "0005_messages")]
    operations = [
        migrations.RunSQL(
            (SQL / "search_contacts.sql").read_text(),
            "\n".join(
                [
                    (SQL / "search_contacts_drop.sql").read_text(),
                    *(as_it_was(part, name) for part, names in REPLACED.items() for name in names),
                ]
            ),
        ),
    ]
