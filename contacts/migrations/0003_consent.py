"""Permission follows from the events, and the events from the history."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("contacts", "0002_rules")]
    operations = [
        migrations.RunSQL(
            (SQL / "consent.sql").read_text(), (SQL / "consent_drop.sql").read_text()
        ),
    ]
