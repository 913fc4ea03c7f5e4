"""Migrating without making every model anew for each index."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db.migrations.state import ProjectState

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def options_in_place() -> Iterator[None]:
    """While it lasts, a migration that adds an index or a constraint notes it in the model as it stands.

    Django makes that model, and all that relate to it, anew each time: more than half of the time that
    our migrations take, for models that are the same but for one name in a list.
    """
    theirs = ProjectState._append_option  # type: ignore[attr-defined]  # the stubs leave it out
    ProjectState._append_option = _append_option  # type: ignore[attr-defined]
    try:
        yield
    finally:
        ProjectState._append_option = theirs  # type: ignore[attr-defined]


def _append_option(
    self: ProjectState, app_label: str, model_name: str, option_name: str, obj: Any
) -> None:
    options = self.models[app_label, model_name].options
    options[option_name] = [*options[option_name], obj]
    if "apps" in self.__dict__:  # the models are made
        made = self.apps.get_model(app_label, model_name)
        setattr(made._meta, option_name, options[option_name])
