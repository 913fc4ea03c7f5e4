"""Dates and times as the shop says them: '18 nov. 2026', '10.46 uur', '4 minuten geleden'."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

MONTHS = (
    pgettext_lazy("short month", "Jan."),
    pgettext_lazy("short month", "Feb."),
    pgettext_lazy("short month", "March"),
    pgettext_lazy("short month", "Apr."),
    pgettext_lazy("short month", "May"),
    pgettext_lazy("short month", "June"),
    pgettext_lazy("short month", "July"),
    pgettext_lazy("short month", "Aug."),
    pgettext_lazy("short month", "Sept."),
    pgettext_lazy("short month", "Oct."),
    pgettext_lazy("short month", "Nov."),
    pgettext_lazy("short month", "Dec."),
)
JUST_NOW = timedelta(hours=1)


def short_day(day: date) -> str:
    """'18 nov. 2026'; within the current year without the year."""
    text = f"{day.day} {MONTHS[day.month - 1]}"
    return text if day.year == timezone.localdate().year else f"{text} {day.year}"


def full_day(day: date) -> str:
    """'18 nov. 2026', always with the year."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def day_if_any(day: date | None) -> str:
    """The same; '' for no day."""
    return full_day(day) if day else ""


def long_day(day: date) -> str:
    """'17 maart 1968': a day that matters by itself."""
    return date_format(day, "j F Y")


def midnight(day: date) -> datetime:
    """The moment at which a day begins, in the shop's own time."""
    return timezone.make_aware(datetime.combine(day, time()))


def day_from(moment: datetime) -> date:
    """The first day that does not begin before `moment`."""
    day = timezone.localdate(moment)
    return day if midnight(day) >= moment else day + timedelta(days=1)


def clock(moment: datetime) -> str:
    """'10.46', in the shop's own time."""
    return timezone.localtime(moment).strftime(_("%H:%M"))


def clock_words(moment: datetime) -> str:
    """'10.46 uur'."""
    return _("%(time)s hours") % {"time": clock(moment)}


def moment_words(moment: datetime) -> str:
    """'10.46 uur', and before today '18 nov. 10.46 uur'."""
    day = timezone.localdate(moment)
    if day == timezone.localdate():
        return clock_words(moment)
    return f"{short_day(day)} {clock_words(moment)}"


def ago(moment: datetime, now: datetime | None = None) -> str:
    """How long ago, as precisely as it helps: '4 minuten geleden', '09.41 uur', '18 nov.'.

    Args:
        moment: an aware moment in the past.
        now: the moment to count from; the present when left out.
    """
    now = now or timezone.now()
    past = now - moment
    if past < timedelta(minutes=1):
        return _("just now")
    if past < JUST_NOW:
        minutes = int(past.total_seconds() // 60)
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", minutes) % {"n": minutes}
    today, day = timezone.localdate(now), timezone.localdate(moment)
    if day == today:
        return clock_words(moment)
    if day == today - timedelta(days=1):
        return _("yesterday %(time)s") % {"time": clock_words(moment)}
    return f"{short_day(day)} {clock_words(moment)}"


def day_heading(day: date) -> str:
    """'Vandaag, zondag 22 november'; 'Woensdag 18 november'; another year is named."""
    today = timezone.localdate()
    text = date_format(day, "l j F") if day.year == today.year else date_format(day, "l j F Y")
    if day == today:
        return _("Today, %(day)s") % {"day": text}
    if day == today - timedelta(days=1):
        return _("Yesterday, %(day)s") % {"day": text}
    return text[:1].upper() + text[1:]


def age(born: date) -> int:
    """Whole years since this birth date."""
    today = timezone.localdate()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
