from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("customers", "0008_billing_account")]
    operations = [
        AddIndexConcurrently(
            model_name="customer",
            index=models.Index(
                condition=models.Q(("billing_account", None), _negated=True),
                fields=["billing_account"],
                name="customer_billing_account",
            ),
        ),
    ]
