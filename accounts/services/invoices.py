"""The life of an invoice: a draft, issued, credited.

The door to `drafting` and `issuing`, for the screens and for other apps; the services themselves
name the module that they need.
"""

from accounts.services.drafting import (
    DraftValues,
    LineValues,
    change_draft,
    create_draft,
    discard_draft,
    lines_of,
    resolve_draft,
    totals_of,
    values_of,
)
from accounts.services.issuing import (
    IssuePlan,
    credit,
    issue,
    payment_words,
    plan_issue,
)

__all__ = [
    "DraftValues",
    "IssuePlan",
    "LineValues",
    "change_draft",
    "create_draft",
    "credit",
    "discard_draft",
    "issue",
    "lines_of",
    "payment_words",
    "plan_issue",
    "resolve_draft",
    "totals_of",
    "values_of",
]
