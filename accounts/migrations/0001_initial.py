import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import localflavor.generic.models
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("customers", "0007_sort_names"),
        ("staff", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="BillingAccount",
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
                    "number",
                    models.CharField(max_length=12, unique=True, verbose_name="account number"),
                ),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                (
                    "attention_of",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="for the attention of"
                    ),
                ),
                ("street", models.CharField(blank=True, max_length=120, verbose_name="street")),
                (
                    "house_number",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="house number"),
                ),
                (
                    "house_number_addition",
                    models.CharField(blank=True, max_length=20, verbose_name="addition"),
                ),
                ("postcode", models.CharField(blank=True, max_length=12, verbose_name="postcode")),
                ("city", models.CharField(blank=True, max_length=80, verbose_name="city")),
                ("country", models.CharField(default="NL", max_length=2, verbose_name="country")),
                (
                    "registration_number",
                    models.CharField(
                        blank=True, max_length=20, verbose_name="chamber of commerce number"
                    ),
                ),
                (
                    "vat_number",
                    models.CharField(blank=True, max_length=20, verbose_name="VAT number"),
                ),
                (
                    "iban",
                    localflavor.generic.models.IBANField(
                        blank=True,
                        default="",
                        include_countries=None,
                        max_length=34,
                        use_nordea_extensions=False,
                        verbose_name="IBAN",
                    ),
                ),
                (
                    "bic",
                    localflavor.generic.models.BICField(
                        blank=True, default="", max_length=11, verbose_name="BIC"
                    ),
                ),
                (
                    "invoicing_method",
                    models.CharField(
                        choices=[
                            ("per_order", "per order"),
                            ("weekly", "collected, weekly"),
                            ("monthly", "collected, monthly"),
                        ],
                        default="per_order",
                        max_length=10,
                        verbose_name="invoicing",
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
                    "mandate_reference",
                    models.CharField(blank=True, max_length=35, verbose_name="mandate reference"),
                ),
                (
                    "mandate_signed_on",
                    models.DateField(blank=True, null=True, verbose_name="mandate signed on"),
                ),
                ("active", models.BooleanField(default=True, verbose_name="active")),
                ("note", models.TextField(blank=True, verbose_name="note")),
            ],
            options={
                "verbose_name": "billing account",
                "verbose_name_plural": "billing accounts",
                "ordering": ["number"],
            },
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
            ],
            options={
                "verbose_name": "historical invoice line",
                "verbose_name_plural": "historical invoice lines",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalInvoiceSettings",
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
                    "legal_name",
                    models.CharField(blank=True, max_length=160, verbose_name="name on invoices"),
                ),
                (
                    "street",
                    models.CharField(blank=True, max_length=160, verbose_name="street and number"),
                ),
                ("postcode", models.CharField(blank=True, max_length=12, verbose_name="postcode")),
                ("city", models.CharField(blank=True, max_length=80, verbose_name="city")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="phone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                (
                    "registration_number",
                    models.CharField(
                        blank=True, max_length=20, verbose_name="chamber of commerce number"
                    ),
                ),
                (
                    "vat_number",
                    models.CharField(blank=True, max_length=20, verbose_name="VAT number"),
                ),
                (
                    "iban",
                    localflavor.generic.models.IBANField(
                        blank=True,
                        default="",
                        include_countries=None,
                        max_length=34,
                        use_nordea_extensions=False,
                        verbose_name="IBAN",
                    ),
                ),
                (
                    "bic",
                    localflavor.generic.models.BICField(
                        blank=True, default="", max_length=11, verbose_name="BIC"
                    ),
                ),
                (
                    "prices_include_vat",
                    models.BooleanField(
                        default=True,
                        help_text="How amounts of activities and new invoices are meant.",
                        verbose_name="prices include VAT",
                    ),
                ),
                (
                    "series_prefix",
                    models.CharField(
                        blank=True,
                        help_text="Empty: 2026-1204. With F: F2026-1204.",
                        max_length=6,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Za-z0-9]*$", "Only letters and digits."
                            )
                        ],
                        verbose_name="before the year in an invoice number",
                    ),
                ),
                (
                    "footer",
                    models.TextField(blank=True, max_length=600, verbose_name="text at the foot"),
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
            ],
            options={
                "verbose_name": "historical invoice settings",
                "verbose_name_plural": "historical invoice settings",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPaymentTerm",
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
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "days",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(365)],
                        verbose_name="days",
                    ),
                ),
                ("active", models.BooleanField(default=True, verbose_name="active")),
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
            ],
            options={
                "verbose_name": "historical payment term",
                "verbose_name_plural": "historical payment terms",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalVatRate",
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
                ("country", models.CharField(default="NL", max_length=2, verbose_name="country")),
                (
                    "rate",
                    models.DecimalField(
                        decimal_places=2, max_digits=5, verbose_name="rate in per cent"
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                ("usual", models.BooleanField(default=False, verbose_name="usual")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
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
            ],
            options={
                "verbose_name": "historical VAT rate",
                "verbose_name_plural": "historical VAT rates",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
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
            ],
            options={
                "verbose_name": "invoice line",
                "verbose_name_plural": "invoice lines",
                "ordering": ["invoice", "position"],
                "default_permissions": (),
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
            ],
            options={
                "verbose_name": "payment",
                "verbose_name_plural": "payments",
                "ordering": ["received_on", "pk"],
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="InvoiceSettings",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "legal_name",
                    models.CharField(blank=True, max_length=160, verbose_name="name on invoices"),
                ),
                (
                    "street",
                    models.CharField(blank=True, max_length=160, verbose_name="street and number"),
                ),
                ("postcode", models.CharField(blank=True, max_length=12, verbose_name="postcode")),
                ("city", models.CharField(blank=True, max_length=80, verbose_name="city")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="phone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                (
                    "registration_number",
                    models.CharField(
                        blank=True, max_length=20, verbose_name="chamber of commerce number"
                    ),
                ),
                (
                    "vat_number",
                    models.CharField(blank=True, max_length=20, verbose_name="VAT number"),
                ),
                (
                    "iban",
                    localflavor.generic.models.IBANField(
                        blank=True,
                        default="",
                        include_countries=None,
                        max_length=34,
                        use_nordea_extensions=False,
                        verbose_name="IBAN",
                    ),
                ),
                (
                    "bic",
                    localflavor.generic.models.BICField(
                        blank=True, default="", max_length=11, verbose_name="BIC"
                    ),
                ),
                (
                    "prices_include_vat",
                    models.BooleanField(
                        default=True,
                        help_text="How amounts of activities and new invoices are meant.",
                        verbose_name="prices include VAT",
                    ),
                ),
                (
                    "series_prefix",
                    models.CharField(
                        blank=True,
                        help_text="Empty: 2026-1204. With F: F2026-1204.",
                        max_length=6,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Za-z0-9]*$", "Only letters and digits."
                            )
                        ],
                        verbose_name="before the year in an invoice number",
                    ),
                ),
                (
                    "footer",
                    models.TextField(blank=True, max_length=600, verbose_name="text at the foot"),
                ),
            ],
            options={
                "verbose_name": "invoice settings",
                "verbose_name_plural": "invoice settings",
            },
        ),
        migrations.CreateModel(
            name="PaymentTerm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "days",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(365)],
                        verbose_name="days",
                    ),
                ),
                ("active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "verbose_name": "payment term",
                "verbose_name_plural": "payment terms",
                "ordering": ["days", "name"],
            },
        ),
        migrations.CreateModel(
            name="VatRate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("country", models.CharField(default="NL", max_length=2, verbose_name="country")),
                (
                    "rate",
                    models.DecimalField(
                        decimal_places=2, max_digits=5, verbose_name="rate in per cent"
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                ("usual", models.BooleanField(default=False, verbose_name="usual")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "verbose_name": "VAT rate",
                "verbose_name_plural": "VAT rates",
                "ordering": ["country", "-rate", "name"],
            },
        ),
        migrations.CreateModel(
            name="CategoryDefaults",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "invoicing_method",
                    models.CharField(
                        choices=[
                            ("per_order", "per order"),
                            ("weekly", "collected, weekly"),
                            ("monthly", "collected, monthly"),
                        ],
                        default="per_order",
                        max_length=10,
                        verbose_name="invoicing",
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
                    "category",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="account_defaults",
                        to="customers.category",
                        verbose_name="category",
                    ),
                ),
            ],
            options={
                "verbose_name": "defaults of accounts",
                "verbose_name_plural": "defaults of accounts",
            },
        ),
        migrations.CreateModel(
            name="ExportProfile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("columns", models.JSONField(default=list, verbose_name="columns")),
                (
                    "separator",
                    models.CharField(
                        choices=[(";", "semicolon"), (",", "comma"), ("\t", "tab")],
                        default=";",
                        max_length=1,
                        verbose_name="separator",
                    ),
                ),
                ("decimal_comma", models.BooleanField(default=True, verbose_name="decimal comma")),
            ],
            options={
                "verbose_name": "export for bookkeeping",
                "verbose_name_plural": "exports for bookkeeping",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        name="exportprofile_name_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="exportprofile_has_name",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalBillingAccount",
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
                ("number", models.CharField(max_length=12, verbose_name="account number")),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                (
                    "attention_of",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="for the attention of"
                    ),
                ),
                ("street", models.CharField(blank=True, max_length=120, verbose_name="street")),
                (
                    "house_number",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="house number"),
                ),
                (
                    "house_number_addition",
                    models.CharField(blank=True, max_length=20, verbose_name="addition"),
                ),
                ("postcode", models.CharField(blank=True, max_length=12, verbose_name="postcode")),
                ("city", models.CharField(blank=True, max_length=80, verbose_name="city")),
                ("country", models.CharField(default="NL", max_length=2, verbose_name="country")),
                (
                    "registration_number",
                    models.CharField(
                        blank=True, max_length=20, verbose_name="chamber of commerce number"
                    ),
                ),
                (
                    "vat_number",
                    models.CharField(blank=True, max_length=20, verbose_name="VAT number"),
                ),
                (
                    "iban",
                    localflavor.generic.models.IBANField(
                        blank=True,
                        default="",
                        include_countries=None,
                        max_length=34,
                        use_nordea_extensions=False,
                        verbose_name="IBAN",
                    ),
                ),
                (
                    "bic",
                    localflavor.generic.models.BICField(
                        blank=True, default="", max_length=11, verbose_name="BIC"
                    ),
                ),
                (
                    "invoicing_method",
                    models.CharField(
                        choices=[
                            ("per_order", "per order"),
                            ("weekly", "collected, weekly"),
                            ("monthly", "collected, monthly"),
                        ],
                        default="per_order",
                        max_length=10,
                        verbose_name="invoicing",
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
                    "mandate_reference",
                    models.CharField(blank=True, max_length=35, verbose_name="mandate reference"),
                ),
                (
                    "mandate_signed_on",
                    models.DateField(blank=True, null=True, verbose_name="mandate signed on"),
                ),
                ("active", models.BooleanField(default=True, verbose_name="active")),
                ("note", models.TextField(blank=True, verbose_name="note")),
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
                    "history_user",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical billing account",
                "verbose_name_plural": "historical billing accounts",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCategoryDefaults",
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
                    "invoicing_method",
                    models.CharField(
                        choices=[
                            ("per_order", "per order"),
                            ("weekly", "collected, weekly"),
                            ("monthly", "collected, monthly"),
                        ],
                        default="per_order",
                        max_length=10,
                        verbose_name="invoicing",
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
                    "category",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="customers.category",
                        verbose_name="category",
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
            ],
            options={
                "verbose_name": "historical defaults of accounts",
                "verbose_name_plural": "historical defaults of accounts",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalExportProfile",
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
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("columns", models.JSONField(default=list, verbose_name="columns")),
                (
                    "separator",
                    models.CharField(
                        choices=[(";", "semicolon"), (",", "comma"), ("\t", "tab")],
                        default=";",
                        max_length=1,
                        verbose_name="separator",
                    ),
                ),
                ("decimal_comma", models.BooleanField(default=True, verbose_name="decimal comma")),
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
                    "history_user",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical export for bookkeeping",
                "verbose_name_plural": "historical exports for bookkeeping",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
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
            ],
            options={
                "verbose_name": "historical invoice",
                "verbose_name_plural": "historical invoices",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
