"""From where a treatment was read, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

#: The place of a reading for the file of an access request.
ACCESS_REQUEST = "access request"
#: By the name of the address.
_PLACES = {
    "activities:activity": _("the page of the treatment"),
    "activities:edit": _("the form"),
    "activities:export": _("the export"),
    ACCESS_REQUEST: _("the file of an access request"),
}


def place_words(place: str) -> str:
    """'de pagina van de behandeling'; a place without words is named as it is."""
    return str(_PLACES.get(place, place))
