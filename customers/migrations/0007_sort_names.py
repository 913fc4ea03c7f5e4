"""Lists sorted by name, with and without the infix, and by postcode."""

from pathlib import Path

from django.db import migrations, models
from django.db.models.functions import Collate, NullIf

SQL = Path(__file__).parent.parent / "sql"


def by_name(function: str) -> Collate:
    """The name as lists are sorted by it."""
    columns = ("kind", "infix", "last_name", "company_name")
    made = models.Func(*columns, function=function, output_field=models.TextField())
    return Collate(made, "C")


class Migration(migrations.Migration):
    dependencies = [("customers", "0006_search_of_contacts")]
    operations = [
        migrations.RunSQL(
            (SQL / "sort_names.sql").read_text(), (SQL / "sort_names_drop.sql").read_text()
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(by_name("public.customers_sort_name"), name="customer_sort_name"),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                by_name("public.customers_sort_name_with_infix"), name="customer_sort_infix"
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                Collate(NullIf("postcode", models.Value("")), "C"), name="customer_postcode"
            ),
        ),
    ]
