"""Contact persons are found by the customers' search."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("contacts", "0004_timeline"), ("customers", "0006_search_of_contacts")]
    operations = [
        migrations.RunSQL((SQL / "search.sql").read_text(), (SQL / "search_drop.sql").read_text()),
    ]
