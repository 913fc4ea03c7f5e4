"""How a field of a form looks: label, control, and the sentences under it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.forms import FileInput, Select, Textarea

if TYPE_CHECKING:
    from django.forms import BaseForm, BoundField

    from customers.forms.notes import Note

register = template.Library()


@register.simple_tag
def control(field: BoundField, width: str = "", **attributes: Any) -> str:
    """The control of a field, with the classes and the aria attributes of its notes.

    Args:
        field: the bound field.
        width: a width class of the stylesheet ('w-m').
        attributes: further attributes; '_' in a name becomes '-'.
    """
    notes, is_error = notes_of(field.form, field.name)
    filled = field.name in getattr(field.form, "filled", ())
    classes = ["input", width]
    classes += ["input--doubt"] if notes and not is_error else []
    classes += ["input--filled"] if filled else []
    attrs: dict[str, Any] = {"class": " ".join(filter(None, classes)), "autocomplete": "off"}
    attrs |= {name.replace("_", "-"): value for name, value in attributes.items()}
    attrs["aria-describedby"] = " ".join(
        filter(None, [f"note-{field.html_name}", attrs.get("aria-describedby")])
    )
    if is_error:
        attrs["aria-invalid"] = "true"
    if field.form.errors:
        attrs.pop("data-focus", None)  # the cursor goes to the first error instead
    if isinstance(field.field.widget, FileInput | Select | Textarea):
        attrs.pop("autocomplete")
    if filled:
        return str(
            field.field.widget.render(
                field.html_name, _shown(field), attrs | {"id": field.id_for_label}
            )
        )
    return str(field.as_widget(attrs=attrs))


@register.inclusion_tag("customers/_notes.html")
def notes(field: BoundField, oob: bool = False) -> dict[str, Any]:
    """The errors of a field, or else its doubts; an empty place when there are none."""
    found, is_error = notes_of(field.form, field.name)
    return {"field": field, "notes": found, "is_error": is_error, "oob": oob}


@register.inclusion_tag("customers/_line.html")
def line(field: BoundField, width: str = "", kind: str = "", **attributes: Any) -> dict[str, Any]:
    """A line of the form: label, control, notes. `kind`: shown for a person or a company only."""
    return {"field": field, "width": width, "kind": kind, "attributes": attributes}


@register.inclusion_tag("customers/_sub.html")
def sub(field: BoundField, width: str = "", **attributes: Any) -> dict[str, Any]:
    """A small label above a control, in a line with several; its notes stand under the line."""
    return {"field": field, "width": width, "attributes": attributes}


@register.simple_tag
def control_with(field: BoundField, width: str, attributes: dict[str, Any]) -> str:
    """`control`, with the attributes as a dictionary."""
    return control(field, width, **attributes)


def _shown(field: BoundField) -> Any:
    """What we filled in goes before the emptiness that was typed."""
    shown: Any = getattr(field.form, "shown", None)
    return shown(field.name) if shown else field.value()


def notes_of(form: BaseForm, name: str) -> tuple[list[Note | str], bool]:
    """The notes of a field and whether they are errors; errors go before doubts."""
    if name in form.errors:
        mends = getattr(form, "mends", {}).get(name)
        return mends or list(form.errors[name]), True
    return list(getattr(form, "doubts", {}).get(name, [])), False
