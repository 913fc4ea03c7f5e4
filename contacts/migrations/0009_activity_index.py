from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("contacts", "0008_activity")]
    operations = [
        AddIndexConcurrently(
            model_name="contactmoment",
            index=models.Index(
                condition=models.Q(
                    ("removed_at", None), models.Q(("activity", None), _negated=True)
                ),
                fields=["activity", "-moment", "-id"],
                name="contactmoment_by_activity",
            ),
        ),
    ]
