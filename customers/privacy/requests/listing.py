"""The register of requests: what is listed, narrowed and sorted."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, Count, Q, Value, When
from django.db.models.functions import Coalesce, Length
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from customers.models import Customer, PrivacyRequest
from customers.presentation.lists import Choice, Sorting, Tag, query_string
from customers.privacy.requests.deadlines import NEAR_DAYS
from customers.privacy.requests.finding import visible_requests
from customers.values.names import PersonName, full_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from django.db.models import QuerySet

    from customers.presentation.lists import Heading

SHOWN = 10
#: So many are shown when all are asked for; whoever has more exports them.
MOST = 1_000
RUNNING = sorted(PrivacyRequest.RUNNING)
#: The statuses to choose from: those that run together, and each by itself.
STATES: dict[str, Any] = {
    "running": pgettext_lazy("privacy requests", "running"),
    **{status.value: status.label for status in PrivacyRequest.Status},
    "all": pgettext_lazy("privacy requests", "all"),
}
KINDS: dict[str, Any] = {
    "": pgettext_lazy("privacy requests", "every kind"),
    **{kind.value: kind.label for kind in PrivacyRequest.Kind},
}
#: How near the deadline is: over, or within a week (over included).
DUE: dict[str, Any] = {
    "": pgettext_lazy("privacy requests", "every deadline"),
    "near": gettext_lazy("due within 7 days or late"),
    "late": pgettext_lazy("privacy requests", "late"),
}
WHOSE: dict[str, Any] = {
    "": pgettext_lazy("privacy requests", "of everybody"),
    "mine": pgettext_lazy("privacy requests", "mine"),
}
_DUE_ON = Coalesce("extended_to", "deadline")
SORTS: dict[str, tuple[Any, ...]] = {
    "customer": ("number_length", "customer_number", "pk"),
    "kind": ("kind", _DUE_ON, "pk"),
    "received": ("received_on", "pk"),
    "deadline": (_DUE_ON, "pk"),
    "status": ("status", _DUE_ON, "pk"),
    "assigned": ("assigned_to__first_name", "assigned_to__last_name", _DUE_ON, "pk"),
}
HEADINGS: dict[str, Any] = {
    "customer": gettext_lazy("Customer"),
    "kind": pgettext_lazy("privacy request", "Request"),
    "received": pgettext_lazy("privacy request", "Received on"),
    "deadline": gettext_lazy("Deadline"),
    "status": gettext_lazy("Status"),
    "assigned": gettext_lazy("Assigned to"),
}
STATUS_TAGS = {"awaiting": "warn", "waiting": "accent", "done": "ok"}


# ---------------------------------------------------------------- what is asked for
@dataclass(frozen=True)
class Asked:
    """What the address of the page asks for; what it cannot mean is left out."""

    state: str = "running"
    kind: str = ""
    due: str = ""
    whose: str = ""
    sort: str = "deadline"
    descending: bool = False
    everything: bool = False

    @classmethod
    def of(cls, data: Mapping[str, str]) -> Asked:
        """Read the query string."""
        sorting = Sorting.of(data.get("sort", ""), SORTS, "deadline")
        chosen = {
            field: data.get(field, "") if data.get(field, "") in known else ""
            for field, known in (("kind", KINDS), ("due", DUE), ("whose", WHOSE))
        }
        state = data.get("state", "")
        return cls(
            state=state if state in STATES else "running",
            sort=sorting.name,
            descending=sorting.descending,
            everything=data.get("all") == "1",
            **chosen,
        )

    def query(self, **other: str) -> str:
        """The query string for this list with something `other`."""
        pairs = {
            "state": self.state,
            "kind": self.kind,
            "due": self.due,
            "whose": self.whose,
            "sort": str(Sorting(self.sort, self.descending)),
            "all": "1" if self.everything else "",
        } | other
        usual = {"state": "running", "sort": "deadline"}
        return query_string({n: value for n, value in pairs.items() if usual.get(n) != value})


def near(today: datetime.date) -> Q:
    """Running, and due within a week or late: by the index on the deadline of what runs."""
    return due_before(today + datetime.timedelta(days=NEAR_DAYS + 1))


def late(today: datetime.date) -> Q:
    """Running, with a deadline that is over."""
    return due_before(today)


def stuck(today: datetime.date) -> Q:
    """Erasures that were approved and not carried out on their day: something goes wrong each time."""
    return Q(status=PrivacyRequest.Status.WAITING, execute_on__lt=today)


def is_stuck(request: PrivacyRequest, today: datetime.date) -> bool:
    """The same of one request."""
    return (
        request.status == PrivacyRequest.Status.WAITING
        and request.execute_on is not None
        and request.execute_on < today
    )


def due_before(day: datetime.date) -> Q:
    """Running, and due before this day. An extension only ever lies later than the deadline."""
    extended = Q(extended_to=None) | Q(extended_to__lt=day)
    return Q(status__in=RUNNING, deadline__lt=day) & extended


def found(user: Any, asked: Asked) -> QuerySet[PrivacyRequest]:
    """The requests that are asked for, in their order, with whom they are about and assigned to."""
    rows = visible_requests(user)
    for narrowing in _narrowings(user, asked, timezone.localdate()).values():
        rows = rows.filter(narrowing)
    if asked.sort == "customer":
        rows = rows.annotate(number_length=Length("customer_number"))
    rows = rows.order_by(*SORTS[asked.sort])
    return (rows.reverse() if asked.descending else rows).select_related("customer", "assigned_to")


def _narrowings(user: Any, asked: Asked, today: datetime.date) -> dict[str, Q]:
    states = {"running": Q(status__in=RUNNING), "all": Q()}
    return {
        "state": states.get(asked.state, Q(status=asked.state)),
        "kind": Q(kind=asked.kind) if asked.kind else Q(),
        "due": {"near": near(today), "late": late(today)}.get(asked.due, Q()),
        "whose": Q(assigned_to=user) if asked.whose else Q(),
    }


# ---------------------------------------------------------------- the rows
@dataclass(frozen=True)
class RequestRow:
    """A request in a list."""

    request: PrivacyRequest
    url: str
    kind: str
    name: str
    status: Tag
    left: Tag | None
    assigned: str


def row_of(request: PrivacyRequest, today: datetime.date) -> RequestRow:
    """A request as a list shows it; its customer and who it is assigned to are loaded."""
    return RequestRow(
        request=request,
        url=reverse("privacy:request", args=[request.pk]),
        kind=kind_words(request),
        name=name_of(request.customer),
        status=status_tag(request),
        left=days_left(request, today),
        assigned=request.assigned_to.display_name if request.assigned_to else "",
    )


def name_of(customer: Customer | None) -> str:
    """The name of whom it is about; '' when there is none any more."""
    if customer is None or customer.status == Customer.Status.ERASED:
        return ""
    return full_name(PersonName.of(customer))


def kind_words(request: PrivacyRequest) -> str:
    """'wissen', and for less than everything also what: 'wissen, losse velden'."""
    if request.scope == PrivacyRequest.Scope.CUSTOMER:
        return str(request.get_kind_display())
    return f"{request.get_kind_display()}, {request.get_scope_display()}"


def status_tag(request: PrivacyRequest) -> Tag:
    """The status as a tag."""
    return Tag(str(request.get_status_display()), STATUS_TAGS.get(request.status, ""))


def days_left(request: PrivacyRequest, today: datetime.date) -> Tag | None:
    """'nog 12 dagen', 'vandaag', '3 dagen te laat'; None when it is closed."""
    if not request.is_running:
        return None
    days = (request.due_on - today).days
    if days < 0:
        text = ngettext("%(n)d day late", "%(n)d days late", -days) % {"n": -days}
        return Tag(text, "danger")
    if days == 0:
        return Tag(_("today at the latest"), "warn")
    text = ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}
    return Tag(text, "warn" if days <= NEAR_DAYS else "")


# ---------------------------------------------------------------- the list
@dataclass(frozen=True)
class Filter:
    """A filter as a row of chips."""

    label: str
    choices: list[Choice]


class Register:
    """The list as asked for, with two queries however many requests there are."""

    def __init__(self, user: Any, asked: Asked) -> None:
        self.asked = asked
        today = timezone.localdate()
        self._groups = _groups(user, today)
        self.total = self._count(asked)
        shown = MOST if asked.everything else SHOWN
        rows = list(found(user, asked)[:shown]) if self.total else []
        self.rows = [row_of(request, today) for request in rows]
        self.is_cut = asked.everything and self.total > shown
        self.more_url = asked.query(all="1") if self.total > shown and not asked.everything else ""

    @property
    def words(self) -> str:
        """'3 verzoeken'."""
        return ngettext("%(n)d request", "%(n)d requests", self.total) % {"n": self.total}

    @property
    def filters(self) -> list[Filter]:
        """Every filter with its values, each with how many it leaves beside the other filters."""
        named: list[tuple[str, Any, Mapping[str, Any]]] = [
            ("state", gettext_lazy("Status"), STATES),
            ("kind", gettext_lazy("Kind"), KINDS),
            ("due", gettext_lazy("Deadline"), DUE),
            ("whose", gettext_lazy("Assigned to"), WHOSE),
        ]
        return [
            Filter(
                str(label),
                [self._choice(name, key, str(words)) for key, words in values.items()],
            )
            for name, label, values in named
        ]

    def _choice(self, name: str, key: str, label: str) -> Choice:
        fields: dict[str, Any] = {name: key}
        other = replace(self.asked, **fields)
        url = self.asked.query(**{name: key, "all": ""})
        return Choice(label, url, self._count(other), getattr(self.asked, name) == key)

    def _count(self, asked: Asked) -> int:
        return sum(count for group, count in self._groups if _is_in(group, asked))

    @property
    def headings(self) -> list[Heading]:
        """The headings of the table."""
        sorting = Sorting(self.asked.sort, self.asked.descending)
        return sorting.headings(HEADINGS, lambda order: self.asked.query(sort=order))


def _groups(user: Any, today: datetime.date) -> list[tuple[dict[str, Any], int]]:
    """How many requests there are of each status, kind, deadline and whether they are the user's."""
    text: CharField[str, str] = CharField()
    rows: Any = (
        visible_requests(user)
        .order_by()
        .annotate(
            due=Case(
                When(late(today), then=Value("late")),
                When(near(today), then=Value("near")),
                default=Value(""),
                output_field=text,
            ),
            whose=Case(
                When(assigned_to=user, then=Value("mine")), default=Value(""), output_field=text
            ),
        )
        .values("status", "kind", "due", "whose")
        .annotate(count=Count("pk"))
    )
    return [(row, row.pop("count")) for row in map(dict, rows)]


