"""Numbers as the shop writes them: '14', '4.614', '10.000+'."""

from __future__ import annotations

from django.utils.formats import number_format


def counted(number: int, *, capped: bool = False) -> str:
    """'4.614'; with a '+' behind it when nobody counted further."""
    text = number_format(number, use_l10n=True, force_grouping=True)
    return f"{text}+" if capped else text
