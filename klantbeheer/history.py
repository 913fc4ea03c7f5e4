"""The one wrapper around django-simple-history: who changed what, when, why and from where.

Every history row is copied from the live row inside the database, one set-based statement for one row
or a million, so that the newest history row always equals the live row. `klantbeheer.history_guard`
makes the database refuse a commit for which that is not so.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg import sql
from simple_history.models import HistoricalRecords

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

CREATED, CHANGED, DELETED = "+", "~", "-"


# ---------------------------------------------------------------- who and why
@dataclass(frozen=True)
class Context:
    """Who acts: a staff member, or a named system actor; why, and from which screen or command."""

    staff: AbstractBaseUser | None = None
    system: str = ""
    reason: str = ""
    origin: str = ""


_context: ContextVar[Context | None] = ContextVar("history", default=None)


def current() -> Context:
    """The context of the change being made; a process that set none acts under its own name."""
    return _context.get() or Context(system=_process_name())


@contextmanager
def acting(
    *, actor: AbstractBaseUser | str | None = None, reason: str = "", origin: str = ""
) -> Iterator[Context]:
    """Record all changes inside the block under `actor`, for `reason`, from `origin`.

    `actor` is a staff member or the name of a system actor ('import 12', 'till'); what is left out is
    kept from the block around this one.
    """
    context = current()
    if isinstance(actor, str):
        context = replace(context, staff=None, system=actor)
    elif actor is not None:
        context = replace(context, staff=actor, system="")
    context = replace(context, reason=reason or context.reason, origin=origin or context.origin)
    token = _context.set(context)
    try:
        yield context
    finally:
        _context.reset(token)


def _process_name() -> str:
    """The command that runs outside any context, such as 'manage.py shell'."""
    program = Path(sys.argv[0]).name if sys.argv else ""
    command = sys.argv[1] if program == "manage.py" and len(sys.argv) > 1 else ""
    return f"{program} {command}".strip()[:80] or "unnamed process"


class HistoryMiddleware:
    """Sets the signed-in member of staff as the actor of everything the request changes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = getattr(request, "user", None)
        if user is None or not user.is_authenticated:
            with acting(actor="website", origin=request.path[:80]):
                return self.get_response(request)
        with acting(actor=user, origin=request.path[:80]):
            return self.get_response(request)


# ---------------------------------------------------------------- the models
class HistoryRow(models.Model):
    """The columns that every history row has beside simple-history's own."""

    history_actor = models.CharField(_("system actor"), max_length=80, blank=True)
    history_origin = models.CharField(_("origin"), max_length=80, blank=True)

    class Meta:
        abstract = True


