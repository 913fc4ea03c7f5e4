"""How many parts an SMS takes: by the alphabet that its text needs, and by where a part may end."""

from __future__ import annotations

from dataclasses import dataclass

MOST_PARTS = 3

# GSM 03.38, the basic alphabet; those of the extension take two places.
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("\f^{}\\[~]|€")
# What a keyboard or a name brings along, and what says the same in the GSM alphabet.
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("‘’", "'"),
        **dict.fromkeys("“”„", '"'),
        **dict.fromkeys("–—·•", "-"),
        "…": "...",
        "\u00a0": " ",
    }
)
# A single SMS is a little longer than each part of several: those carry their number.
_GSM_SINGLE, _GSM_PART = 160, 153
_WIDE_SINGLE, _WIDE_PART = 70, 67


@dataclass(frozen=True, slots=True)
class SmsSize:
    """What a text takes: places of its alphabet, and parts. `wide` says why a part holds so few."""

    places: int
    parts: int
    wide: frozenset[str]

    @property
    def fits(self) -> bool:
        """Whether it may be sent."""
        return self.parts <= MOST_PARTS


def plain_sms(text: str) -> str:
    """The text with plain quotes, dashes and dots: typographic ones would halve what fits."""
    return text.translate(_PLAIN)


def sms_size(text: str) -> SmsSize:
    """How many places and parts `text` takes as an SMS.

    A text of the GSM alphabet has 160 places, or 153 in each of several parts; any other character
    makes it UCS-2, with 70 or 67. A character of two places never stands half in one part.
    """
    wide = frozenset(text) - _BASIC - _EXTENSION
    if wide:
        sizes = [2 if ord(character) > 0xFFFF else 1 for character in text]
        single, part = _WIDE_SINGLE, _WIDE_PART
    else:
        sizes = [2 if character in _EXTENSION else 1 for character in text]
        single, part = _GSM_SINGLE, _GSM_PART
    places = sum(sizes)
    parts = 1 if places <= single else _parts(sizes, part)
    return SmsSize(places=places, parts=parts, wide=wide)


def _parts(sizes: list[int], room: int) -> int:
    parts, used = 1, 0
    for size in sizes:
        if used + size > room:
            parts, used = parts + 1, 0
        used += size
    return parts
