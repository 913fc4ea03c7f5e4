import django.db.models.constraints
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("activities", "0001_initial"),
        ("customers", "0008_billing_account"),
        ("staff", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Invoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="version"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("invoice", "Invoice"), ("credit", "Credit invoice")],
                        default="invoice",
                        max_length=7,
                        verbose_name="kind",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("open", "open"),
                            ("paid", "paid"),
                            ("credited", "credited"),
                            ("discarded", "discarded"),
                        ],
                        default="draft",
                        max_length=9,
                        verbose_name="status",
                    ),
                ),
                ("series", models.CharField(blank=True, max_length=12, verbose_name="series")),
                (
                    "sequence",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="number in the series"
                    ),
                ),
                (
                    "number",
                    models.CharField(blank=True, max_length=24, verbose_name="invoice number"),
                ),
                (
                    "subject",
                    models.CharField(blank=True, max_length=160, verbose_name="description"),
                ),
                (
                    "customer_reference",
                    models.CharField(blank=True, max_length=80, verbose_name="your reference"),
                ),
                (
                    "our_reference",
                    models.CharField(blank=True, max_length=80, verbose_name="our reference"),
                ),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="date")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                ("paid_on", models.DateField(blank=True, null=True, verbose_name="paid on")),
                (
                    "currency",
                    models.CharField(
                        default="EUR", editable=False, max_length=3, verbose_name="currency"
                    ),
                ),
                (
                    "prices_include_vat",
                    models.BooleanField(default=True, verbose_name="prices include VAT"),
                ),
                (
                    "net",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=12, verbose_name="without VAT"
                    ),
                ),
                (
                    "vat",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=12, verbose_name="VAT"
                    ),
                ),
                (
                    "total",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=12, verbose_name="total"
                    ),
                ),
                (
                    "paid",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=12, verbose_name="paid"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("nl", "Dutch"),
                            ("fr", "French"),
                            ("de", "German"),
                            ("en", "English"),
                        ],
                        default="nl",
                        max_length=5,
                        verbose_name="language",
                    ),
                ),
                (
                    "delivery_method",
                    models.CharField(
                        choices=[
                            ("email", "by e-mail"),
                            ("post", "by post"),
                            ("peppol", "by Peppol"),
                        ],
                        default="email",
                        max_length=6,
                        verbose_name="delivery",
                    ),
                ),
                (
                    "recipient_name",
                    models.CharField(blank=True, max_length=160, verbose_name="name on it"),
                ),
                ("recipient_lines", models.TextField(blank=True, verbose_name="address on it")),
                (
                    "recipient_country",
                    models.CharField(blank=True, max_length=2, verbose_name="country on it"),
                ),
                (
                    "recipient_vat_number",
                    models.CharField(blank=True, max_length=20, verbose_name="VAT number on it"),
                ),
                (
                    "recipient_peppol_id",
                    models.CharField(
                        blank=True, max_length=40, verbose_name="Peppol identifier on it"
                    ),
                ),
                ("shop_lines", models.TextField(blank=True, verbose_name="shop on it")),
                (
                    "payment_words",
                    models.CharField(blank=True, max_length=120, verbose_name="payment term on it"),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="created at"
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="accounts.billingaccount",
                        verbose_name="account",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
                (
                    "credits",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_invoices",
                        to="accounts.invoice",
                        verbose_name="credits",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "payer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices_to_pay",
                        to="customers.customer",
                        verbose_name="payer",
                    ),
                ),
            ],
            options={
                "verbose_name": "invoice",
                "verbose_name_plural": "invoices",
                "ordering": ["-pk"],
                "permissions": [
                    ("issue_invoice", "Can issue and send invoices"),
                    ("pay_invoice", "Can register payments"),
                    ("credit_invoice", "Can credit invoices"),
                    ("export_invoice", "Can export invoices"),
                ],
                "indexes": [
                    models.Index(
                        fields=["customer", "-issued_on", "-id"], name="invoice_of_customer"
                    ),
                    models.Index(
                        fields=["account", "-issued_on", "-id"], name="invoice_of_account"
                    ),
                    models.Index(
                        condition=models.Q(("status", "open")),
                        fields=["customer"],
                        name="invoice_unpaid",
                    ),
                    models.Index(
                        condition=models.Q(("status", "open")),
                        fields=["payer"],
                        name="invoice_unpaid_by_payer",
                    ),
                    models.Index(
                        condition=models.Q(("status", "open")),
                        fields=["account"],
                        name="invoice_unpaid_of_account",
                    ),
                    models.Index(
                        condition=models.Q(("payer", models.F("customer")), _negated=True),
                        fields=["payer", "-issued_on", "-id"],
                        name="invoice_for_another",
                    ),
                    models.Index(
                        condition=models.Q(("status", "open")),
                        fields=["due_on"],
                        name="invoice_due",
                    ),
                    models.Index(fields=["issued_on", "id"], name="invoice_issued"),
                    models.Index(
                        condition=models.Q(("paid_on", None), _negated=True),
                        fields=["customer", "-paid_on", "-id"],
                        name="invoice_paid",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=("number",),
                        name="invoice_number_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("sequence", None), _negated=True),
                        fields=("series", "sequence"),
                        name="invoice_sequence_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["invoice", "credit"])),
                        name="invoice_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["draft", "open", "paid", "credited", "discarded"])
                        ),
                        name="invoice_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("issued_on", None),
                                ("number", ""),
                                ("sequence", None),
                                ("series", ""),
                                ("status__in", ["draft", "discarded"]),
                            ),
                            models.Q(
                                ("status__in", ["open", "paid", "credited"]),
                                models.Q(("number", ""), _negated=True),
                                models.Q(("series", ""), _negated=True),
                                ("sequence__gte", 1),
                                models.Q(("issued_on", None), _negated=True),
                                models.Q(("due_on", None), _negated=True),
                                models.Q(("recipient_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="invoice_issued_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("due_on", None),
                            ("issued_on", None),
                            ("due_on__gte", models.F("issued_on")),
                            _connector="OR",
                        ),
                        name="invoice_due_after_issue",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "total",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("net"), "+", models.F("vat")
                                ),
                            )
                        ),
                        name="invoice_total_adds_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "credit"), models.Q(("credits", None), _negated=True)
                            ),
                            models.Q(("credits", None), ("kind", "invoice")),
                            _connector="OR",
                        ),
                        name="invoice_credit_has_original",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("currency__regex", "^[A-Z]{3}$")),
                        name="invoice_currency_code",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InvoiceLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("description", models.CharField(max_length=200, verbose_name="description")),
                (
                    "quantity",
                    models.DecimalField(
                        decimal_places=3, default=1, max_digits=10, verbose_name="quantity"
                    ),
                ),
                (
                    "unit_price",
                    models.DecimalField(decimal_places=4, max_digits=12, verbose_name="price"),
                ),
                (
                    "vat_rate",
                    models.DecimalField(decimal_places=2, max_digits=5, verbose_name="VAT rate"),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="amount"),
                ),
                ("released", models.BooleanField(default=False, verbose_name="released")),
                (
                    "activity",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoice_lines",
                        to="activities.activity",
                        verbose_name="activity",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="accounts.invoice",
                        verbose_name="invoice",
                    ),
                ),
            ],
            options={
                "verbose_name": "invoice line",
                "verbose_name_plural": "invoice lines",
                "ordering": ["invoice", "position"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                        fields=("invoice", "position"),
                        name="invoiceline_position_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            models.Q(("activity", None), _negated=True), ("released", False)
                        ),
                        fields=("activity",),
                        name="invoiceline_activity_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("vat_rate__gte", 0), ("vat_rate__lte", 100)),
                        name="invoiceline_vat_believable",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("description__regex", "\\S")),
                        name="invoiceline_has_description",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InvoicePayment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="amount"),
                ),
                ("received_on", models.DateField(verbose_name="received on")),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("bank", "bank transfer"),
                            ("pin", "card at the counter"),
                            ("cash", "cash"),
                            ("debit", "direct debit"),
                            ("settled", "settled with a credit invoice"),
                        ],
                        max_length=7,
                        verbose_name="method",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=120, verbose_name="note")),
                (
                    "system",
                    models.CharField(blank=True, max_length=80, verbose_name="system actor"),
                ),
                (
                    "moment",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="registered at"
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="accounts.invoice",
                        verbose_name="invoice",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="registered by",
                    ),
                ),
            ],
            options={
                "verbose_name": "payment",
                "verbose_name_plural": "payments",
                "ordering": ["received_on", "pk"],
                "default_permissions": ("view",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount", 0), _negated=True),
                        name="invoicepayment_not_zero",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("method__in", ["bank", "pin", "cash", "debit", "settled"])
                        ),
                        name="invoicepayment_method_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("staff", None), _negated=True),
                            models.Q(("system", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="invoicepayment_has_actor",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalInvoice",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                (
                    "history_actor",
                    models.CharField(blank=True, max_length=80, verbose_name="system actor"),
                ),
                (
                    "history_origin",
                    models.CharField(blank=True, max_length=80, verbose_name="origin"),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="version"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("invoice", "Invoice"), ("credit", "Credit invoice")],
                        default="invoice",
                        max_length=7,
                        verbose_name="kind",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("open", "open"),
                            ("paid", "paid"),
                            ("credited", "credited"),
                            ("discarded", "discarded"),
                        ],
                        default="draft",
                        max_length=9,
                        verbose_name="status",
                    ),
                ),
                ("series", models.CharField(blank=True, max_length=12, verbose_name="series")),
                (
                    "sequence",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="number in the series"
                    ),
                ),
                (
                    "number",
                    models.CharField(blank=True, max_length=24, verbose_name="invoice number"),
                ),
                (
                    "subject",
                    models.CharField(blank=True, max_length=160, verbose_name="description"),
                ),
                (
                    "customer_reference",
                    models.CharField(blank=True, max_length=80, verbose_name="your reference"),
                ),
                (
                    "our_reference",
                    models.CharField(blank=True, max_length=80, verbose_name="our reference"),
                ),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="date")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                ("paid_on", models.DateField(blank=True, null=True, verbose_name="paid on")),
                (
                    "currency",
                    models.CharField(
                        default="EUR", editable=False, max_length=3, verbose_name="currency"
                    ),
                ),
                (
                    "prices_include_vat",
                    models.BooleanField(default=True, verbose_name="prices include VAT"),
                ),
                (
                    "net",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=12, verbose_name="without VAT"
                    ),
                ),
                (
                    "vat",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=12, verbose_name="VAT"
                    ),
                ),
                (
                    "total",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=12, verbose_name="total"
                    ),
                ),
                (
                    "paid",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=12, verbose_name="paid"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("nl", "Dutch"),
                            ("fr", "French"),
                            ("de", "German"),
                            ("en", "English"),
                        ],
                        default="nl",
                        max_length=5,
                        verbose_name="language",
                    ),
                ),
                (
                    "delivery_method",
                    models.CharField(
                        choices=[
                            ("email", "by e-mail"),
                            ("post", "by post"),
                            ("peppol", "by Peppol"),
                        ],
                        default="email",
                        max_length=6,
                        verbose_name="delivery",
                    ),
                ),
                (
                    "recipient_name",
                    models.CharField(blank=True, max_length=160, verbose_name="name on it"),
                ),
                ("recipient_lines", models.TextField(blank=True, verbose_name="address on it")),
                (
                    "recipient_country",
                    models.CharField(blank=True, max_length=2, verbose_name="country on it"),
                ),
                (
                    "recipient_vat_number",
                    models.CharField(blank=True, max_length=20, verbose_name="VAT number on it"),
                ),
                (
                    "recipient_peppol_id",
                    models.CharField(
                        blank=True, max_length=40, verbose_name="Peppol identifier on it"
                    ),
                ),
                ("shop_lines", models.TextField(blank=True, verbose_name="shop on it")),
                (
                    "payment_words",
                    models.CharField(blank=True, max_length=120, verbose_name="payment term on it"),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="created at"
                    ),
                ),
                (
                    "history_id",
                    models.BigAutoField(editable=False, primary_key=True, serialize=False),
                ),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.billingaccount",
                        verbose_name="account",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "payer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="customers.customer",
                        verbose_name="payer",
                    ),
                ),
                (
                    "credits",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.invoice",
                        verbose_name="credits",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical invoice",
                "verbose_name_plural": "historical invoices",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
                "indexes": [models.Index(fields=["id", "-history_id"], name="invoice_history")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("history_user__isnull", False),
                            models.Q(("history_actor", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="invoice_history_has_actor",
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalInvoiceLine",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                (
                    "history_actor",
                    models.CharField(blank=True, max_length=80, verbose_name="system actor"),
                ),
                (
                    "history_origin",
                    models.CharField(blank=True, max_length=80, verbose_name="origin"),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("description", models.CharField(max_length=200, verbose_name="description")),
                (
                    "quantity",
                    models.DecimalField(
                        decimal_places=3, default=1, max_digits=10, verbose_name="quantity"
                    ),
                ),
                (
                    "unit_price",
                    models.DecimalField(decimal_places=4, max_digits=12, verbose_name="price"),
                ),
                (
                    "vat_rate",
                    models.DecimalField(decimal_places=2, max_digits=5, verbose_name="VAT rate"),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="amount"),
                ),
                ("released", models.BooleanField(default=False, verbose_name="released")),
                (
                    "history_id",
                    models.BigAutoField(editable=False, primary_key=True, serialize=False),
                ),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "activity",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="activities.activity",
                        verbose_name="activity",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.invoice",
                        verbose_name="invoice",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical invoice line",
                "verbose_name_plural": "historical invoice lines",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
                "indexes": [models.Index(fields=["id", "-history_id"], name="invoiceline_history")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("history_user__isnull", False),
                            models.Q(("history_actor", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="invoiceline_history_has_actor",
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
