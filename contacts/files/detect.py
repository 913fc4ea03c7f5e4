"""What a file is, by its first bytes: libmagic, from the package that brings it along."""

from __future__ import annotations

import os
from functools import cache
from importlib.resources import files


@cache
def _detector() -> object:
    """The library, loaded on first use.

    Its package points the environment's library path at itself, and with an empty entry at the working
    folder of every process that we start; so that is put back.
    """
    before = dict(os.environ)
    try:
        import pylibmagic  # isort: skip  # so that magic finds the library
        import magic
    finally:
        for name in ("LIBRARY_PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "MAGIC"):
            os.environ.pop(name, None)
            if name in before:
                os.environ[name] = before[name]
    return magic.Magic(mime=True, magic_file=str(files(pylibmagic) / "magic.mgc"))


def content_type(head: bytes) -> str:
    """The content type of what begins with these bytes: 'application/pdf'."""
    return str(_detector().from_buffer(head))  # type: ignore[attr-defined]
