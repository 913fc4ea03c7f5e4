"""A very small browser, for a server in another process: cookies, forms, no more."""

from __future__ import annotations

import http.cookiejar
import urllib.parse
import urllib.request
from html.parser import HTMLParser
from typing import NamedTuple


class Page(NamedTuple):
    """Where one landed, and what stood there."""

    url: str
    text: str


class _Form(HTMLParser):
    """Collects what the forms of a page would send as they stand."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self._select = self._textarea = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.forms.append({})
        if not self.forms:
            return
        form, name = self.forms[-1], values.get("name", "")
        if tag == "input" and name:
            kind = values.get("type", "text")
            if kind not in {"radio", "checkbox", "submit"} or "checked" in values:
                form[name] = values.get("value", "on" if kind == "checkbox" else "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            if "selected" in values or self._select not in form:
                form[self._select] = values.get("value", "")
        elif tag == "textarea":
            self._textarea = name
            form[name] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        if self._textarea and self.forms:
            self.forms[-1][self._textarea] += data.lstrip("\r\n")


class Visitor:
    """Somebody with a browser of their own."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )

    def get(self, path: str) -> Page:
        """Open `path`."""
        return self._open(urllib.request.Request(urllib.parse.urljoin(self.url, path)))

    def submit(self, path: str, *, field: str, **changed: str) -> Page:
        """Open `path`, fill in the form that has `field` and send it.

        Raises LookupError when no form has it.
        """
        page = self.get(path)
        parser = _Form()
        parser.feed(page.text)
        form = next((form for form in parser.forms if field in form), None)
        if form is None:
            raise LookupError(f"no form with {field} at {page.url}")
        data = urllib.parse.urlencode(form | changed).encode()
        return self._open(urllib.request.Request(page.url, data))

    def sign_in(self, username: str, password: str) -> Page:
        """Sign in; the page one lands on."""
        path = "/staff/sign-in/"
        return self.submit(path, field="password", username=username, password=password)

    def _open(self, request: urllib.request.Request) -> Page:
        with self.opener.open(request, timeout=20) as response:
            return Page(response.url, response.read().decode())
