"""What names a person outside the tables of the shop: drafts, sessions, the log of the admin."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection

from customers.models import AccessExport, Draft, FormerNumber, PrivacyRequest
from klantbeheer.personal_data import registered_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.contrib.sessions.backends.base import SessionBase

    from customers.privacy.erasure.scope import Erasure

#: What a session needs to stay one.
KEPT_IN_SESSION = "_auth_user_"
#: A shorter text says nothing about who is meant.
SHORTEST = 3


def clear(erasure: Erasure) -> None:
    """Drafts and sessions let go of what names the person; the admin's log is overwritten too.

    The files of its access requests are no longer to be fetched.
    """
    _close_exports(erasure)
    if not erasure.values and not erasure.numbers:
        return
    wanted = Wanted(erasure.values, erasure.customers)
    _clear_drafts(erasure, wanted)
    _clear_sessions(erasure, wanted)
    _add_admin_log(erasure)


def _close_exports(erasure: Erasure) -> None:
    table = AccessExport._meta.db_table
    if erasure.columns.get(table) is None and (keys := erasure.rows.get(table)):
        rows = AccessExport.objects.filter(pk__in=keys).exclude(
            status__in=[AccessExport.Status.GONE, AccessExport.Status.FAILED]
        )
        rows.update(status=AccessExport.Status.GONE)


class Wanted:
    """Whether a text names the person: folded as the search folds, digits by themselves.

    A name that somebody else bears says nothing: what a clerk typed about that one stays.
    """

    def __init__(self, values: Iterable[str], customers: Iterable[int]) -> None:
        texts = [value for value in values if len(value.strip()) >= SHORTEST]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT DISTINCT public.customers_fold(v) FROM unnest(%s::text[]) v WHERE NOT EXISTS"
                " (SELECT FROM public.customers_searchname s WHERE s.key = public.customers_key(v)"
                " AND s.customer_id <> ALL (%s::bigint[]))",
                [texts, list(customers)],
            )
            folded = {word for (word,) in cursor.fetchall()}
        self.words = sorted(word for word in folded if len(word) >= SHORTEST)
        digits = {re.sub(r"\D", "", text)[-9:] for text in texts if "@" not in text}
        self.digits = sorted(number for number in digits if len(number) >= 8)
        self.emails = sorted(text.casefold() for text in texts if "@" in text)

    def __bool__(self) -> bool:
        return bool(self.words or self.digits or self.emails)

    def named_in(self, texts: list[str]) -> list[bool]:
        """For each text whether it names the person."""
        if not self or not texts:
            return [False] * len(texts)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT ' ' || public.customers_fold(t) || ' ' FROM"
                " unnest(%s::text[]) WITH ORDINALITY u(t, n) ORDER BY n",
                [[text.replace("\0", "") for text in texts]],
            )
            folded = [row[0] for row in cursor.fetchall()]
        return [self._is_named(*each) for each in zip(texts, folded, strict=True)]

    def _is_named(self, text: str, folded: str) -> bool:
        plain, digits = text.casefold(), re.sub(r"[\s().+/-]", "", text)
        return (
            any(f" {word} " in folded for word in self.words)
            or any(number in digits for number in self.digits)
            or any(email in plain for email in self.emails)
        )


def _clear_drafts(erasure: Erasure, wanted: Wanted) -> None:
    rows = list(Draft.objects.values_list("pk", "path", "data"))
    named = wanted.named_in([" ".join(_texts(data)) for _pk, _path, data in rows])
    former = FormerNumber.objects.filter(customer__in=erasure.customers)
    parts = [*erasure.numbers, *former.values_list("number", flat=True)]
    parts += [f"requests/{key}" for key in erasure.rows.get(PrivacyRequest._meta.db_table, ())]
    paths = [re.compile(rf"/{re.escape(part)}(/|\?|$)") for part in parts]
    going = [
        pk
        for (pk, path, _data), is_named in zip(rows, named, strict=True)
        if is_named or (erasure.whole and any(known.search(path) for known in paths))
    ]
    if going:
        Draft.objects.filter(pk__in=going).delete()
        erasure.counts["customers_draft"] = len(going)


def _texts(data: Any) -> Iterator[str]:
    """Every text in a structure of JSON."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _texts(value)


def _clear_sessions(erasure: Erasure, wanted: Wanted) -> None:
    """A session keeps who is signed in, and lets go of what it holds about the person."""
    found = {pk for pk, _name in _named_parts(Session.objects.all(), wanted)}
    if not found:
        return
    rows = Session.objects.select_for_update(of=("self",)).filter(pk__in=found).order_by("pk")
    held = list(rows)  # as they are by now: their owners may have gone on
    going = _named_parts(held, wanted)
    for session in held:
        left = {n: v for n, v in session.get_decoded().items() if (session.pk, n) not in going}
        Session.objects.filter(pk=session.pk).update(session_data=SessionStore().encode(left))
    erasure.counts["django_session"] = len(held)


def forget_in(session: SessionBase) -> None:
    """What went from this session as it is stored goes from it as this request holds it: the request
    writes it back at its end."""
    if session.session_key is None:
        return
    row = Session.objects.filter(pk=session.session_key).first()
    stored = row.get_decoded() if row else {}
    for name, value in list(session.items()):
        # Numbers are since when somebody is signed in, and say nothing of anybody.
        if name not in stored and not (name.startswith(KEPT_IN_SESSION) or isinstance(value, int)):
            del session[name]


def _named_parts(sessions: Iterable[Session], wanted: Wanted) -> set[tuple[str, str]]:
    """Which parts of these sessions name the person, by the session's key."""
    parts = [
        ((session.pk, name), json.dumps(value, ensure_ascii=False, default=str))
        for session in sessions
        for name, value in session.get_decoded().items()
        if not name.startswith(KEPT_IN_SESSION)
    ]
    named = wanted.named_in([text for _part, text in parts])
    return {part for (part, _text), is_named in zip(parts, named, strict=True) if is_named}


def _add_admin_log(erasure: Erasure) -> None:
    """What the admin's log calls the rows that go."""
    tables = registered_tables()
    found: list[int] = []
    for table, pks in erasure.rows.items():
        if erasure.columns.get(table) is not None or not tables[table].model:
            continue
        kind = ContentType.objects.get_for_model(apps.get_model(tables[table].model))
        rows = LogEntry.objects.filter(content_type=kind, object_id__in=list(pks))
        found += rows.values_list("pk", flat=True)
    erasure.add(LogEntry._meta.db_table, found)
