"""Every foreign key to a customer says what happens to it in a merge and in an erasure."""

from django.apps import apps
from django.db import models

from customers import hooks
from customers.models import Customer


def links() -> set[tuple[str, str]]:
    """All foreign keys to Customer, those of the history left out: it follows the live rows."""
    return {
        (model._meta.label_lower, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and field.related_model is Customer
        and not model.__name__.startswith("Historical")
    }


def test_there_are_links() -> None:
    assert ("customers.address", "customer") in links()


def test_every_link_has_an_answer() -> None:
    assert links() - hooks.merge_erase_answers().keys() == set()


def test_every_answer_is_about_a_link() -> None:
    assert hooks.merge_erase_answers().keys() - links() == set()


def test_card_tabs_by_position() -> None:
    before = hooks.card_tabs()
    hooks.register_card_tab(hooks.CardTab("t1", "later", "customers:detail", position=2))
    hooks.register_card_tab(hooks.CardTab("t2", "sooner", "customers:detail", position=1))
    try:
        names = [tab.name for tab in hooks.card_tabs() if tab not in before]
        assert names == ["t2", "t1"]
    finally:
        for name in ("t1", "t2"):
            hooks.unregister_card_tab(name)
