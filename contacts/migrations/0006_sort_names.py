"""Contact persons sorted by name, with and without the infix."""

from django.db import migrations, models
from django.db.models.functions import Collate


def by_name(function: str) -> Collate:
    """The name as lists are sorted by it."""
    columns = (models.Value("person"), "infix", "last_name", models.Value(""))
    made = models.Func(*columns, function=function, output_field=models.TextField())
    return Collate(made, "C")


class Migration(migrations.Migration):
    dependencies = [("contacts", "0005_search"), ("customers", "0007_sort_names")]
    operations = [
        migrations.AddIndex(
            model_name="contactperson",
            index=models.Index(
                by_name("public.customers_sort_name"),
                condition=models.Q(archived=False),
                name="contactperson_sort_name",
            ),
        ),
        migrations.AddIndex(
            model_name="contactperson",
            index=models.Index(
                by_name("public.customers_sort_name_with_infix"),
                condition=models.Q(archived=False),
                name="contactperson_sort_infix",
            ),
        ),
    ]
