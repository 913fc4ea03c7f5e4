"""Rules of accounts and invoices that the database itself keeps."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_invoices")]
    operations = [
        migrations.RunSQL((SQL / "rules.sql").read_text(), (SQL / "rules_drop.sql").read_text()),
    ]
