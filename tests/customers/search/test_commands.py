"""The search and the bench from the shell."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from customers.bench import measure
from customers.bench.pages import time_pages
from customers.bench.samples import misspelled, people
from klantbeheer.staff.models import StaffUser
from tests.factories import make_customer

pytestmark = pytest.mark.django_db
KEYS = {"rank", "number", "name", "postcode", "house_number", "city", "why"}


@pytest.fixture(autouse=True)
def customers() -> None:
    make_customer(number="100001", last_name="Jansen", house_number_addition="bis")
    make_customer(number="100002", last_name="Janssen", postcode="1011 AB", house_number=5)
    make_customer(number="100003", last_name="Jansen", status="inactive")


def run(*args: str, **options: Any) -> str:
    out = StringIO()
    call_command("search", *args, stdout=out, **options)
    return out.getvalue()


def numbers(*args: str) -> list[str]:
    return [row["number"] for row in json.loads(run(*args, "--json"))]


class TestSearch:
    def test_json_has_the_keys(self) -> None:
        found = json.loads(run("jansen", "3512", "--json"))
        assert [set(row) for row in found] == [KEYS]
        assert (found[0]["rank"], found[0]["number"]) == (1, "100001")
        assert found[0]["name"] == "Jansen, J.A. van der"
        assert found[0]["house_number"].startswith("47")

    def test_options_are_fields(self) -> None:
        assert numbers("jansen", "--digits", "1011") == ["100002"]
        assert numbers("jans", "--digits", "3512", "--house-number", "47") == ["100001"]
        assert numbers("jans", "--digits", "3512", "--house-number", "48") == []
        assert numbers("jansen", "--digits", "3512", "--inactive") == ["100001", "100003"]
        assert len(numbers("jans", "--limit", "1")) == 1
        assert numbers("--digits", "1011") == ["100002"]

    def test_a_list_for_people(self) -> None:
        assert "100001  Jansen, J.A. van der" in run("jansen", "3512")

    def test_a_query_per_line(self, monkeypatch: pytest.MonkeyPatch) -> None:
        lines = [
            "jansen 3512",
            '{"text": "jansen", "digits": "1011"}',
            '{"text": "jans", "digits": "3512", "house_number": 47, "inactive": true}',
            "{broken",
            "jan\x00",
            "",
            "3512",
            '{"text": "jansen", "limit": "many"}',
            '{"text": "jans", "limit": -3}',
        ]
        monkeypatch.setattr("sys.stdin", StringIO("\n".join(lines)))
        answers = [json.loads(line) for line in run("-").splitlines()]
        assert len(answers) == len(lines)
        found = [[row["number"] for row in a] if isinstance(a, list) else a for a in answers]
        assert found[:3] == [["100001"], ["100002"], ["100001", "100003"]]
        assert all(set(answer) == {"error"} for answer in found[3:5])
        assert found[5:7] == [[], ["100001"]]
        assert set(found[7]) == {"error"}
        assert found[8] == ["100001"]

    def test_what_cannot_be_searched_for(self) -> None:
        with pytest.raises(CommandError):
            run("x" * 1000)


class TestBench:
    def test_the_report_has_its_shape(self) -> None:
        for at in range(30):
            make_customer(
                number=str(200000 + at),
                last_name=f"{'ABCDE'[at % 5]}kker{'sma'[at % 3]}",
                mobile=f"+316123456{at:02}",
                emails=f"piet{at}@example.nl",
                postcode=f"{1000 + at} AB",
            )
        out = StringIO()
        call_command("bench", "--json", "--no-pages", stdout=out)
        report = json.loads(out.getvalue())
        assert set(report) == {"customers", "pk", "search", "recall", "more", "pages"}
        assert report["customers"] == 33
        assert report["pk"]["p50_ms"] > 0
        names = report["search"]["name + postcode digits (+ house number), spelled right or wrong"]
        assert {"n", "p50_ms", "p95_ms", "ratio", "bar", "ok"} <= set(names)
        assert names["p95_ms"] >= names["p50_ms"] > 0
        assert report["recall"]["name + digits"] > 0.9

    def test_the_pages_through_the_real_server(self, transactional_db: None) -> None:
        for at, name in enumerate(["Bakker", "Visser", "Mulder"]):
            make_customer(number=str(200000 + at), last_name=name, postcode=f"{1000 + at} AB")
        pages = time_pages(people(3), rounds=3)
        assert set(pages) == {"search page", "search while typing", "empty page", "customer"}
        assert all(page["p95_ms"] >= page["p50_ms"] > 0 for page in pages.values())
        assert all(500 < page["bytes"] < 15_000 for page in pages.values())
        assert not StaffUser.objects.get(username="bench").is_active

    @pytest.mark.parametrize(
        ("p95", "ratio", "ok"), [(6.0, 3.0, True), (10.0, 5.0, True), (10.2, 5.1, False)]
    )
    def test_the_slow_ones_are_held_against_the_primary_key(
        self, p95: float, ratio: float, ok: bool
    ) -> None:
        figures = measure._figures(measure.Timing(10, p50_ms=0.5, p95_ms=p95), 5.0, 2.0)
        assert (figures["ratio"], figures["ok"]) == (ratio, ok)

    def test_the_same_people_each_time(self) -> None:
        assert [p.id for p in people(10)] == [p.id for p in people(10)]

    def test_percentiles(self) -> None:
        assert measure.percentile([4, 1, 3, 2], 0.5) == 3
        assert measure.percentile(list(range(100)), 0.95) == 95
        assert measure.percentile([], 0.5) == 0

    def test_a_misspelling_is_another_word(self) -> None:
        import random

        chance = random.Random(1)
        typed = [misspelled("vermeulen", chance) for _nth in range(50)]
        assert sum(word != "vermeulen" for word in typed) > 45
        assert all(abs(len(word) - 9) < 2 for word in typed)
