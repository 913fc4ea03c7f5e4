"""Full-text search in the timeline, the index of what was sent, the right to take moments off it."""

from pathlib import Path

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("contacts", "0003_consent")]
    operations = [
        migrations.RunSQL(
            (SQL / "timeline.sql").read_text(), (SQL / "timeline_drop.sql").read_text()
        ),
        migrations.AlterModelOptions(
            name="contactmoment",
            options={
                "ordering": ["-moment", "-pk"],
                "permissions": [
                    ("remove_contactmoment", "Can take a colleague's moment off the timeline")
                ],
                "verbose_name": "contact moment",
                "verbose_name_plural": "contact moments",
            },
        ),
        migrations.AddField(
            model_name="contactmoment",
            name="search",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func("subject", "text", function="contacts_search_vector"),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model_name="contactmoment",
            index=models.Index(
                condition=models.Q(
                    ("direction", "out"),
                    ("kind__in", ["email", "letter", "sms", "document"]),
                    ("removed_at", None),
                ),
                fields=["customer", "-moment", "-id"],
                name="contactmoment_sent",
            ),
        ),
        migrations.AddIndex(
            model_name="contactmoment",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("removed_at", None)),
                fastupdate=False,
                fields=["customer", "search"],
                name="contactmoment_search",
            ),
        ),
    ]
