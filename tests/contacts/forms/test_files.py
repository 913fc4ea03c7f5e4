"""The field for several files."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from django.utils.datastructures import MultiValueDict

from contacts.forms.files import FilesField
from contacts.services.attachments import MOST_FILES
from tests.contacts.files import samples

GOOD = samples.upload("bon.pdf", samples.pdf())


class Form(forms.Form):
    """As the form of a contact moment."""

    text = forms.CharField()
    files = FilesField()  # type: ignore[assignment]  # no attribute of the form


def filled(*files: Any, text: str = "x") -> Form:
    """The form with these files."""
    for file in files:
        file.seek(0)
    return Form({"text": text}, MultiValueDict({"files": list(files)}), label_suffix="")


def shown(form: Form) -> str:
    """The field on the page."""
    with translation.override("en"):
        return render_to_string("contacts/_files_input.html", {"field": form["files"]})


def test_none() -> None:
    form = filled()
    assert form.is_valid()
    assert form.cleaned_data["files"] == []


def test_several() -> None:
    form = filled(GOOD, samples.upload("foto.jpg", samples.image()))
    assert form.is_valid()
    assert [file.name for file in form.cleaned_data["files"]] == ["bon.pdf", "foto.jpg"]


def test_what_is_no_file_is_none() -> None:
    form = Form({"text": "x", "files": ["bon.pdf", "\0"]}, MultiValueDict())
    assert form.is_valid()
    assert form.cleaned_data["files"] == []


def test_each_that_is_refused_is_named_and_the_good_ones_are_asked_again() -> None:
    bad = samples.upload("foto.heic", b"x"), samples.upload("leeg.txt", b"")
    form = filled(GOOD, *bad)
    assert not form.is_valid()
    assert [str(error).partition(" ")[0] for error in form.errors["files"]] == [
        "foto.heic:",
        "leeg.txt",
    ]
    page = shown(form)
    assert "Choose these files again" in page
    assert "bon.pdf, foto.heic, leeg.txt" in page
    assert 'aria-invalid="true"' in page


def test_another_field_in_error_asks_for_the_files_again() -> None:
    form = filled(GOOD, text="")
    assert not form.is_valid()
    assert "files" not in form.errors
    assert form["files"].again == ["bon.pdf"]  # type: ignore[attr-defined]
    assert "bon.pdf" in shown(form)


def test_nothing_is_asked_again_when_nothing_is_wrong() -> None:
    assert "again" not in shown(filled(GOOD))
    assert "again" not in shown(Form())


def test_a_name_is_text_on_the_page() -> None:
    page = shown(filled(samples.upload("<b>&.heic", b"x")))
    assert "<b>" not in page


def test_together_too_large(settings: Any) -> None:
    settings.UPLOAD_BYTES_IN_ALL = 2 * len(samples.pdf()) - 1
    assert filled(GOOD).is_valid()
    form = filled(GOOD, samples.upload("twee.pdf", samples.pdf()))
    assert form.errors.as_data()["files"][0].code == "too_large_in_all"


def test_too_many() -> None:
    files = [samples.upload(f"{n}.txt", b"x") for n in range(MOST_FILES + 1)]
    assert filled(*files[1:]).is_valid()
    assert filled(*files).errors.as_data()["files"][0].code == "too_many"


def test_one_is_needed() -> None:
    field = FilesField(required=True)
    with pytest.raises(forms.ValidationError):
        field.clean([])


class TestUploading:
    """What Django makes of a request, before the form sees it."""

    def sent(self, *contents: bytes) -> Form:
        files = [samples.upload(f"{n}.txt", content) for n, content in enumerate(contents)]
        request = RequestFactory().post("/", {"text": "getypt", "files": files})
        return Form(request.POST, request.FILES)

    @pytest.mark.parametrize("in_memory", [10_000_000, 0])
    def test_the_disk_holds_no_more_than_the_limit(self, settings: Any, in_memory: int) -> None:
        settings.UPLOAD_BYTES = 100_000
        settings.FILE_UPLOAD_MAX_MEMORY_SIZE = in_memory
        form = self.sent(b"a" * 2_000_000, b"b" * 50_000)
        first, second = form.files.getlist("files")  # type: ignore[attr-defined]
        assert 100_000 < first.size < 250_000
        assert second.size == 50_000
        assert not form.is_valid()
        assert form.cleaned_data["text"] == "getypt"
        assert [error.code for error in form.errors.as_data()["files"]] == ["too_large"]

    def test_nor_do_all_together(self, settings: Any) -> None:
        settings.UPLOAD_BYTES_IN_ALL = 200_000
        form = self.sent(*[b"a" * 90_000] * 20)
        sizes = [file.size for file in form.files.getlist("files")]  # type: ignore[attr-defined]
        assert 200_000 < sum(sizes) < 400_000
        assert form.errors.as_data()["files"][0].code == "too_large_in_all"

    def test_what_fits_is_whole(self, settings: Any) -> None:
        settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
        form = self.sent(b"a" * 300_000, b"b")
        assert form.is_valid()
        assert [file.content.read() for file in form.cleaned_data["files"]] == [
            b"a" * 300_000,
            b"b",
        ]


def test_one_file_that_is_not_scanned_is_enough(settings: Any) -> None:
    settings.CLAMD = "/nowhere/clamd.sock"
    form = filled(GOOD, samples.upload("twee.pdf", samples.pdf()))
    assert [error.code for error in form.errors.as_data()["files"]] == ["not_scanned"]
    assert form["files"].again == ["bon.pdf", "twee.pdf"]  # type: ignore[attr-defined]


def test_files_that_take_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contacts.forms.files.LONGEST_LOOK", -1)
    assert filled(GOOD).errors.as_data()["files"][0].code == "slow"
