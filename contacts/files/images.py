"""Images are made anew from their points: no place, no camera, no hidden text, nothing to run."""

from __future__ import annotations

from contacts.files import sandbox

MOST_PIXELS = 50_000_000  # 7,000 × 7,000 points


def remake(data: bytes) -> bytes:
    """The image in the same format, upright, without what else the file held.

    Of a moving image the first picture stays. Raises SandboxError: damaged, or too large.
    """
    _header, made = sandbox.run("remake", data, most_pixels=MOST_PIXELS)
    return made
