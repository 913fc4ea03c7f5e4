"""Imports go one way: what is common knows no app, and an app knows none of the apps above it."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
#: From the lowest to the highest.
LAYERS = ("klantbeheer", "customers", "customers.activities", "contacts", "accounts")
PACKAGES = ("klantbeheer", "customers", "contacts", "accounts")
#: Where the apps are put together: a shop with something of everything in it.
ABOVE_ALL = {"klantbeheer/management/commands/demo.py"}


class Import(NamedTuple):
    """One import in the code."""

    path: str
    module: str
    name: str

    @property
    def apps(self) -> tuple[str, str]:
        """The app that imports, and the one that is imported."""
        return layer_of(self.path.replace("/", ".")), layer_of(self.module)


def layer_of(name: str) -> str:
    """The longest of the layers in which this module stands."""
    within = [app for app in LAYERS if f"{name}.".startswith(f"{app}.")]
    return max(within, key=len, default=name.split(".", 1)[0])


def imports() -> list[Import]:
    """Every import of the product's own code, those within functions and for types included."""
    found: list[Import] = []
    for path in sorted(path for app in PACKAGES for path in (ROOT / app).rglob("*.py")):
        where = str(path.relative_to(ROOT))
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found += [Import(where, alias.name, "") for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                found += [Import(where, node.module, alias.name) for alias in node.names]
    return [one for one in found if one.apps[1] in LAYERS]


@pytest.mark.parametrize("app", LAYERS[1:])
def test_the_scan_finds_imports(app: str) -> None:
    assert any(one.apps == (app, app) for one in imports())
    assert any(one.apps == (app, "klantbeheer") for one in imports())


def test_no_app_imports_one_above_it() -> None:
    assert [
        f"{one.path}: {one.module}"
        for one in imports()
        if LAYERS.index(one.apps[0]) < LAYERS.index(one.apps[1]) and one.path not in ABOVE_ALL
    ] == []


def test_nothing_private_of_another_app_is_imported() -> None:
    assert [
        f"{one.path}: {one.module} {one.name}"
        for one in imports()
        if one.apps[0] != one.apps[1]
        and any(part.startswith("_") for part in (*one.module.split("."), one.name))
    ] == []
