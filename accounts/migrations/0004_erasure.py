"""The eraser may overwrite what stands on issued invoices, when the law's time is over."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_rules"), ("customers", "0011_erasure")]
    operations = [
        migrations.RunSQL(
            (SQL / "erasure.sql").read_text(), (SQL / "erasure_drop.sql").read_text()
        ),
    ]
