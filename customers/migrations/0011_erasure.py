"""The eraser: functions of the database that alone may change history and write the journal."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("customers", "0010_privacy")]
    operations = [
        migrations.RunSQL(
            (SQL / "erasure.sql").read_text(), (SQL / "erasure_drop.sql").read_text()
        ),
    ]
