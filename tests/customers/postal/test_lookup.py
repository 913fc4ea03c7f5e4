"""Street and town from postcode and number: the local table, and PDOK over a real connection."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from customers.models import PostalAddress
from customers.postal.lookup import AddressMatch, find_address
from customers.postal.pdok import PdokError, find_addresses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


pytestmark = pytest.mark.django_db


def known(
    postcode: str,
    number: int | None = None,
    addition: str = "",
    street: str = "",
    city: str = "Utrecht",
    *,
    country: str = "NL",
    source: str = "bag",
) -> None:
    PostalAddress.objects.create(
        country=country, postcode=postcode, house_number=number, addition=addition,
        street=street, city=city, source=source,
    )  # fmt: skip


class TestLocalTable:
    def test_exact_number_with_its_additions(self) -> None:
        for addition in ("", "A-bis", "A", "10", "2"):
            known("3512JE", 47, addition, "Voorstraat")
        known("3512JE", 49, "C", "Voorstraat")
        assert find_address("3512 je", 47) == AddressMatch(
            street="Voorstraat", city="Utrecht", additions=("A", "A-bis", "2", "10"),
            source="bag", known_number=True,
        )  # fmt: skip

    def test_addition_decides_between_two_streets(self) -> None:
        known("3512JE", 1, "A", "Voorstraat")
        known("3512JE", 1, "B", "Achterom")
        one, both = find_address("3512JE", 1, "b"), find_address("3512JE", 1)
        assert one is not None
        assert both is not None
        assert (one.street, one.streets) == ("Achterom", ())
        assert (both.street, both.streets, both.city) == ("", ("Achterom", "Voorstraat"), "Utrecht")

    def test_unknown_number_of_a_known_postcode(self) -> None:
        known("3512JE", 47, "", "Voorstraat")
        found = find_address("3512JE", 470)
        assert found is not None
        assert (found.street, found.city, found.known_number) == ("Voorstraat", "Utrecht", False)
        assert not found.number_known

    def test_a_partial_table_does_not_doubt_a_number(self) -> None:
        known("3512JE", 47, "", "Voorstraat", source="shipped")
        found = find_address("3512JE", 470)
        assert found is not None
        assert found.street == "Voorstraat"
        assert found.known_number is None
        assert found.number_known

    def test_postcode_alone(self) -> None:
        known("3512JE", 47, "", "Voorstraat")
        known("3512JE", 1, "", "Nobelstraat")
        found = find_address("3512JE")
        assert found is not None
        assert (found.street, found.streets) == ("", ("Nobelstraat", "Voorstraat"))
        assert found.known_number is None

    def test_town_by_the_four_digits(self) -> None:
        known("3512", source="geonames")
        found = find_address("3512 XX", 9)
        assert found is not None
        assert (found.street, found.city, found.known_number) == ("", "Utrecht", None)

    def test_belgian_postcode_with_several_towns(self) -> None:
        known("9050", city="Ledeberg", country="BE", source="geonames")
        known("9050", city="Gentbrugge", country="BE", source="geonames")
        found = find_address("9050", 3, country="BE")
        assert found is not None
        assert (found.city, found.cities) == ("", ("Gentbrugge", "Ledeberg"))

    def test_same_digits_in_another_country_are_another_postcode(self) -> None:
        known("2000", city="Antwerpen", country="BE", source="geonames")
        assert find_address("2000", 14, country="NL") is None

    @pytest.mark.parametrize("postcode", ["", " ", "onzin", "9999ZZ", "🙂"])
    def test_nothing_known(self, postcode: str) -> None:
        assert find_address(postcode, 1) is None


class Pdok:
    """A server on the loopback that answers as told."""

    def __init__(self) -> None:
        self.queries: list[dict[str, list[str]]] = []
        self.status, self.body, self.delay, self.drip = 200, b"{}", 0.0, 0.0
        pdok = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # the name that http.server calls
                pdok.queries.append(parse_qs(urlsplit(self.path).query))
                time.sleep(pdok.delay)
                try:
                    self.send_response(pdok.status)
                    self.send_header("Content-Length", str(len(pdok.body)))
                    self.end_headers()
                    for byte in pdok.body if pdok.drip else ():
                        self.wfile.write(bytes([byte]))
                        self.wfile.flush()
                        time.sleep(pdok.drip)
                    if not pdok.drip:
                        self.wfile.write(pdok.body)
                except OSError:
                    pass  # the other side did not wait

            def log_message(self, *_args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/free"

    def knows(self, *documents: dict[str, Any]) -> None:
        self.body = json.dumps(
            {"response": {"numFound": len(documents), "docs": documents}}
        ).encode()


@pytest.fixture
def pdok(settings: Any) -> Iterator[Pdok]:
    server = Pdok()
    settings.PDOK_URL = server.url
    yield server
    server.server.shutdown()
    server.server.server_close()


def document(number: int = 47, **more: str) -> dict[str, Any]:
    return {
        "straatnaam": "Voorstraat", "huisnummer": number, "postcode": "3512JE",
        "woonplaatsnaam": "Utrecht", **more,
    }  # fmt: skip


def _error(pdok: Pdok) -> None:
    pdok.status = 500


def _broken(pdok: Pdok) -> None:
    pdok.body = b'{"response": {"docs": ['


def _other(pdok: Pdok) -> None:
    pdok.body = b'{"response": {"docs": [{"straatnaam": "X"}]}}'


def _list(pdok: Pdok) -> None:
    pdok.body = b"[1, 2]"


def _deep(pdok: Pdok) -> None:
    pdok.body = b"[" * 200_000


def _latin(pdok: Pdok) -> None:
    pdok.body = b"\xff\xfe\xfa"


def _slow(pdok: Pdok) -> None:
    pdok.knows(document())
    pdok.delay = 3.0


def _dripping(pdok: Pdok) -> None:
    pdok.knows(document())
    pdok.drip = 0.2


def _closed(pdok: Pdok) -> None:
    pdok.server.shutdown()
    pdok.server.server_close()


class TestPdok:
    def test_is_asked_for_what_the_table_does_not_know(self, pdok: Pdok) -> None:
        pdok.knows(document(), document(huisletter="A", huisnummertoevoeging="bis"))
        assert find_address("3512 JE", 47, use_pdok=True) == AddressMatch(
            street="Voorstraat",
            city="Utrecht",
            additions=("A-bis",),
            source="pdok",
            known_number=True,
        )
        query = pdok.queries[0]
        assert query["fq"] == ["type:adres", "postcode:3512JE", "huisnummer:47"]

    def test_is_not_asked_when_switched_off_or_not_needed(self, pdok: Pdok) -> None:
        pdok.knows(document())
        assert find_address("3512JE", 47) is None
        known("3512JE", 47, "", "Voorstraat")
        assert find_address("3512JE", 47, use_pdok=True) is not None
        assert find_address("2000", 47, country="BE", use_pdok=True) is None
        assert find_address("3512JX", use_pdok=True) is None
        assert pdok.queries == []

    def test_knowing_nothing_is_no_error(self, pdok: Pdok) -> None:
        pdok.knows()
        assert find_address("3512JE", 47, use_pdok=True) is None
        assert len(pdok.queries) == 1

    @pytest.mark.parametrize(
        "fault", [_error, _broken, _other, _list, _deep, _latin, _slow, _dripping, _closed]
    )
    def test_faults_are_typed_quick_and_silent(
        self, pdok: Pdok, fault: Callable[[Pdok], None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("customers.postal.pdok.TIMEOUT", 0.5)
        fault(pdok)
        started = time.monotonic()
        with pytest.raises(PdokError):
            find_addresses("3512JE", 47)
        assert time.monotonic() - started < 2.9  # the slow answer takes 3
        known("3512", source="geonames")
        found = find_address("3512JE", 47, use_pdok=True)
        assert found is not None
        assert (found.street, found.city) == ("", "Utrecht")

    def test_a_fault_is_not_remembered(self, pdok: Pdok) -> None:
        pdok.status = 500
        assert find_address("3512JE", 47, use_pdok=True) is None
        pdok.status = 200
        pdok.knows(document())
        found = find_address("3512JE", 47, use_pdok=True)
        assert found is not None
        assert found.street == "Voorstraat"
        assert not PostalAddress.objects.exists()

    def test_other_schemes_are_refused(self, settings: Any) -> None:
        settings.PDOK_URL = "file:///etc/passwd"
        with pytest.raises(PdokError):
            find_addresses("3512JE", 47)