def _is_in(group: Mapping[str, Any], asked: Asked) -> bool:
    states = {"running": PrivacyRequest.RUNNING, "all": frozenset(STATES)}
    return (
        group["status"] in states.get(asked.state, {asked.state})
        and asked.kind in ("", group["kind"])
        and (not asked.due or group["due"] in {"near": ("near", "late")}.get(asked.due, ("late",)))
        and asked.whose in ("", group["whose"])
    )


# ---------------------------------------------------------------- as a file
EXPORT_HEADING = (
    pgettext_lazy("privacy request", "Request"),
    gettext_lazy("Customer number"),
    gettext_lazy("Kind"),
    gettext_lazy("Status"),
    pgettext_lazy("privacy request", "Received on"),
    gettext_lazy("How"),
    gettext_lazy("Deadline"),
    gettext_lazy("Extended to"),
    gettext_lazy("Ground"),
    gettext_lazy("Identity"),
    gettext_lazy("Assigned to"),
    gettext_lazy("Closed on"),
    gettext_lazy("Outcome"),
)


def export_rows(requests: Iterable[PrivacyRequest]) -> Iterator[list[object]]:
    """A row for each request: by number, without a name, so that the file needs no erasing later."""
    for request in requests:
        closed = timezone.localdate(request.closed_at) if request.closed_at else None
        yield [
            request.pk,
            request.customer_number,
            kind_words(request),
            str(request.get_status_display()),
            request.received_on,
            str(request.get_channel_display()),
            request.deadline,
            request.extended_to,
            str(request.get_ground_display()) if request.ground else "",
            str(request.get_identity_display()),
            request.assigned_to.display_name if request.assigned_to else "",
            closed,
            request.outcome,
        ]
