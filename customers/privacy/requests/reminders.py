"""What needs somebody now: requests near their deadline, erasures that await approval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from customers.models import PrivacyRequest, PrivacySettings
from customers.privacy.requests.finding import visible_requests
from customers.privacy.requests.listing import RUNNING, near, stuck


@dataclass(frozen=True)
class Reminder:
    """How many requests need somebody now: erasures that fail, requests near their deadline, and
    those that await this one's approval. Each is counted once."""

    near: int
    awaiting: int
    stuck: int = 0

    @property
    def count(self) -> int:
        """All together."""
        return self.near + self.awaiting + self.stuck

    @property
    def url(self) -> str:
        """The list of them: what fails goes before what is near its deadline, then what awaits."""
        query = "state=waiting" if self.stuck else "due=near" if self.near else "state=awaiting"
        return f"{reverse('privacy:requests')}?{query}"

    @property
    def words(self) -> str:
        """'2 AVG-verzoeken zijn te laat of moeten binnen 7 dagen af.'."""
        said: list[str] = []
        if self.stuck:
            said.append(
                ngettext(
                    "%(n)d approved erasure could not be carried out.",
                    "%(n)d approved erasures could not be carried out.",
                    self.stuck,
                )
                % {"n": self.stuck}
            )
        if self.near:
            said.append(
                ngettext(
                    "%(n)d privacy request is late or due within 7 days.",
                    "%(n)d privacy requests are late or due within 7 days.",
                    self.near,
                )
                % {"n": self.near}
            )
        if self.awaiting:
            said.append(
                ngettext(
                    "%(n)d erasure awaits your approval.",
                    "%(n)d erasures await your approval.",
                    self.awaiting,
                )
                % {"n": self.awaiting}
            )
        return " ".join(said)


def reminder_of(user: Any) -> Reminder | None:
    """What needs this user now, with one query by an index; None when it is nothing or not theirs."""
    if not (user.is_authenticated and user.has_perm("customers.change_privacyrequest")):
        return None
    today = timezone.localdate()
    fails, soon = stuck(today), near(today)
    counts: dict[str, Any] = {
        "near": Count("pk", filter=soon & ~fails),
        "stuck": Count("pk", filter=fails),
    }
    wanted = soon | fails
    if user.has_perm("customers.approve_erasure"):
        # What is near its deadline is counted once.
        mine = awaiting_for(user) & ~soon
        counts["awaiting"] = Count("pk", filter=mine)
        wanted |= mine
    rows = visible_requests(user).filter(status__in=RUNNING).filter(wanted)
    found = {"awaiting": 0} | rows.order_by().aggregate(**counts)
    reminder = Reminder(**found)
    return reminder if reminder.count else None


def awaiting_for(user: Any) -> Q:
    """Awaiting approval, and not planned by this user, unless the shop has one person for both."""
    alone = PrivacySettings.objects.filter(pk=1, second_person=False)
    return Q(status=PrivacyRequest.Status.AWAITING) & (~Q(planned_by=user) | Q(Exists(alone)))
