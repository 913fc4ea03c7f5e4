"""Choosing files in a form, and saying why one goes.

In a form: `uploads = FilesField()`, in its template `{% include "contacts/_files_input.html" with
field=form.uploads %}` and `enctype="multipart/form-data"`; then, in the transaction that saves the rest,
`attach(moment=…, upload=file, actor=…)` for each of `form.cleaned_data["uploads"]`.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.files.intake import ReadyFile, prepare
from contacts.files.kinds import BY_EXTENSION
from contacts.files.names import clean_name
from contacts.services.attachments import MOST_FILES, too_many_text
from customers.forms.fields import TextField

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_LOOK = 30  # seconds; the database lets go of a request that keeps it waiting for a minute


class FilesInput(forms.FileInput):
    """A file input for several files at once."""

    allow_multiple_selected = True

    def value_from_datadict(
        self, data: Mapping[str, Any], files: Any, name: str
    ) -> list[UploadedFile[Any]]:
        """The files that were sent; what was sent under the name as plain text is no file."""
        sent = files.getlist(name) if hasattr(files, "getlist") else [files.get(name)]
        return [file for file in sent if isinstance(file, UploadedFile)]


class FilesBoundField(BoundField):
    """The field in its form, which knows what must be chosen again."""

    @property
    def again(self) -> list[str]:
        """The names of files that were sent with a form that is refused: a browser forgets them."""
        if not self.form.is_bound or not self.form.errors:
            return []
        return [clean_name(file.name or "") for file in self.data or []]

    @property
    def most_bytes(self) -> int:
        """The largest file, for the page to check before it is sent."""
        return settings.UPLOAD_BYTES

    @property
    def too_large(self) -> str:
        """The sentence for a larger one; '#' stands for its name."""
        text = _("%(name)s is larger than %(most)d MB. Make it smaller, or split it.")
        return text % {"name": "#", "most": settings.UPLOAD_MB}


class FilesField(forms.Field):
    """Several files, each looked at and made ready to keep (a list of `ReadyFile`).

    They are kept together or not at all: one that is refused has the others chosen again with it.
    """

    widget = FilesInput

    def __init__(self, **options: Any) -> None:
        defaults: dict[str, Any] = {"required": False, "label": gettext_lazy("Files")}
        super().__init__(**defaults | options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Several at once, and the kinds that the file window offers first."""
        return {"multiple": True, "accept": ",".join(f".{name}" for name in BY_EXTENSION)}

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> FilesBoundField:
        """The field as the template sees it."""
        return FilesBoundField(form, self, field_name)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether files were chosen."""
        return bool(data)

    def clean(self, value: list[UploadedFile[Any]] | None) -> list[ReadyFile]:
        """The files, ready to keep. Raises ValidationError with a sentence for each that is refused."""
        files = value or []
        if self.required and not files:
            raise ValidationError(_("Choose a file."), code="required")
        if sum(file.size or 0 for file in files) > settings.UPLOAD_BYTES_IN_ALL:
            raise ValidationError(
                _("Together these files are larger than %(most)d MB. Choose fewer at once.")
                % {"most": 5 * settings.UPLOAD_MB},
                code="too_large_in_all",
            )
        if len(files) > MOST_FILES:
            name = clean_name(files[MOST_FILES].name or "")
            raise ValidationError(too_many_text(name), code="too_many")
        return _all_ready(files)


def _all_ready(files: list[UploadedFile[Any]]) -> list[ReadyFile]:
    """The files, each looked at. Raises ValidationError with what is wrong with each."""
    ready, errors, start = [], [], time.monotonic()
    for file in files:
        try:
            ready.append(prepare(file))
        except ValidationError as error:
            errors.append(error)
            if error.code == "not_scanned":
                break  # nor will it answer for the others
        if time.monotonic() - start > LONGEST_LOOK:
            errors.append(
                ValidationError(_("These files take too long. Choose fewer at once."), code="slow")
            )
            break
    if errors:
        raise ValidationError(errors)
    return ready


class RemoveFileForm(forms.Form):
    """Why a file is removed."""

    reason = TextField(
        label=gettext_lazy("Reason"),
        max_length=500,
        error_messages={"required": gettext_lazy("Say why. The reason is kept in the history.")},
    )
