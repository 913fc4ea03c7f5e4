from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("contacts", "0010_text_words")]
    operations = [
        AddIndexConcurrently(
            model_name="addresspermission",
            index=models.Index(
                fields=["channel", "level", "customer"], name="addresspermission_by_level"
            ),
        ),
        AddIndexConcurrently(
            model_name="contactmoment",
            index=models.Index(
                condition=models.Q(("removed_at", None), _negated=True),
                fields=["customer"],
                name="contactmoment_removed",
            ),
        ),
    ]
