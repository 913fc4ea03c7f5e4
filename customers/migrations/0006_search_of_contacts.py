"""The search also finds customers by the phones and e-mail addresses of their contact persons."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("customers", "0005_messages")]
    operations = [
        migrations.RunSQL(
            (SQL / "search_contacts.sql").read_text(), (SQL / "search_contacts_drop.sql").read_text()
        ),
    ]
