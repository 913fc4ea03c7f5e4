"""The search: its tables, the triggers that keep them, and the functions that ask them."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"
PARTS = [
    "search_tables.sql",
    "search_wanted.sql",
    "search_triggers.sql",
    "search_names.sql",
    "search_codes.sql",
]


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_initial")]
    operations = [
        migrations.RunSQL(
            "\n".join((SQL / part).read_text() for part in PARTS),
            (SQL / "search_drop.sql").read_text(),
        ),
        migrations.RunSQL("SELECT public.customers_search_reload()", migrations.RunSQL.noop),
    ]
