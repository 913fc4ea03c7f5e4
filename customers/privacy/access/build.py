"""Putting the ZIP together: into a temporary file that a crash leaves nothing of."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from customers import hooks
from customers.models import ShopSettings
from customers.privacy.access import tables
from customers.privacy.access.chapters import About, document, readme
from customers.privacy.access.files import kept_files, made_files
from customers.privacy.access.gathered import write_json
from customers.privacy.access.html import HtmlFile
from customers.privacy.access.pdf import PdfFile
from customers.privacy.access.redaction import Redactor
from customers.privacy.access.values import Values

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable

    from customers.models import Customer, PrivacyRequest
    from customers.privacy.access.files import ZipFileEntry
    from klantbeheer.staff.models import StaffUser

_CHUNK = 256 * 1024
#: The rows are read for the page and for the JSON.
_TIMES_READ = 2


@dataclass
class Progress:
    """How far it is. `tell` gets (done, total) now and then."""

    tell: Callable[[int, int], None]
    total: int = 0
    done: int = 0

    def step(self, count: int = 1) -> None:
        """So much more is done."""
        self.done = min(self.done + count, self.total)
        self.tell(self.done, self.total)


@dataclass
class _Work:
    """What is known once it is clear what goes in."""

    about: About
    files: list[ZipFileEntry]
    missing: list[str] = field(default_factory=list)


def build(
    *,
    target: IO[bytes],
    customer: Customer,
    request: PrivacyRequest,
    reader: StaffUser,
    tell: Callable[[int, int], None],
) -> None:
    """Write the ZIP of a customer to an open binary file.

    Call it outside a transaction: that guarded data is read must stay written down, whatever follows.

    Args:
        target: where to.
        customer: whose data.
        request: what was asked, with how the identity was checked.
        reader: who asked for the file; what this user may not read stays out.
        tell: gets how many steps are done, and how many there are.
    """
    moment = timezone.now()
    with translation.override(settings.LANGUAGE_CODE):
        work = _prepared(customer, request, reader, moment)
        sources = work.about.found
        rows = sum(tables.count(source, customer.pk) for source in sources)
        progress = Progress(tell, total=rows * _TIMES_READ + len(work.files))
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as zipped:
            _put(zipped, "LEESMIJ.txt", moment, readme(work.about).encode("utf-8", "replace"))
            _readable(zipped, work.about, progress)
            with _member(zipped, "gegevens.json", moment) as file:
                write_json(
                    file,
                    values=work.about.values,
                    found=sources,
                    notes=work.about.notes,
                    moment=moment,
                    step=progress.step,
                )
            _files(zipped, work, moment, progress)


def _prepared(
    customer: Customer, request: PrivacyRequest, reader: StaffUser, moment: datetime.datetime
) -> _Work:
    """What goes in and what stays out; readings are written down here."""
    hidden: dict[str, set[object]] = {}
    without: set[str] = set()
    notes = _notes()
    for guard in hooks.access_guards():
        if request.identity and reader.has_perm(guard.permission):
            guard.read(customer, reader)
            continue
        for table, keys in guard.hidden(customer).items():
            hidden.setdefault(table, set()).update(keys)
        without |= guard.sections
        notes.append(str(guard.note))
    found = tables.sources()
    values = Values(customer, Redactor.of(customer), hidden=hidden)
    files = [*kept_files(customer, values, found), *made_files(customer)]
    values.files = {file.stored: file.path for file in files if file.stored}
    about = About(
        request=request,
        moment=moment,
        values=values,
        found=found,
        files=[file.path for file in files],
        notes=notes,
        without=frozenset(without),
        medical=not without,
    )
    return _Work(about, files)


def _notes() -> list[str]:
    """What every file leaves out, in words."""
    return [
        _("Other people: they are replaced by '[andere persoon]' or '[andere klant]'."),
        _("The surnames of our colleagues."),
        _("What the computer makes of your data for searching."),
        _("What a colleague is typing and has not saved yet."),
        _("The files of earlier requests; they held the same data."),
    ]


# ---------------------------------------------------------------- the members of the ZIP
def _readable(zipped: zipfile.ZipFile, about: About, progress: Progress) -> None:
    """The page and the PDF, drawn from one reading."""
    shop, language = ShopSettings.load().shop_name, settings.LANGUAGE_CODE
    context = {"title": about.title, "language": language, "style": _style()}
    pdf = PdfFile(title=about.title, shop=shop, language=language, moment=about.moment)
    with tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as page:
        html = HtmlFile(page, context)
        for block in document(about, progress.step):
            html.add(block)
            pdf.add(block)
        html.close()
        page.seek(0)
        with _member(zipped, "inzage.html", about.moment) as member:
            shutil.copyfileobj(page, member, _CHUNK)
    for number, part in enumerate(pdf.close(), start=1):
        name = "inzage.pdf" if number == 1 else f"inzage-deel-{number}.pdf"
        with part, _member(zipped, name, about.moment) as member:
            shutil.copyfileobj(part, member, _CHUNK)


def _style() -> str:
    """The stylesheet, inside the page: it needs nothing from outside."""
    css = Path(str(finders.find("css/inzage.css"))).read_text(encoding="utf-8")
    return format_html("<{}>{}</{}>", "style", mark_safe(css), "style")  # noqa: S308  # our own file


def _files(
    zipped: zipfile.ZipFile, work: _Work, moment: datetime.datetime, progress: Progress
) -> None:
    for file in work.files:
        try:
            content = file.open()
        except FileNotFoundError:
            work.missing.append(file.path)
        else:
            with content, _member(zipped, file.path, moment) as member:
                shutil.copyfileobj(content, member, _CHUNK)
        progress.step()
    if work.missing:
        head = _("These files are no longer where they were kept:")
        text = "\r\n".join([head, *work.missing, ""])
        _put(zipped, "bestanden/ONTBREEKT.txt", moment, text.encode("utf-8", "replace"))


def _put(zipped: zipfile.ZipFile, name: str, moment: datetime.datetime, content: bytes) -> None:
    with _member(zipped, name, moment) as member:
        member.write(content)


def _member(zipped: zipfile.ZipFile, name: str, moment: datetime.datetime) -> IO[bytes]:
    """A new member to write to; its size need not be known."""
    info = zipfile.ZipInfo(name, date_time=timezone.localtime(moment).timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return zipped.open(info, "w", force_zip64=True)