class _Records(HistoricalRecords):  # type: ignore[misc]  # simple-history has no types
    """simple-history's records, written by one statement inside the database."""

    def __init__(self, *, indexed: Sequence[str], newest_by: Sequence[str], **options: Any) -> None:
        super().__init__(**options)
        self._indexed = set(indexed)
        self._newest_by = newest_by

    def copy_fields(self, model: type[models.Model]) -> dict[str, models.Field[Any, Any]]:
        fields: dict[str, models.Field[Any, Any]] = super().copy_fields(model)
        for name, field in fields.items():
            # The history is read per row, by the index on (id, history_id): others would only cost.
            field.db_index = name in self._indexed  # type: ignore[attr-defined]  # stubs lack it
        return fields

    def fields_included(self, model: type[models.Model]) -> list[models.Field[Any, Any]]:
        """All fields but the ones the database derives: they follow from the others."""
        return [field for field in super().fields_included(model) if not field.generated]

    def _get_history_user_fields(self) -> dict[str, Any]:
        return {
            "history_user": models.ForeignKey(
                settings.AUTH_USER_MODEL,
                null=True,
                related_name="+",
                on_delete=models.PROTECT,
                db_index=False,
            )
        }

    def get_meta_options(self, model: type[models.Model]) -> dict[str, Any]:
        options: dict[str, Any] = super().get_meta_options(model)
        name, pk = model._meta.model_name, model._meta.pk.attname
        options["indexes"] = [
            *options.get("indexes", ()),
            models.Index(fields=[pk, "-history_id"], name=f"{name}_history"[:30]),
            *(
                models.Index(fields=[column, "-history_id"], name=f"{name}_newest"[:30])
                for column in self._newest_by
            ),
        ]
        options["constraints"] = [
            models.CheckConstraint(
                condition=models.Q(history_user__isnull=False) | ~models.Q(history_actor=""),
                name=f"{name}_history_has_actor",
            )
        ]
        options["default_permissions"] = ("view",)
        return options

    def get_meta_options_m2m(self, through_model: type[models.Model]) -> dict[str, Any]:
        options: dict[str, Any] = super().get_meta_options_m2m(through_model)
        return options | {"default_permissions": ()}

    def post_save(
        self,
        instance: models.Model,
        created: bool,
        update_fields: frozenset[str] | None = None,
        **_kwargs: Any,
    ) -> None:
        """Copy the row as it now stands; also for fixtures (`raw`), which would escape otherwise."""
        if update_fields is not None and update_fields.isdisjoint(self._tracked_names(instance)):
            return  # nothing that the history keeps, such as the moment of the last sign-in
        write_history(type(instance), [instance.pk], CREATED if created else CHANGED)

    def post_delete(self, instance: models.Model, **_kwargs: Any) -> None:
        """The last row of the history: the values with which the row went."""
        context = current()
        getattr(type(instance), self.manager_name).model.objects.create(
            history_date=timezone.now(),
            history_type=DELETED,
            history_user=context.staff,
            history_change_reason=context.reason or None,
            history_actor=context.system,
            history_origin=context.origin,
            **{
                field.attname: getattr(instance, field.attname)
                for field in self.fields_included(type(instance))
            },
        )

    def finalize(self, sender: type[models.Model], **kwargs: Any) -> None:
        super().finalize(sender, **kwargs)
        if self.cls is sender:
            # Reverse relations (`category.customers.set(…)`) write through the base manager.
            sender._meta.base_manager_name = "objects"
            sender._meta.__dict__.pop("base_manager", None)

    def _tracked_names(self, instance: models.Model) -> set[str]:
        fields = self.fields_included(type(instance))
        return {field.name for field in fields} | {field.attname for field in fields}

    def m2m_changed(
        self, instance: models.Model, action: str, pk_set: set[Any] | None, reverse: bool, **kw: Any
    ) -> None:
        if action not in {"post_add", "post_remove", "post_clear", "pre_clear"}:
            return
        if not reverse:
            if action != "pre_clear":
                write_history(type(instance), [instance.pk], CHANGED)
        elif action == "pre_clear":
            raise NotImplementedError(
                "Clear a reverse relation from its own side: it is tracked there."
            )
        elif pk_set:
            write_history(kw["model"], list(pk_set), CHANGED)


def track(
    *, indexed: Sequence[str] = ("customer_id",), newest_by: Sequence[str] = (), **options: Any
) -> Any:
    """Keep a full history of the model this stands in.

    `indexed` names the foreign keys by which the history is looked up, `newest_by` the one by which
    its newest rows are, out of very many; other options are those of simple-history's
    HistoricalRecords.
    """
    names = {name.removesuffix("_id") for name in indexed} | set(indexed)
    return _Records(
        indexed=tuple(names),
        newest_by=tuple(newest_by),
        bases=(HistoryRow,),
        history_id_field=models.BigAutoField(),
        **options,
    )


class TrackedQuerySet(models.QuerySet[Any, Any]):
    """A queryset whose bulk writes are in the history too."""

    def update(self, **values: Any) -> int:
        """As Django's; each changed row gets a history row."""
        with transaction.atomic():
            pks = list(self.order_by().select_for_update(of=("self",)).values_list("pk", flat=True))
            changed = self.model._base_manager.filter(pk__in=pks)
            count = models.QuerySet.update(changed, **values)
            write_history(self.model, pks, CHANGED)
        return count

    update.alters_data = True  # type: ignore[attr-defined]

    def bulk_create(self, objs: Iterable[Any], *args: Any, **options: Any) -> list[Any]:
        """As Django's, with history. Raises ValueError for upserts: save those one by one."""
        if options.get("ignore_conflicts") or options.get("update_conflicts"):
            raise ValueError("An upsert does not say which rows it wrote. Save them one by one.")
        with transaction.atomic():
            created = super().bulk_create(objs, *args, **options)
            write_history(self.model, [obj.pk for obj in created], CREATED)
        return created

    def bulk_update(
        self, objs: Iterable[Any], fields: Iterable[str], *args: Any, **options: Any
    ) -> int:
        """As Django's, with history."""
        objects = list(objs)
        with transaction.atomic():
            plain: models.QuerySet[Any, Any] = models.QuerySet(self.model, using=self.db)
            count = plain.bulk_update(objects, fields, *args, **options)
            write_history(self.model, [obj.pk for obj in objects], CHANGED)
        return count

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete one by one, so that each row's own rule and history apply."""
        with transaction.atomic():
            count = sum(obj.delete()[0] for obj in self)
        return count, {self.model._meta.label: count}


