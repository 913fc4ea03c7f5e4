"""What this app hangs on a customer, registered in the customers' hooks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers import hooks
from customers.hooks import (
    CardAction,
    CardSection,
    CardTab,
    OnErase,
    OnMerge,
    PermissionPage,
    Place,
)


def register() -> None:
    """Register everything; called from `AppConfig.ready()`, harmless when called again."""
    _register_links()
    _register_persons()
    _register_consent()
    _register_timeline()
    _register_project_notes()
    _register_files()
    _register_actions()
    _register_messages()
    _register_parts()


def _register_links() -> None:
    move, overwrite = OnMerge.MOVE, OnErase.OVERWRITE
    for model, field, on_erase, why in (
        ("contacts.ContactPerson", "customer", overwrite, ""),
        ("contacts.ContactPerson", "invoice_customer", OnErase.KEEP, "reported, not changed"),
        ("contacts.ConsentEvent", "customer", overwrite, "the strictest wins in a merge"),
        ("contacts.AddressPermission", "customer", OnErase.DELETE, "follows from the events"),
        ("contacts.ContactMoment", "customer", overwrite, ""),
        ("contacts.Attachment", "customer", overwrite, "the file goes"),
        ("contacts.Memo", "customer", overwrite, "the texts are joined in a merge"),
        ("contacts.Message", "customer", overwrite, ""),
        ("contacts.MessageFile", "customer", overwrite, "the file goes"),
        ("contacts.Delivery", "customer", overwrite, ""),
        ("contacts.HeldAddress", "customer", overwrite, ""),
    ):
        hooks.register_merge_erase(model, field, on_merge=move, on_erase=on_erase, why=why)


def _register_consent() -> None:
    from contacts.presentation.consent import main_box_words

    hooks.register_permission_page(PermissionPage("contacts:consent", main_box_words))


def _register_persons() -> None:
    from contacts.presentation import persons

    hooks.register_card_tab(
        CardTab(
            "persons",
            _("Contact persons"),
            "contacts:persons",
            30,
            count=persons.person_count,
            permission="contacts.view_contactperson",
        )
    )
    for name, context, position in (
        ("invoices_from", persons.invoices_from, 30),
        ("persons", persons.recent_persons, 40),
    ):
        hooks.register_card_section(
            CardSection(name, f"contacts/_card_{name}.html", context, position)
        )


def _register_timeline() -> None:
    from contacts import timeline
    from contacts.models import ContactMoment
    from contacts.presentation.timeline import kind_choices

    for tab in (
        CardTab(
            "timeline",
            pgettext_lazy("tab", "Contacts"),
            "contacts:timeline",
            60,
            count=lambda customer: timeline.counts(customer).of(),
            permission="contacts.view_contactmoment",
        ),
        CardTab(
            "notes",
            pgettext_lazy("tab", "Notes"),
            "contacts:notes",
            62,
            count=lambda customer: timeline.counts(customer).of("note"),
            permission="contacts.view_contactmoment",
        ),
        CardTab(
            "memo",
            pgettext_lazy("tab", "Memo"),
            "contacts:memo",
            64,
            permission="contacts.view_memo",
        ),
    ):
        hooks.register_card_tab(tab)
    for place, kind in enumerate(ContactMoment.Kind):
        hooks.register_card_action(
            CardAction(
                f"moment_{kind.value}",
                kind.label,
                f"contacts:moment_add_{kind.value}",
                kind_choices()[place].icon,
                Place.NEW,
                "contacts.add_contactmoment",
                position=100 + place,  # a column of their own
                statuses=frozenset({"prospect", "active", "inactive"}),
            )
        )


def _register_project_notes() -> None:
    from contacts.presentation.project_notes import project_notes
    from customers.activities.hooks import register_project_section

    template = "contacts/_project_notes.html"
    register_project_section("notes", template, project_notes, position=10)


def _register_actions() -> None:
    hooks.register_card_action(
        CardAction(
            "moment",
            _("New contact moment"),
            "contacts:moment_add",
            "message-square",
            Place.BAR,
            "contacts.add_contactmoment",
            key="C",
            short=_("contact"),
            statuses=frozenset({"prospect", "active", "inactive"}),
        )
    )
    hooks.register_card_action(
        CardAction(
            "person",
            _("Contact person"),
            "contacts:person_add",
            "user-plus",
            Place.NEW,
            "contacts.add_contactperson",
            key="P",
            position=10,
        )
    )


def _register_files() -> None:
    hooks.register_card_tab(
        CardTab(
            "files",
            pgettext_lazy("tab", "Files"),
            "contacts:files",
            95,
            permission="contacts.view_attachment",
        )
    )


def _register_messages() -> None:
    from contacts.presentation import held
    from contacts.services.sender import MessageSender
    from customers.models import ShopSettings

    hooks.register_sender(MessageSender())

    def shown(_customer: object) -> bool:
        return ShopSettings.load().message_service

    hooks.register_card_tab(
        CardTab(
            "messages",
            pgettext_lazy("tab", "Messages"),
            "contacts:messages",
            70,
            permission="contacts.view_message",
            shown=shown,
        )
    )
    hooks.register_card_action(
        CardAction(
            "message",
            _("Send a message"),
            "contacts:message_send",
            "mail",
            Place.NEW,
            "contacts.send_message",
            position=20,
            shown=shown,
        )
    )
    hooks.register_card_section(
        CardSection("held", "contacts/_card_held.html", held.held_section, 10, wide=True)
    )


def _register_parts() -> None:
    """What registers itself in a module of its own."""
    from contacts import (
        access_parts,
        bench,
        blockers,
        erasing,
        plan_lines,
        processing,
        retention,
        texts,
    )
    from contacts.presentation import history
    from contacts.seed import part as seed

    for module in (
        history,
        seed,
        bench,
        retention,
        processing,
        plan_lines,
        access_parts,
        erasing,
        blockers,
        texts,
    ):
        module.register()
