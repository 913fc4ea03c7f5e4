"""What is typed into the search bar or the one box, as it stands in the address."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST = 200  # characters of one field; nobody is called longer
UNREADABLE = "\ufffd"
SHORT_LIST, LONG_LIST = 25, 100
MORE_FIELDS = ("phone", "email", "number", "company", "birth_date")


@dataclass(frozen=True)
class SearchTerms:
    """The fields as typed: `q` is the one box, the others are the search bar's."""

    q: str = ""
    last_name: str = ""
    postcode: str = ""
    house_number: str = ""
    phone: str = ""
    email: str = ""
    number: str = ""
    company: str = ""
    birth_date: str = ""
    inactive: bool = False
    limit: int = SHORT_LIST

    @classmethod
    def of(cls, data: Mapping[str, str]) -> Self:
        """Read the query string; a NUL becomes the sign for 'unreadable', what is too long is cut."""
        texts = {
            item.name: data.get(item.name, "").replace("\0", UNREADABLE).strip()[:LONGEST]
            for item in fields(cls)
            if item.name not in ("inactive", "limit")
        }
        limit = LONG_LIST if data.get("limit") == str(LONG_LIST) else SHORT_LIST
        return cls(**texts, inactive=data.get("inactive") == "1", limit=limit)

    @property
    def texts(self) -> dict[str, str]:
        """The fields that have something in them."""
        names = [item.name for item in fields(self) if item.name not in ("inactive", "limit")]
        return {name: getattr(self, name) for name in names if getattr(self, name)}

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to search."""
        return not self.texts

    @property
    def is_unreadable(self) -> bool:
        """Whether something in it is no text, such as a NUL or half a character."""
        return any(UNREADABLE in text for text in self.texts.values())

    @property
    def has_more(self) -> bool:
        """Whether one of the fields that fold out is in use."""
        return any(getattr(self, name) for name in MORE_FIELDS)

    @property
    def query(self) -> str:
        """The query string that leads back to this search: '?last_name=jans', or ''."""
        pairs = dict(self.texts)
        if self.inactive:
            pairs["inactive"] = "1"
        if self.limit != SHORT_LIST:
            pairs["limit"] = str(self.limit)
        return f"?{urlencode(pairs)}" if pairs else ""

    def without(self, *names: str) -> Self:
        """The same search with these fields empty."""
        empty: dict[str, Any] = dict.fromkeys(names, "")
        return replace(self, **empty)

    def with_inactive(self) -> Self:
        """The same search among the inactive customers too."""
        return replace(self, inactive=True)

    def with_long_list(self) -> Self:
        """The same search with a longer list."""
        return replace(self, limit=LONG_LIST)

    @property
    def words(self) -> str:
        """What was typed, as a sentence quotes it: the name, or everything but the address."""
        return " ".join(
            value for name, value in self.texts.items() if name not in ("postcode", "house_number")
        )

    @property
    def place(self) -> str:
        """The postcode and house number as typed."""
        return " ".join(part for part in (self.postcode, self.house_number) if part)
