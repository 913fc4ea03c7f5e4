import django.db.models.constraints
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("activities", "0001_initial"),
        ("customers", "0008_billing_account"),
        ("staff", "__first__"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalinvoiceline",
            name="activity",
            field=models.ForeignKey(
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
        migrations.AddField(
            model_name="historicalinvoiceline",
            name="customer",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="customers.customer",
                verbose_name="customer",
            ),
        ),
        migrations.AddField(
            model_name="historicalinvoiceline",
            name="history_user",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalinvoicesettings",
            name="history_user",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalpaymentterm",
            name="history_user",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalvatrate",
            name="history_user",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="invoice",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invoices",
                to="accounts.billingaccount",
                verbose_name="account",
            ),
        ),
        migrations.AddField(
            model_name="invoice",
            name="author",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="author",
            ),
        ),
        migrations.AddField(
            model_name="invoice",
            name="credits",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="credit_invoices",
                to="accounts.invoice",
                verbose_name="credits",
            ),
        ),
        migrations.AddField(
            model_name="invoice",
            name="customer",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invoices",
                to="customers.customer",
                verbose_name="customer",
            ),
        ),
        migrations.AddField(
            model_name="invoice",
            name="payer",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invoices_to_pay",
                to="customers.customer",
                verbose_name="payer",
            ),
        ),
        migrations.AddField(
            model_name="historicalinvoiceline",
            name="invoice",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="accounts.invoice",
                verbose_name="invoice",
            ),
        ),
        migrations.AddField(
            model_name="historicalinvoice",
            name="credits",
            field=models.ForeignKey(
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
        migrations.AddField(
            model_name="invoiceline",
            name="activity",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invoice_lines",
                to="activities.activity",
                verbose_name="activity",
            ),
        ),
        migrations.AddField(
            model_name="invoiceline",
            name="customer",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="customers.customer",
                verbose_name="customer",
            ),
        ),
        migrations.AddField(
            model_name="invoiceline",
            name="invoice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="accounts.invoice",
                verbose_name="invoice",
            ),
        ),
        migrations.AddField(
            model_name="invoicepayment",
            name="invoice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payments",
                to="accounts.invoice",
                verbose_name="invoice",
            ),
        ),
        migrations.AddField(
            model_name="invoicepayment",
            name="staff",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="registered by",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentterm",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("name"), name="paymentterm_name_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentterm",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="paymentterm_has_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentterm",
            constraint=models.CheckConstraint(
                condition=models.Q(("days__lte", 365)), name="paymentterm_days_believable"
            ),
        ),
        migrations.AddField(
            model_name="invoicesettings",
            name="payment_term",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.paymentterm",
                verbose_name="payment term when an account has none",
            ),
        ),
        migrations.AddField(
            model_name="historicalinvoicesettings",
            name="payment_term",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="accounts.paymentterm",
                verbose_name="payment term when an account has none",
            ),
        ),
        migrations.AddField(
            model_name="historicalcategorydefaults",
            name="payment_term",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="accounts.paymentterm",
                verbose_name="payment term",
            ),
        ),
        migrations.AddField(
            model_name="historicalbillingaccount",
            name="payment_term",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="accounts.paymentterm",
                verbose_name="payment term",
            ),
        ),
        migrations.AddField(
            model_name="categorydefaults",
            name="payment_term",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.paymentterm",
                verbose_name="payment term",
            ),
        ),
        migrations.AddField(
            model_name="billingaccount",
            name="payment_term",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="accounts",
                to="accounts.paymentterm",
                verbose_name="payment term",
            ),
        ),
        migrations.AddConstraint(
            model_name="vatrate",
            constraint=models.UniqueConstraint(
                models.F("country"),
                django.db.models.functions.text.Lower("name"),
                name="vatrate_name_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="vatrate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("active", True), ("usual", True)),
                fields=("country",),
                name="vatrate_one_usual",
            ),
        ),
        migrations.AddConstraint(
            model_name="vatrate",
            constraint=models.CheckConstraint(
                condition=models.Q(("rate__gte", 0), ("rate__lte", 100)), name="vatrate_believable"
            ),
        ),
        migrations.AddIndex(
            model_name="historicalexportprofile",
            index=models.Index(fields=["id", "-history_id"], name="exportprofile_history"),
        ),
        migrations.AddConstraint(
            model_name="historicalexportprofile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("history_user__isnull", False),
                    models.Q(("history_actor", ""), _negated=True),
                    _connector="OR",
                ),
                name="exportprofile_history_has_actor",
            ),
        ),
        migrations.AddIndex(
            model_name="historicalpaymentterm",
            index=models.Index(fields=["id", "-history_id"], name="paymentterm_history"),
        ),
        migrations.AddConstraint(
            model_name="historicalpaymentterm",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("history_user__isnull", False),
                    models.Q(("history_actor", ""), _negated=True),
                    _connector="OR",
                ),
                name="paymentterm_history_has_actor",
            ),
        ),
        migrations.AddIndex(
            model_name="historicalvatrate",
            index=models.Index(fields=["id", "-history_id"], name="vatrate_history"),
        ),
        migrations.AddConstraint(
            model_name="historicalvatrate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("history_user__isnull", False),
                    models.Q(("history_actor", ""), _negated=True),
                    _connector="OR",
                ),
                name="vatrate_history_has_actor",
            ),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(
                fields=["customer", "-issued_on", "-id"], name="invoice_of_customer"
            ),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(fields=["account", "-issued_on", "-id"], name="invoice_of_account"),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(
                condition=models.Q(("status", "open")), fields=["customer"], name="invoice_unpaid"
            ),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(
                condition=models.Q(("status", "open")),
                fields=["payer"],
                name="invoice_unpaid_by_payer",
            ),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(
                condition=models.Q(("status", "open")),
                fields=["account"],
                name="invoice_unpaid_of_account",
            ),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(
                condition=models.Q(("payer", models.F("customer")), _negated=True),
                fields=["payer", "-issued_on", "-id"],
                name="invoice_for_another",
            ),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(
                condition=models.Q(("status", "open")), fields=["due_on"], name="invoice_due"
            ),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(fields=["issued_on", "id"], name="invoice_issued"),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number", ""), _negated=True),
                fields=("number",),
                name="invoice_number_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("sequence", None), _negated=True),
                fields=("series", "sequence"),
                name="invoice_sequence_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["invoice", "credit"])), name="invoice_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["draft", "open", "paid", "credited", "discarded"])
                ),
                name="invoice_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("due_on", None),
                    ("issued_on", None),
                    ("due_on__gte", models.F("issued_on")),
                    _connector="OR",
                ),
                name="invoice_due_after_issue",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "credit"), models.Q(("credits", None), _negated=True)),
                    models.Q(("credits", None), ("kind", "invoice")),
                    _connector="OR",
                ),
                name="invoice_credit_has_original",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("currency__regex", "^[A-Z]{3}$")), name="invoice_currency_code"
            ),
        ),
        migrations.AddIndex(
            model_name="historicalinvoiceline",
            index=models.Index(fields=["id", "-history_id"], name="invoiceline_history"),
        ),
        migrations.AddConstraint(
            model_name="historicalinvoiceline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("history_user__isnull", False),
                    models.Q(("history_actor", ""), _negated=True),
                    _connector="OR",
                ),
                name="invoiceline_history_has_actor",
            ),
        ),
        migrations.AddIndex(
            model_name="historicalinvoice",
            index=models.Index(fields=["id", "-history_id"], name="invoice_history"),
        ),
        migrations.AddConstraint(
            model_name="historicalinvoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("history_user__isnull", False),
                    models.Q(("history_actor", ""), _negated=True),
                    _connector="OR",
                ),
                name="invoice_history_has_actor",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoiceline",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                fields=("invoice", "position"),
                name="invoiceline_position_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoiceline",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("activity", None), _negated=True), ("released", False)
                ),
                fields=("activity",),
                name="invoiceline_activity_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoiceline",
            constraint=models.CheckConstraint(
                condition=models.Q(("vat_rate__gte", 0), ("vat_rate__lte", 100)),
                name="invoiceline_vat_believable",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoiceline",
            constraint=models.CheckConstraint(
                condition=models.Q(("description__regex", "\\S")),
                name="invoiceline_has_description",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoicepayment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount", 0), _negated=True), name="invoicepayment_not_zero"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoicepayment",
            constraint=models.CheckConstraint(
                condition=models.Q(("method__in", ["bank", "pin", "cash", "debit", "settled"])),
                name="invoicepayment_method_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoicepayment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("staff", None), _negated=True),
                    models.Q(("system", ""), _negated=True),
                    _connector="OR",
                ),
                name="invoicepayment_has_actor",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoicesettings",
            constraint=models.CheckConstraint(
                condition=models.Q(("pk", 1)), name="invoicesettings_one_row"
            ),
        ),
        migrations.AddIndex(
            model_name="historicalinvoicesettings",
            index=models.Index(fields=["id", "-history_id"], name="invoicesettings_history"),
        ),
        migrations.AddConstraint(
            model_name="historicalinvoicesettings",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("history_user__isnull", False),
                    models.Q(("history_actor", ""), _negated=True),
                    _connector="OR",
                ),
                name="invoicesettings_history_has_actor",
            ),
        ),
        migrations.AddIndex(
            model_name="historicalcategorydefaults",
            index=models.Index(fields=["id", "-history_id"], name="categorydefaults_history"),
        ),
        migrations.AddConstraint(
            model_name="historicalcategorydefaults",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("history_user__isnull", False),
                    models.Q(("history_actor", ""), _negated=True),
                    _connector="OR",
                ),
                name="categorydefaults_history_has_actor",
            ),
        ),
        migrations.AddIndex(
            model_name="historicalbillingaccount",
            index=models.Index(fields=["id", "-history_id"], name="billingaccount_history"),
        ),
        migrations.AddConstraint(
            model_name="historicalbillingaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("history_user__isnull", False),
                    models.Q(("history_actor", ""), _negated=True),
                    _connector="OR",
                ),
                name="billingaccount_history_has_actor",
            ),
        ),
        migrations.AddConstraint(
            model_name="categorydefaults",
            constraint=models.UniqueConstraint(
                models.Value(1),
                condition=models.Q(("category", None)),
                name="categorydefaults_one_of_all_others",
            ),
        ),
        migrations.AddConstraint(
            model_name="categorydefaults",
            constraint=models.CheckConstraint(
                condition=models.Q(("invoicing_method__in", ["per_order", "weekly", "monthly"])),
                name="categorydefaults_invoicing_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="categorydefaults",
            constraint=models.CheckConstraint(
                condition=models.Q(("delivery_method__in", ["email", "post", "peppol"])),
                name="categorydefaults_delivery_known",
            ),
        ),
        migrations.AddIndex(
            model_name="billingaccount",
            index=models.Index(
                condition=models.Q(("iban", ""), _negated=True),
                fields=["iban"],
                name="billingaccount_iban",
            ),
        ),
        migrations.AddConstraint(
            model_name="billingaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__regex", "^[0-9]{1,12}$")),
                name="billingaccount_number_is_digits",
            ),
        ),
        migrations.AddConstraint(
            model_name="billingaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(("name__regex", "\\S")), name="billingaccount_has_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="billingaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("house_number", None),
                    models.Q(("postcode", ""), _negated=True),
                    _connector="OR",
                ),
                name="billingaccount_number_needs_postcode",
            ),
        ),
        migrations.AddConstraint(
            model_name="billingaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("house_number_addition", ""),
                    models.Q(("house_number", None), _negated=True),
                    _connector="OR",
                ),
                name="billingaccount_addition_needs_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="billingaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(("country__regex", "^[A-Z]{2}$")),
                name="billingaccount_country_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="billingaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(("invoicing_method__in", ["per_order", "weekly", "monthly"])),
                name="billingaccount_invoicing_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="billingaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(("delivery_method__in", ["email", "post", "peppol"])),
                name="billingaccount_delivery_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="billingaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("mandate_reference", ""), ("mandate_signed_on", None)),
                    models.Q(
                        models.Q(("mandate_reference", ""), _negated=True),
                        models.Q(("mandate_signed_on", None), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="billingaccount_mandate_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="billingaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("mandate_reference", ""),
                    models.Q(("iban", ""), _negated=True),
                    _connector="OR",
                ),
                name="billingaccount_mandate_needs_iban",
            ),
        ),
    ]
