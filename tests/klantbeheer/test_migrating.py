"""A migration that adds an index finds the models as they were, with the index."""

from __future__ import annotations

from django.core.management import get_commands
from django.db import models
from django.db.migrations import AddConstraint, AddIndex
from django.db.migrations.state import ModelState, ProjectState

from klantbeheer.db.migrating import options_in_place

INDEX = AddIndex("bike", models.Index(fields=["name"], name="by_name"))
CONSTRAINT = AddConstraint("bike", models.UniqueConstraint(fields=["name"], name="one_name"))


def made() -> ProjectState:
    """A state with one model, made."""
    fields = [("id", models.AutoField(primary_key=True)), ("name", models.CharField())]
    state = ProjectState()
    state.add_model(ModelState("shop", "Bike", fields))
    assert state.apps.get_model("shop", "bike")
    return state


def names(state: ProjectState) -> list[str]:
    """What the made model has."""
    options = state.apps.get_model("shop", "bike")._meta
    return [one.name for one in (*options.indexes, *options.constraints)]


def test_the_model_stays_and_has_both() -> None:
    state = made()
    model = state.apps.get_model("shop", "bike")
    with options_in_place():
        for operation in (INDEX, CONSTRAINT):
            operation.state_forwards("shop", state)
    assert state.apps.get_model("shop", "bike") is model
    assert names(state) == ["by_name", "one_name"]
    del state.apps  # and so it is when made from the state alone
    assert names(state) == ["by_name", "one_name"]


def test_a_state_without_models_notes_it_too() -> None:
    state = made()
    del state.apps
    with options_in_place():
        INDEX.state_forwards("shop", state)
    assert "apps" not in state.__dict__
    assert names(state) == ["by_name"]


def test_afterwards_it_is_django_s_own_way() -> None:
    state = made()
    model = state.apps.get_model("shop", "bike")
    with options_in_place():
        pass
    INDEX.state_forwards("shop", state)
    assert state.apps.get_model("shop", "bike") is not model


def test_migrate_is_ours() -> None:
    assert get_commands()["migrate"] == "klantbeheer"
