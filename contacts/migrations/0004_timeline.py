"""Full-text search in the timeline."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("contacts", "0003_consent")]
    operations = [
        migrations.RunSQL((SQL / "timeline.sql").read_text(), (SQL / "timeline_drop.sql").read_text()),
    ]
