"""The tab Rekening."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def account(request: HttpRequest, number: str) -> HttpResponse:
    raise Http404


def add(request: HttpRequest, number: str) -> HttpResponse:
    raise Http404


def find(request: HttpRequest, number: str) -> HttpResponse:
    raise Http404


def link(request: HttpRequest, number: str) -> HttpResponse:
    raise Http404


def edit(request: HttpRequest, number: str) -> HttpResponse:
    raise Http404


def unlink(request: HttpRequest, number: str) -> HttpResponse:
    raise Http404


def close(request: HttpRequest, number: str) -> HttpResponse:
    raise Http404


def reopen(request: HttpRequest, number: str) -> HttpResponse:
    raise Http404
