"""Two erasures whose texts are decided on, for the drill with a backup."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from contacts.models import ContactMoment
from customers.models import Customer, PrivacyRequest
from customers.privacy.erasure import approval
from customers.privacy.erasure.engine import erase_customer
from customers.privacy.mentions import service as mentions
from tests.customers.privacy.everything import TODAY
from tests.factories import (
    make_activity,
    make_customer,
    make_moment,
    make_request,
    make_staff,
)

if TYPE_CHECKING:
    from klantbeheer.staff.models import StaffUser


class Named:
    """Two erasures whose texts are decided on after the backup: of a number, and of who leaves.

    Of each a text is cleaned and a text is kept.
    """

    def __init__(self, staff: StaffUser, stays: Customer) -> None:
        self.staff, self.stays = staff, stays
        stays.mobile = "+31655010147"
        stays.save()
        self.leaver = make_customer(last_name="Vertrekkersma", first_name="Ans")
        make_activity(self.leaver, "repair", code="done")
        said = "Ans Vertrekkersma belt 06-55010147. Graag na vijven."
        self.moments = [
            make_moment(stays, text=said),
            make_moment(stays, text=f"{said} Kenmerk 2."),
        ]
        self.boss = make_staff("beheerder")
        self.whole = make_request(self.leaver)
        self.fields = make_request(
            stays,
            scope="columns",
            scope_table="customers_customer",
            scope_pk=stays.pk,
            scope_columns=["mobile"],
        )

    def erase(self) -> None:
        fields, whole = self.fields, self.whole
        self._decide(fields)
        approval.send_for_approval(request=fields, actor=self.staff)
        approval.approve(request=fields, actor=self.boss, typed_number=self.stays.number)
        approval.carry_out(
            request=fields, actor=self.staff, today=TODAY + datetime.timedelta(days=30)
        )
        self._decide(whole)
        erase_customer(customer=self.leaver, actor=self.staff, ground="not_needed", request=whole)

    def _decide(self, request: PrivacyRequest) -> None:
        assert request.customer is not None
        found = mentions.find_mentions([request.customer], request=request)
        assert {mention.row for mention in found} == {str(moment.pk) for moment in self.moments}
        for one in found:
            decision = "clean" if one.row == str(self.moments[0].pk) else "keep"
            mentions.decide(
                request=request, mention_key=one.key, decision=decision, actor=self.staff
            )

    def texts(self) -> list[str]:
        for moment in self.moments:
            moment.refresh_from_db()
        first, second = [moment.text for moment in self.moments]
        assert first == "[gewist] belt [gewist]. Graag na vijven."
        assert second == "Ans Vertrekkersma belt 06-55010147. Graag na vijven. Kenmerk 2."
        past = ContactMoment.history.filter(id=self.moments[0].pk)
        assert set(past.values_list("text", flat=True)) == {first}
        return [first, second]
