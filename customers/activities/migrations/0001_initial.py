import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("customers", "0008_billing_account"),
        ("staff", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Activity",
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
                        choices=[
                            ("order", "Order"),
                            ("quote", "Quote"),
                            ("repair", "Repair"),
                            ("subscription", "Subscription"),
                            ("appointment", "Appointment"),
                            ("project", "Project"),
                            ("lead", "Lead"),
                            ("request", "Request"),
                            ("fault_report", "Fault report"),
                            ("purchase", "Purchase"),
                            ("treatment", "Treatment"),
                            ("trip", "Trip"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("title", models.CharField(max_length=160, verbose_name="title")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "open"), ("done", "done"), ("cancelled", "cancelled")],
                        default="open",
                        editable=False,
                        max_length=9,
                        verbose_name="status",
                    ),
                ),
                (
                    "opened_on",
                    models.DateField(
                        default=django.utils.timezone.localdate, verbose_name="opened on"
                    ),
                ),
                ("planned_on", models.DateField(blank=True, null=True, verbose_name="planned on")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed on")),
                (
                    "amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="amount",
                    ),
                ),
                (
                    "currency",
                    models.CharField(
                        default="EUR", editable=False, max_length=3, verbose_name="currency"
                    ),
                ),
                (
                    "billing",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "not to be invoiced"),
                            ("due", "to be invoiced"),
                            ("invoiced", "invoiced"),
                        ],
                        default="",
                        max_length=8,
                        verbose_name="billing",
                    ),
                ),
                ("archived", models.BooleanField(default=False, verbose_name="archived")),
                ("source", models.CharField(blank=True, max_length=20, verbose_name="source")),
                (
                    "external_id",
                    models.CharField(blank=True, max_length=60, verbose_name="number there"),
                ),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed at")),
                (
                    "assigned_to",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assigned_activities",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="assigned to",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activities",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="activities.activity",
                        verbose_name="project",
                    ),
                ),
            ],
            options={
                "verbose_name": "activity",
                "verbose_name_plural": "activities",
                "ordering": ["-opened_on", "-pk"],
                "permissions": [
                    ("export_activity", "Can export activities"),
                    ("view_treatments", "Can see treatments"),
                    ("write_treatments", "Can write treatments"),
                    ("tell_arrival", "Can tell customers what came in"),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_on", None), _negated=True),
                        fields=["customer", "-closed_on", "-id"],
                        name="activity_ended",
                    ),
                    models.Index(
                        django.db.models.functions.comparison.Coalesce("planned_on", "opened_on"),
                        models.F("id"),
                        condition=models.Q(("kind", "trip")),
                        name="activity_trips",
                    ),
                    models.Index(
                        condition=models.Q(("kind", "treatment"), _negated=True),
                        fields=["customer", "-opened_on", "-id"],
                        name="activity_opened",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Treatment",
            fields=[
                (
                    "activity",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="activities.activity",
                        verbose_name="activity",
                    ),
                ),
                ("complaint", models.TextField(blank=True, verbose_name="complaint")),
                ("findings", models.TextField(blank=True, verbose_name="findings")),
                ("treatment", models.TextField(blank=True, verbose_name="treatment")),
                ("advice", models.TextField(blank=True, verbose_name="advice")),
            ],
            options={
                "verbose_name": "treatment",
                "verbose_name_plural": "treatments",
            },
        ),
        migrations.CreateModel(
            name="Arrival",
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
                ("title", models.CharField(max_length=80, verbose_name="title")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "arrived_on",
                    models.DateField(
                        default=django.utils.timezone.localdate, verbose_name="arrived on"
                    ),
                ),
                ("archived", models.BooleanField(default=False, verbose_name="archived")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
                (
                    "interests",
                    models.ManyToManyField(
                        related_name="arrivals", to="customers.interest", verbose_name="interests"
                    ),
                ),
            ],
            options={
                "verbose_name": "arrival",
                "verbose_name_plural": "arrivals",
                "ordering": ["-arrived_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("title__regex", "\\S")), name="arrival_has_title"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ArrivalNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sent", models.BooleanField(verbose_name="sent")),
                ("reason", models.CharField(blank=True, max_length=400, verbose_name="reason")),
                (
                    "moment",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="moment"),
                ),
                (
                    "arrival",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="activities.arrival",
                        verbose_name="arrival",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="arrival_notices",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
            ],
            options={
                "verbose_name": "notice of an arrival",
                "verbose_name_plural": "notices of arrivals",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("arrival", "customer"), name="arrivalnotice_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAppointment",
            fields=[
                (
                    "history_actor",
                    models.CharField(blank=True, max_length=80, verbose_name="system actor"),
                ),
                (
                    "history_origin",
                    models.CharField(blank=True, max_length=80, verbose_name="origin"),
                ),
                ("starts_at", models.DateTimeField(verbose_name="starts at")),
                ("ends_at", models.DateTimeField(verbose_name="ends at")),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="place")),
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
                "verbose_name": "historical appointment",
                "verbose_name_plural": "historical appointments",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(fields=["activity_id", "-history_id"], name="appointment_history")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("history_user__isnull", False),
                            models.Q(("history_actor", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="appointment_history_has_actor",
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalArrival",
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
                ("title", models.CharField(max_length=80, verbose_name="title")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "arrived_on",
                    models.DateField(
                        default=django.utils.timezone.localdate, verbose_name="arrived on"
                    ),
                ),
                ("archived", models.BooleanField(default=False, verbose_name="archived")),
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
                "verbose_name": "historical arrival",
                "verbose_name_plural": "historical arrivals",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
                "indexes": [models.Index(fields=["id", "-history_id"], name="arrival_history")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("history_user__isnull", False),
                            models.Q(("history_actor", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="arrival_history_has_actor",
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalArrival_interests",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                (
                    "m2m_history_id",
                    models.BigAutoField(editable=False, primary_key=True, serialize=False),
                ),
                (
                    "arrival",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="activities.arrival",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="activities.historicalarrival",
                    ),
                ),
                (
                    "interest",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="customers.interest",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalArrival_interests",
                "default_permissions": (),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalArrivalNotice",
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
                ("sent", models.BooleanField(verbose_name="sent")),
                ("reason", models.CharField(blank=True, max_length=400, verbose_name="reason")),
                (
                    "moment",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="moment"),
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
                    "arrival",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="activities.arrival",
                        verbose_name="arrival",
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
            ],
            options={
                "verbose_name": "historical notice of an arrival",
                "verbose_name_plural": "historical notices of arrivals",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(fields=["id", "-history_id"], name="arrivalnotice_history")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("history_user__isnull", False),
                            models.Q(("history_actor", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="arrivalnotice_history_has_actor",
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalRepair",
            fields=[
                (
                    "history_actor",
                    models.CharField(blank=True, max_length=80, verbose_name="system actor"),
                ),
                (
                    "history_origin",
                    models.CharField(blank=True, max_length=80, verbose_name="origin"),
                ),
                ("device", models.CharField(max_length=120, verbose_name="device")),
                (
                    "serial_number",
                    models.CharField(blank=True, max_length=60, verbose_name="serial number"),
                ),
                ("complaint", models.TextField(blank=True, verbose_name="complaint")),
                ("diagnosis", models.TextField(blank=True, verbose_name="diagnosis")),
                (
                    "rma_number",
                    models.CharField(blank=True, max_length=40, verbose_name="RMA number"),
                ),
                ("shelf", models.CharField(blank=True, max_length=40, verbose_name="shelf")),
                ("ready_at", models.DateTimeField(blank=True, null=True, verbose_name="ready at")),
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
                "verbose_name": "historical repair",
                "verbose_name_plural": "historical repairs",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(fields=["activity_id", "-history_id"], name="repair_history")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("history_user__isnull", False),
                            models.Q(("history_actor", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="repair_history_has_actor",
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalStage",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("order", "Order"),
                            ("quote", "Quote"),
                            ("repair", "Repair"),
                            ("subscription", "Subscription"),
                            ("appointment", "Appointment"),
                            ("project", "Project"),
                            ("lead", "Lead"),
                            ("request", "Request"),
                            ("fault_report", "Fault report"),
                            ("purchase", "Purchase"),
                            ("treatment", "Treatment"),
                            ("trip", "Trip"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=20, verbose_name="code")),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "open"), ("done", "done"), ("cancelled", "cancelled")],
                        max_length=9,
                        verbose_name="means",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=500, verbose_name="position"),
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
                "verbose_name": "historical stage",
                "verbose_name_plural": "historical stages",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
                "indexes": [models.Index(fields=["id", "-history_id"], name="stage_history")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("history_user__isnull", False),
                            models.Q(("history_actor", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="stage_history_has_actor",
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSubscriptionKind",
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
                ("name", models.CharField(max_length=80, verbose_name="name")),
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
                "verbose_name": "historical kind of subscription",
                "verbose_name_plural": "historical kinds of subscription",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(fields=["id", "-history_id"], name="subscriptionkind_history")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("history_user__isnull", False),
                            models.Q(("history_actor", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="subscriptionkind_history_has_actor",
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSubscriptionQuality",
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
                ("name", models.CharField(max_length=80, verbose_name="name")),
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
                "verbose_name": "historical quality of subscription",
                "verbose_name_plural": "historical qualities of subscription",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(fields=["id", "-history_id"], name="subscriptionquality_history")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("history_user__isnull", False),
                            models.Q(("history_actor", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="subscriptionquality_history_has_actor",
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalTreatment",
            fields=[
                (
                    "history_actor",
                    models.CharField(blank=True, max_length=80, verbose_name="system actor"),
                ),
                (
                    "history_origin",
                    models.CharField(blank=True, max_length=80, verbose_name="origin"),
                ),
                ("complaint", models.TextField(blank=True, verbose_name="complaint")),
                ("findings", models.TextField(blank=True, verbose_name="findings")),
                ("treatment", models.TextField(blank=True, verbose_name="treatment")),
                ("advice", models.TextField(blank=True, verbose_name="advice")),
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
                "verbose_name": "historical treatment",
                "verbose_name_plural": "historical treatments",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(fields=["activity_id", "-history_id"], name="treatment_history")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("history_user__isnull", False),
                            models.Q(("history_actor", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="treatment_history_has_actor",
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalTrip",
            fields=[
                (
                    "history_actor",
                    models.CharField(blank=True, max_length=80, verbose_name="system actor"),
                ),
                (
                    "history_origin",
                    models.CharField(blank=True, max_length=80, verbose_name="origin"),
                ),
                ("origin", models.CharField(max_length=120, verbose_name="from")),
                ("destination", models.CharField(max_length=120, verbose_name="to")),
                (
                    "km",
                    models.DecimalField(decimal_places=1, max_digits=7, verbose_name="kilometres"),
                ),
                ("purpose", models.CharField(blank=True, max_length=120, verbose_name="purpose")),
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
                "verbose_name": "historical trip",
                "verbose_name_plural": "historical trips",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(fields=["activity_id", "-history_id"], name="trip_history")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("history_user__isnull", False),
                            models.Q(("history_actor", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="trip_history_has_actor",
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Stage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("order", "Order"),
                            ("quote", "Quote"),
                            ("repair", "Repair"),
                            ("subscription", "Subscription"),
                            ("appointment", "Appointment"),
                            ("project", "Project"),
                            ("lead", "Lead"),
                            ("request", "Request"),
                            ("fault_report", "Fault report"),
                            ("purchase", "Purchase"),
                            ("treatment", "Treatment"),
                            ("trip", "Trip"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=20, verbose_name="code")),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "open"), ("done", "done"), ("cancelled", "cancelled")],
                        max_length=9,
                        verbose_name="means",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=500, verbose_name="position"),
                ),
                ("active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "verbose_name": "stage",
                "verbose_name_plural": "stages",
                "ordering": ["kind", "position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("kind"),
                        django.db.models.functions.text.Lower("name"),
                        name="stage_name_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("kind", "code"),
                        name="stage_code_once",
                    ),
                    models.UniqueConstraint(fields=("id", "kind", "status"), name="stage_meaning"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "order",
                                    "quote",
                                    "repair",
                                    "subscription",
                                    "appointment",
                                    "project",
                                    "lead",
                                    "request",
                                    "fault_report",
                                    "purchase",
                                    "treatment",
                                    "trip",
                                ],
                            )
                        ),
                        name="stage_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["open", "done", "cancelled"])),
                        name="stage_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="stage_has_name"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalActivity",
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
                        choices=[
                            ("order", "Order"),
                            ("quote", "Quote"),
                            ("repair", "Repair"),
                            ("subscription", "Subscription"),
                            ("appointment", "Appointment"),
                            ("project", "Project"),
                            ("lead", "Lead"),
                            ("request", "Request"),
                            ("fault_report", "Fault report"),
                            ("purchase", "Purchase"),
                            ("treatment", "Treatment"),
                            ("trip", "Trip"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("title", models.CharField(max_length=160, verbose_name="title")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "open"), ("done", "done"), ("cancelled", "cancelled")],
                        default="open",
                        editable=False,
                        max_length=9,
                        verbose_name="status",
                    ),
                ),
                (
                    "opened_on",
                    models.DateField(
                        default=django.utils.timezone.localdate, verbose_name="opened on"
                    ),
                ),
                ("planned_on", models.DateField(blank=True, null=True, verbose_name="planned on")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed on")),
                (
                    "amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="amount",
                    ),
                ),
                (
                    "currency",
                    models.CharField(
                        default="EUR", editable=False, max_length=3, verbose_name="currency"
                    ),
                ),
                (
                    "billing",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "not to be invoiced"),
                            ("due", "to be invoiced"),
                            ("invoiced", "invoiced"),
                        ],
                        default="",
                        max_length=8,
                        verbose_name="billing",
                    ),
                ),
                ("archived", models.BooleanField(default=False, verbose_name="archived")),
                ("source", models.CharField(blank=True, max_length=20, verbose_name="source")),
                (
                    "external_id",
                    models.CharField(blank=True, max_length=60, verbose_name="number there"),
                ),
                (
                    "changed_at",
                    models.DateTimeField(blank=True, editable=False, verbose_name="changed at"),
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
                    "assigned_to",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="assigned to",
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
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="activities.activity",
                        verbose_name="project",
                    ),
                ),
                (
                    "stage",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="activities.stage",
                        verbose_name="stage",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical activity",
                "verbose_name_plural": "historical activities",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
                "indexes": [models.Index(fields=["id", "-history_id"], name="activity_history")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("history_user__isnull", False),
                            models.Q(("history_actor", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="activity_history_has_actor",
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="activity",
            name="stage",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="activities",
                to="activities.stage",
                verbose_name="stage",
            ),
        ),
        migrations.CreateModel(
            name="SubscriptionKind",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "verbose_name": "kind of subscription",
                "verbose_name_plural": "kinds of subscription",
                "ordering": ["name"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        name="subscriptionkind_name_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="subscriptionkind_has_name",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SubscriptionQuality",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "verbose_name": "quality of subscription",
                "verbose_name_plural": "qualities of subscription",
                "ordering": ["name"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        name="subscriptionquality_name_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="subscriptionquality_has_name",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalSubscription",
            fields=[
                (
                    "history_actor",
                    models.CharField(blank=True, max_length=80, verbose_name="system actor"),
                ),
                (
                    "history_origin",
                    models.CharField(blank=True, max_length=80, verbose_name="origin"),
                ),
                (
                    "period_months",
                    models.PositiveSmallIntegerField(default=12, verbose_name="period in months"),
                ),
                ("next_on", models.DateField(blank=True, null=True, verbose_name="next renewal")),
                ("stops_on", models.DateField(blank=True, null=True, verbose_name="stops on")),
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
                    "subscription_kind",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="activities.subscriptionkind",
                        verbose_name="kind",
                    ),
                ),
                (
                    "quality",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="activities.subscriptionquality",
                        verbose_name="quality",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical subscription",
                "verbose_name_plural": "historical subscriptions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(fields=["activity_id", "-history_id"], name="subscription_history")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("history_user__isnull", False),
                            models.Q(("history_actor", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="subscription_history_has_actor",
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="TreatmentRead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "moment",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="moment"),
                ),
                ("place", models.CharField(blank=True, max_length=80, verbose_name="place")),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reads",
                        to="activities.activity",
                        verbose_name="activity",
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="reader",
                    ),
                ),
            ],
            options={
                "verbose_name": "reading of a treatment",
                "verbose_name_plural": "readings of treatments",
                "ordering": ["-moment", "-pk"],
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                (
                    "activity",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="activities.activity",
                        verbose_name="activity",
                    ),
                ),
                ("starts_at", models.DateTimeField(db_index=True, verbose_name="starts at")),
                ("ends_at", models.DateTimeField(verbose_name="ends at")),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="place")),
            ],
            options={
                "verbose_name": "appointment",
                "verbose_name_plural": "appointments",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="appointment_ends_after_start",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Repair",
            fields=[
                (
                    "activity",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="activities.activity",
                        verbose_name="activity",
                    ),
                ),
                ("device", models.CharField(max_length=120, verbose_name="device")),
                (
                    "serial_number",
                    models.CharField(blank=True, max_length=60, verbose_name="serial number"),
                ),
                ("complaint", models.TextField(blank=True, verbose_name="complaint")),
                ("diagnosis", models.TextField(blank=True, verbose_name="diagnosis")),
                (
                    "rma_number",
                    models.CharField(blank=True, max_length=40, verbose_name="RMA number"),
                ),
                ("shelf", models.CharField(blank=True, max_length=40, verbose_name="shelf")),
                ("ready_at", models.DateTimeField(blank=True, null=True, verbose_name="ready at")),
            ],
            options={
                "verbose_name": "repair",
                "verbose_name_plural": "repairs",
                "indexes": [
                    models.Index(
                        condition=models.Q(("serial_number", ""), _negated=True),
                        fields=["serial_number"],
                        name="repair_serial_number",
                    ),
                    models.Index(
                        condition=models.Q(("rma_number", ""), _negated=True),
                        fields=["rma_number"],
                        name="repair_rma_number",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("device__regex", "\\S")), name="repair_has_device"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                (
                    "activity",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="activities.activity",
                        verbose_name="activity",
                    ),
                ),
                (
                    "period_months",
                    models.PositiveSmallIntegerField(default=12, verbose_name="period in months"),
                ),
                (
                    "next_on",
                    models.DateField(
                        blank=True, db_index=True, null=True, verbose_name="next renewal"
                    ),
                ),
                ("stops_on", models.DateField(blank=True, null=True, verbose_name="stops on")),
                (
                    "quality",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subscriptions",
                        to="activities.subscriptionquality",
                        verbose_name="quality",
                    ),
                ),
                (
                    "subscription_kind",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subscriptions",
                        to="activities.subscriptionkind",
                        verbose_name="kind",
                    ),
                ),
            ],
            options={
                "verbose_name": "subscription",
                "verbose_name_plural": "subscriptions",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("period_months__gte", 1), ("period_months__lte", 120)),
                        name="subscription_period_believable",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Trip",
            fields=[
                (
                    "activity",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="activities.activity",
                        verbose_name="activity",
                    ),
                ),
                ("origin", models.CharField(max_length=120, verbose_name="from")),
                ("destination", models.CharField(max_length=120, verbose_name="to")),
                (
                    "km",
                    models.DecimalField(decimal_places=1, max_digits=7, verbose_name="kilometres"),
                ),
                ("purpose", models.CharField(blank=True, max_length=120, verbose_name="purpose")),
            ],
            options={
                "verbose_name": "trip",
                "verbose_name_plural": "trips",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("km__gt", 0)), name="trip_has_distance"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                fields=["customer", "kind", "-opened_on", "-id"], name="activity_of_customer"
            ),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                condition=models.Q(("status", "open")),
                fields=["customer", "kind"],
                name="activity_open",
            ),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                condition=models.Q(("billing", "due"), ("status", "done")),
                fields=["customer"],
                name="activity_to_invoice",
            ),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                condition=models.Q(("parent", None), _negated=True),
                fields=["parent", "-opened_on", "-id"],
                name="activity_of_project",
            ),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                condition=models.Q(("status", "open")),
                fields=["assigned_to", "kind", "planned_on"],
                name="activity_assigned",
            ),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                condition=models.Q(("status", "open")), fields=["stage"], name="activity_stage"
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.UniqueConstraint(
                fields=("kind", "number"), name="activity_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.UniqueConstraint(
                condition=models.Q(("external_id", ""), _negated=True),
                fields=("source", "external_id"),
                name="activity_external_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "order",
                            "quote",
                            "repair",
                            "subscription",
                            "appointment",
                            "project",
                            "lead",
                            "request",
                            "fault_report",
                            "purchase",
                            "treatment",
                            "trip",
                        ],
                    )
                ),
                name="activity_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["open", "done", "cancelled"])),
                name="activity_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(("billing__in", ["", "due", "invoiced"])),
                name="activity_billing_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(("title__regex", "\\S")), name="activity_has_title"
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("external_id", ""), models.Q(("source", ""), _negated=True), _connector="OR"
                ),
                name="activity_external_has_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_on", None), ("status", "open")),
                    models.Q(
                        models.Q(("status", "open"), _negated=True),
                        models.Q(("closed_on", None), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="activity_closed_has_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_on", None), ("closed_on__gte", models.F("opened_on")), _connector="OR"
                ),
                name="activity_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent", None), models.Q(("kind", "project"), _negated=True), _connector="OR"
                ),
                name="activity_project_has_no_project",
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("archived", False),
                    models.Q(("status", "open"), _negated=True),
                    _connector="OR",
                ),
                name="activity_archived_is_closed",
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(("currency__regex", "^[A-Z]{3}$")), name="activity_currency_code"
            ),
        ),
    ]
