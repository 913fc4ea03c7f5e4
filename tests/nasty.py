"""What no clerk types but somebody sends, and a client that sends it and takes it back again."""

from __future__ import annotations

import traceback
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

from django.db import connection, transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.test import Client

FORM = "application/x-www-form-urlencoded"
Pairs = list[tuple[str, bytes]]

#: Each value of a field: what it is sent as; several are sent under the same name, none is left out.
NASTY: dict[str, list[bytes]] = {
    "nul": [b"a\x00b"],
    "half a character": [b"\xed\xa0\x80"],
    "not utf-8": [b"\xff\xfe\xc3("],
    "long": [b"x" * 10_000],
    "long number": [b"9" * 5_000],
    "negative": [b"-1"],
    "beyond 64 bits": [b"99999999999999999999"],
    "full width": ["１２３".encode()],
    "superscript": ["²".encode()],
    "not a number": [b"NaN"],
    "exponent": [b"1e999"],
    "right to left": ["\u202e\u200fאב".encode()],
    "emoji": ["👩‍👩‍👧‍👦".encode()],
    "signs": [b"%_'\"\\;--%s{0}"],
    "markup": [b"<script>{{ x }}</script>"],
    "json": [b'{"a": [1, null]}'],
    "last day": [b"31-12-9999"],
    "blank": [b" \t\r\n"],
    "twice": [b"\x00", b"1"],
    "missing": [],
}


def encode(pairs: Iterable[tuple[str, bytes]]) -> bytes:
    """The pairs as a query string or a posted form; bytes that are no text stay as they are."""
    return "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs).encode()


def with_value(pairs: Pairs, name: str, values: list[bytes]) -> Pairs:
    """The same pairs with these values for `name`, and no others."""
    return [pair for pair in pairs if pair[0] != name] + [(name, value) for value in values]


@dataclass
class PageForm:
    """A form as a page shows it: what a browser would send, and the names of all there is."""

    action: str = ""
    method: str = "get"
    pairs: Pairs = field(default_factory=list)
    names: set[str] = field(default_factory=set)


class FormReader(HTMLParser):
    """Reads the forms of a page, buttons and unticked boxes included."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self._by_id: dict[str, PageForm] = {}
        self._select = self._textarea = ""
        self._chosen: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form or a field."""
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            form = PageForm(found.get("action", ""), found.get("method", "get").lower())
            self.forms.append(form)
            self._by_id[found.get("id", "")] = form
        form = self._by_id[found["form"]] if "form" in found else self._within()
        name = found.get("name", "")
        if tag == "option" and self._select:
            if "selected" in found or not self._chosen:
                self._chosen = [found.get("value", "")]
        elif name and tag in ("input", "select", "textarea", "button"):
            form.names.add(name)
            self._note(form, tag, name, found)

    def _within(self) -> PageForm:
        return self.forms[-1] if self.forms else PageForm()

    def _note(self, form: PageForm, tag: str, name: str, found: dict[str, str]) -> None:
        if tag == "select":
            self._select, self._chosen = name, []
        elif tag == "textarea":
            self._textarea = name
            form.pairs.append((name, b""))
        elif tag == "input" and found.get("type") not in ("submit", "checkbox", "radio"):
            form.pairs.append((name, found.get("value", "").encode()))
        elif tag == "input" and "checked" in found:
            form.pairs.append((name, found.get("value", "on").encode()))

    def handle_data(self, data: str) -> None:
        """The text of a textarea; its first line break does not count."""
        if self._textarea:
            name, so_far = self.forms[-1].pairs[-1]
            text = data if so_far else data.removeprefix("\r\n").removeprefix("\n")
            self.forms[-1].pairs[-1] = (name, so_far + text.encode())

    def handle_endtag(self, tag: str) -> None:
        """The end of a field."""
        if tag == "select" and self._select:
            self.forms[-1].pairs += [(self._select, value.encode()) for value in self._chosen]
            self._select = ""
        elif tag == "textarea":
            self._textarea = ""


def forms_to(page: str, path: str) -> PageForm:
    """All forms of a page that post to `path` as one: the pairs are those of the largest."""
    forms = [
        form
        for form in FormReader(page).forms
        if form.method == "post" and form.action.partition("?")[0] in ("", path)
    ]
    largest = max(forms, key=lambda form: len(form.pairs))
    return PageForm(path, "post", largest.pairs, set().union(*(form.names for form in forms)))


#: What every request may write: who is signed in, and how often somebody tried.
_OF_SIGNING_IN = ("django_session", "axes_accessattempt", "axes_accesslog")
_WRITES = """
    SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_xact_user_tables
    WHERE relname <> ALL (%s)"""


def writes() -> int:
    """How many rows this transaction has written until now, what was undone included."""
    with connection.cursor() as cursor:
        cursor.execute(_WRITES, [list(_OF_SIGNING_IN)])
        count: int = cursor.fetchone()[0]
    return count


class Attempts:
    """Sends requests, each of which is undone. What they raise is gathered, each place once.

    Used with `with`: at its end everything that went wrong is raised together.
    """

    def __init__(self, client: Client) -> None:
        self.client = client
        self.sent = 0
        self._errors: dict[tuple[Any, ...], Exception] = {}

    def send(
        self,
        method: str,
        url: str,
        body: bytes = b"",
        content_type: str = FORM,
        *,
        note: str = "",
        check: Callable[[Any], None] | None = None,
        **extra: Any,
    ) -> None:
        """One request; `check` sees the answer, and the database as the request left it."""
        self.sent += 1
        try:
            with transaction.atomic():
                response = self.client.generic(method, url, body, content_type, **extra)
                assert response.status_code < 500, response.status_code
                if check:
                    check(response)
                transaction.set_rollback(True)
        except Exception as error:  # raised again, with the others
            place = traceback.extract_tb(error.__traceback__)[-1]
            error.add_note(f"{method} {url[:200]} {note} {extra}")
            kind = note if isinstance(error, AssertionError) else ""
            key = (type(error), place.filename, place.lineno, str(error)[:60], kind)
            self._errors.setdefault(key, error)

    def __enter__(self) -> Attempts:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if self._errors and error is None:
            many = f"{len(self._errors)} kinds of errors in {self.sent} requests"
            raise ExceptionGroup(many, list(self._errors.values()))
        assert error is not None or self.sent
