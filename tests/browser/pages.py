"""Every kind of page there is, for what must hold on all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from customers.models import (
    Address,
    Category,
    CustomerRelation,
    Interest,
    LoyaltyCard,
    ShopSettings,
)
from customers.services.numbers import renumber
from tests.factories import make_customer, make_staff

if TYPE_CHECKING:
    from klantbeheer.staff.models import StaffUser

#: Name and address; the shop is that of `make_shop`.
PAGES = {
    "counter": "/",
    "list": "/?last_name=jans&postcode=3512",
    "more fields": "/?phone=0147",
    "empty": "/?last_name=dykstra&postcode=1111",
    "bad search": "/?birth_date=morgen",
    "card": "/customers/100000/?last_name=jans&postcode=3512",
    "company": "/customers/100002/",
    "inactive": "/customers/100003/",
    "extra": "/customers/100000/extra/",
    "cards": "/customers/100000/cards/",
    "history": "/customers/100000/history/",
    "add": "/customers/add/?last_name=janssen&postcode=3512JE&house_number=47",
    "edit": "/customers/100000/edit/",
    "moved": "/customers/100000/moved/",
    "renumber": "/customers/100000/number/",
    "deactivate": "/customers/100000/deactivate/",
    "blocked": "/customers/100001/deactivate/",
    "reactivate": "/customers/100003/reactivate/",
    "make active": "/customers/100002/make-active/",
    "make prospect": "/customers/100000/make-prospect/",
    "add card": "/customers/100000/cards/add/",
    "keys": "/keys/",
    "not found": "/customers/999999/",
}
ADMIN_PAGES = {
    "admin": "/admin/",
    "admin customers": "/admin/customers/customer/",
    "admin category": "/admin/customers/category/add/",
    "admin staff": "/admin/staff/staffuser/",
}


def make_shop(chief: StaffUser) -> None:
    """A small shop in which every page has something to show."""
    ShopSettings.objects.create(pk=1, shop_name="De Spaak · Utrecht")
    jan = make_customer(
        mobile="+31655010147",
        phone="+31305550147",
        emails="jan.vdjansen@example.nl",
        attention="Betaalt alleen contant.",
        attention_by=chief,
        birth_date="1968-03-17",
        category=Category.objects.create(name="Vaste klant"),
        internal_note="Liefst na 17.00 uur",
    )
    jan.interests.add(Interest.objects.create(name="Bakfietsen"))
    paula = make_customer(
        last_name="Boer", infix="de", initials="P.", salutation="mrs", employee=make_staff("balie")
    )
    CustomerRelation.objects.create(customer=jan, other=paula, kind="household")
    make_customer(
        kind="company",
        status="prospect",
        last_name="",
        infix="",
        initials="",
        company_name="Fietskoeriers Domstad B.V.",
        postcode="3512 NA",
        house_number=21,
    )
    make_customer(last_name="Jansma", infix="", initials="T.", status="inactive", house_number=9)
    Address.objects.create(
        customer=jan,
        kind="former",
        street="Zeedijk",
        postcode="3513 BR",
        house_number=9,
        city="Utrecht",
    )
    LoyaltyCard.objects.create(customer=jan, number="2900123345", issued_on="2019-02-01")
    jan.street = "Nobelstraat"
    jan.save()
    renumber(customer=jan, number="200000", actor=chief, reason="proef")
    renumber(customer=jan, number="100000", actor=chief)