class Tracked(models.Model):
    """A model with a history. Saving writes the row and its history row in one transaction."""

    #: Rows of these models stay for good: the database refuses to delete them.
    never_deleted: ClassVar[bool] = False

    objects = TrackedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """As Django's, atomic with the history row."""
        with transaction.atomic():
            super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        """As Django's, atomic with the history row."""
        with transaction.atomic():
            return super().delete(*args, **options)


def tracked_models() -> list[type[models.Model]]:
    """All models with a history, in a fixed order."""
    found = [
        model
        for model in apps.get_models()
        if hasattr(model._meta, "simple_history_manager_attribute")
    ]
    return sorted(found, key=lambda model: model._meta.db_table)


# ---------------------------------------------------------------- writing
@dataclass(frozen=True)
class ManyToMany:
    """A tracked many-to-many set: its through table and the table of its history."""

    through: type[models.Model]
    history: type[models.Model]
    owner_column: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Tables:
    """A tracked model's live table and its history table, with the columns they share."""

    live: str
    history: str
    pk: str
    columns: tuple[str, ...]
    many_to_many: tuple[ManyToMany, ...]

    @classmethod
    def of(cls, model: type[models.Model]) -> Self:
        """The tables of `model`. Raises AttributeError when it has no history."""
        manager = getattr(model, model._meta.simple_history_manager_attribute)  # type: ignore[attr-defined]
        history_model = manager.model
        sets = []
        for field in history_model._history_m2m_fields:
            through = field.remote_field.through
            sets.append(
                ManyToMany(
                    through=through,
                    history=_Records.m2m_models[field],
                    owner_column=through._meta.get_field(field.m2m_field_name()).column,
                    columns=tuple(f.column for f in through._meta.concrete_fields),
                )
            )
        return cls(
            live=model._meta.db_table,
            history=history_model._meta.db_table,
            pk=cast("str", model._meta.pk.column),
            columns=tuple(f.column for f in history_model.tracked_fields),
            many_to_many=tuple(sets),
        )


def write_history(
    model: type[models.Model],
    pks: Sequence[Any],
    history_type: str,
    *,
    moment: datetime | None = None,
) -> list[int]:
    """Copy the live rows `pks` of `model` into its history, with their tracked many-to-many sets.

    For bulk writes that go around the ORM: call it in the same transaction. Returns the ids of the
    history rows. The actor, reason and origin are those of `acting()`.
    """
    if not pks:
        return []
    context, (copy_rows, *copy_sets) = current(), _copying(model)
    # No savepoint: a row whose history fails cannot stay, so whoever wrote it goes back as well.
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(
            copy_rows,
            [
                moment or timezone.now(),
                history_type,
                context.reason or None,
                context.staff.pk if context.staff else None,
                context.system,
                context.origin,
                list(pks),
            ],
        )
        ids = [row[0] for row in cursor.fetchall()]
        for copy_set in copy_sets:
            cursor.execute(copy_set, [ids])
    return ids


@cache
def _copying(model: type[models.Model]) -> tuple[str, ...]:
    """The statement that copies live rows of `model` into its history, and one for each of its sets."""
    tables = Tables.of(model)
    columns = sql.SQL(", ").join(map(sql.Identifier, tables.columns))
    rows = sql.SQL(
        "INSERT INTO {history} ({columns}, history_date, history_type, history_change_reason,"
        " history_user_id, history_actor, history_origin)"
        " SELECT {columns}, %s, %s, %s, %s, %s, %s FROM {live} WHERE {pk} = ANY(%s)"
        " ORDER BY {pk} RETURNING history_id"
    ).format(
        history=sql.Identifier(tables.history),
        live=sql.Identifier(tables.live),
        pk=sql.Identifier(tables.pk),
        columns=columns,
    )
    return (rows.as_string(), *(_copying_set(many, tables) for many in tables.many_to_many))


def _copying_set(many: ManyToMany, tables: Tables) -> str:
    """The statement that copies a many-to-many set as it stands beside history rows just written."""
    statement = sql.SQL(
        "INSERT INTO {target} (history_id, {columns}) SELECT h.history_id, {through_columns}"
        " FROM {history} h JOIN {through} t ON t.{owner} = h.{pk} WHERE h.history_id = ANY(%s)"
    ).format(
        target=sql.Identifier(many.history._meta.db_table),
        columns=sql.SQL(", ").join(map(sql.Identifier, many.columns)),
        through_columns=sql.SQL(", ").join(sql.Identifier("t", c) for c in many.columns),
        history=sql.Identifier(tables.history),
        through=sql.Identifier(many.through._meta.db_table),
        owner=sql.Identifier(many.owner_column),
        pk=sql.Identifier(tables.pk),
    )
    return statement.as_string()
