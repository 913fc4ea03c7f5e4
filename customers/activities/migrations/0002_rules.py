"""Rules of activities that the database itself keeps."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("activities", "0001_initial")]
    operations = [
        migrations.RunSQL((SQL / "rules.sql").read_text(), (SQL / "rules_drop.sql").read_text()),
    ]
