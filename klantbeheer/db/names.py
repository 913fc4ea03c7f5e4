"""What the roles of a database are called."""

from __future__ import annotations

from hashlib import sha256

LONGEST_NAME = 63  # bytes: what PostgreSQL keeps of a name


def role_name(database: str, part: str) -> str:
    """The name of a role of this database ('application', 'eraser')."""
    name = f"{database}_{part}"
    if len(name.encode()) <= LONGEST_NAME:
        return name
    tail = f"_{sha256(database.encode()).hexdigest()[:8]}_{part}"
    kept = database.encode()[: LONGEST_NAME - len(tail)].decode(errors="ignore")
    return f"{kept}{tail}"
