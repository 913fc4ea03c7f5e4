"""Free texts are searched for whoever they name: by their words, numbers and addresses."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


def statements(name: str) -> list[str]:
    """The statements of a file. Each goes by itself: an index that is made meanwhile must."""
    return [one for one in (SQL / name).read_text().split(";") if one.strip()]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("activities", "0002_rules"), ("customers", "0012_text_words")]
    operations = [
        *(
            migrations.RunSQL(make, drop)
            for make, drop in zip(
                statements("text_words.sql"), statements("text_words_drop.sql"), strict=True
            )
        ),
    ]
