"""The SQL functions that tables and indexes lean on."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(
            (SQL / "functions.sql").read_text(), (SQL / "functions_drop.sql").read_text()
        ),
    ]
