"""Free texts are searched for whoever they name: by their words, numbers and addresses."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


def statements(name: str) -> list[str]:
    """The statements of a file. Each goes by itself: an index that is made meanwhile must."""
    return [one for one in (SQL / name).read_text().split(";") if one.strip()]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("customers", "0011_erasure")]
    operations = [
        migrations.RunSQL(
            (SQL / "text_words.sql").read_text(), (SQL / "text_words_drop.sql").read_text()
        ),
        *(
            migrations.RunSQL(make, drop)
            for make, drop in zip(
                statements("text_words_indexes.sql"),
                statements("text_words_indexes_drop.sql"),
                strict=True,
            )
        ),
    ]
