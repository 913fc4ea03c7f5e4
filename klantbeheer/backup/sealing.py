"""The parts of a backup: written and read in one pass, checked, and sealed when there is a key.

Sealed is AES-256-GCM of the `cryptography` package in pieces, as in STREAM (Hoang, Reyhanitabar,
Rogaway, Vizár, 2015): the nonce of a piece is a random prefix, its number and whether it is the last,
so that pieces cannot be left out, swapped or cut off; the names of backup and part are authenticated
with each. The keys are made of the shop's one with scrypt and a salt of each backup's own.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING, Any, BinaryIO

from django.utils.translation import gettext as _

from klantbeheer.backup import BackupError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PIECE = 1024 * 1024
TAG = 16
PREFIX = 7


class Keys:
    """What seals the parts of one backup, and signs its manifest."""

    def __init__(self, secret: str, salt: bytes) -> None:
        both = hashlib.scrypt(
            secret.encode(), salt=salt, n=2**15, r=8, p=1, maxmem=64 * 1024 * 1024, dklen=64
        )
        self._cipher, self._sign_with = _aes_gcm(both[:32]), both[32:]

    def sign(self, content: bytes) -> str:
        """The signature of a manifest."""
        return hmac.new(self._sign_with, content, "sha256").hexdigest()

    def is_signed(self, content: bytes, signature: str) -> bool:
        """Whether this is a manifest of ours, and this the key that it was made with."""
        told = signature.encode(errors="replace")
        return hmac.compare_digest(self.sign(content).encode(), told)

    def seal(self, nonce: bytes, content: bytes, about: bytes) -> bytes:
        """One piece, sealed."""
        sealed: bytes = self._cipher.encrypt(nonce, content, about)
        return sealed

    def unseal(self, nonce: bytes, content: bytes, about: bytes) -> bytes:
        """One piece, as it was. Raises BackupError for one that was changed."""
        from cryptography.exceptions import InvalidTag

        try:
            plain: bytes = self._cipher.decrypt(nonce, content, about)
        except (InvalidTag, ValueError) as error:
            raise BackupError(_("A part of this backup is damaged.")) from error
        return plain


def _aes_gcm(key: bytes) -> Any:
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    except ImportError as error:
        raise BackupError(_("Sealing a backup needs the package cryptography.")) from error
    return AESGCM(key)


def new_salt() -> bytes:
    """The salt of a new backup."""
    return secrets.token_bytes(16)


class Writer:
    """Writes one part to a file, and knows afterwards how long that is and its checksum."""

    def __init__(self, file: BinaryIO, keys: Keys | None, about: str) -> None:
        self._file, self._keys, self._about = file, keys, about.encode()
        self._sum, self._held, self._number = hashlib.sha256(), bytearray(), 0
        self._prefix = secrets.token_bytes(PREFIX)
        self.size = 0
        if keys:
            self._out(self._prefix)

    @property
    def checksum(self) -> str:
        """The SHA-256 of what stands in the file."""
        return self._sum.hexdigest()

    def write(self, content: bytes) -> int:
        """Add content. Returns how much that was."""
        if self._keys is None:
            self._out(content)
            return len(content)
        self._held += content
        while len(self._held) > PIECE:  # one piece is held back: it may be the last
            self._piece(bytes(self._held[:PIECE]), is_last=False)
            del self._held[:PIECE]
        return len(content)

    def finish(self) -> None:
        """Write what was held back; there is nothing to add any more."""
        if self._keys:
            self._piece(bytes(self._held), is_last=True)

    def _piece(self, content: bytes, *, is_last: bool) -> None:
        assert self._keys  # noqa: S101  # for the type checker
        nonce = nonce_of(self._prefix, self._number, is_last=is_last)
        self._out(self._keys.seal(nonce, content, self._about))
        self._number += 1

    def _out(self, content: bytes) -> None:
        self._file.write(content)
        self._sum.update(content)
        self.size += len(content)


def nonce_of(prefix: bytes, number: int, *, is_last: bool) -> bytes:
    """The nonce of one piece. Raises OverflowError beyond 2³² pieces."""
    return prefix + number.to_bytes(4, "big") + (b"\1" if is_last else b"\0")


def opened(file: BinaryIO, keys: Keys | None, about: str) -> Iterator[bytes]:
    """The content of a part, piece by piece. Raises BackupError when a piece is not as it was."""
    if keys is None:
        while content := file.read(PIECE):
            yield content
        return
    prefix, number = file.read(PREFIX), 0
    content = file.read(PIECE + TAG)
    while True:
        following = file.read(PIECE + TAG)
        nonce = nonce_of(prefix, number, is_last=not following)
        yield keys.unseal(nonce, content, about.encode())
        if not following:
            return
        content, number = following, number + 1


def checksum_of(file: BinaryIO, done: Callable[[int], object]) -> str:
    """The SHA-256 of a file; `done` is told how much was read."""
    found = hashlib.sha256()
    while content := file.read(PIECE):
        found.update(content)
        done(len(content))
    return found.hexdigest()
