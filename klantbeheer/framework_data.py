"""What the tables of Django and its packages hold of a person (see `personal_data`)."""

from __future__ import annotations

from klantbeheer.personal_data import Handling, register_table

KEEP, ROW, FREE_TEXT, NULL = Handling.KEEP, Handling.ROW, Handling.FREE_TEXT, Handling.NULL

#: Tables in which nothing is about a customer.
PLAIN = {
    "auth_group": ["id", "name"],
    "auth_group_permissions": ["id", "group_id", "permission_id"],
    "auth_permission": ["id", "name", "content_type_id", "codename"],
    "django_content_type": ["id", "app_label", "model"],
    "django_migrations": ["id", "app", "name", "applied"],
    # Jobs carry the numbers of rows, never what stands in them.
    "procrastinate_jobs": [
        "id",
        "queue_name",
        "task_name",
        "priority",
        "lock",
        "queueing_lock",
        "args",
        "status",
        "scheduled_at",
        "attempts",
        "abort_requested",
        "worker_id",
    ],
    "procrastinate_events": ["id", "job_id", "type", "at"],
    "procrastinate_periodic_defers": [
        "id",
        "task_name",
        "defer_timestamp",
        "job_id",
        "periodic_id",
    ],
    "procrastinate_workers": ["id", "last_heartbeat"],
}


def register() -> None:
    """Classify the tables of the framework. Called once, when the project is ready."""
    for table, columns in PLAIN.items():
        register_table(table, dict.fromkeys(columns, KEEP))
    # A session may hold search terms and messages that name a customer.
    register_table("django_session", {"session_key": ROW, "session_data": ROW, "expire_date": ROW})
    register_table(
        "django_admin_log",
        dict.fromkeys(["id", "action_time", "action_flag", "content_type_id", "user_id"], KEEP)
        | {"object_id": KEEP, "object_repr": FREE_TEXT, "change_message": FREE_TEXT},
    )
    # Failed and successful sign-ins: user names of staff, addresses of counter PCs.
    attempt = dict.fromkeys(
        ["id", "user_agent", "ip_address", "username", "http_accept", "path_info", "attempt_time"],
        KEEP,
    )
    register_table(
        "axes_accessattempt",
        attempt | {"get_data": FREE_TEXT, "post_data": FREE_TEXT, "failures_since_start": KEEP},
    )
    register_table("axes_accesslog", attempt | {"logout_time": KEEP, "session_hash": KEEP})
    register_table("axes_accessfailurelog", attempt | {"locked_out": KEEP})
    register_table("axes_accessattemptexpiration", {"access_attempt_id": KEEP, "expires_at": KEEP})
