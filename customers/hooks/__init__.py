"""What other apps hang on a customer: they say so here, from `AppConfig.ready()`.

`customers` imports no app above it. Whoever has something that may be open on a customer, a tab on
the card, events for its timeline, or a foreign key to `Customer`, registers it here.
"""

from customers.hooks.blockers import (
    Blocker,
    BlockerCheck,
    OpenItem,
    Step,
    blocker_checks,
    register_blocker,
    unregister_blocker,
)
from customers.hooks.card import (
    CardAction,
    CardSection,
    CardTab,
    PermissionPage,
    Place,
    card_actions,
    card_sections,
    card_tabs,
    permission_page,
    register_card_action,
    register_card_section,
    register_card_tab,
    register_permission_page,
    unregister_card_tab,
)
from customers.hooks.links import (
    LinkAnswer,
    OnErase,
    OnMerge,
    merge_erase_answers,
    register_merge_erase,
)
from customers.hooks.past import (
    HistoryEntry,
    HistorySource,
    TimelineEvent,
    TimelineSource,
    TimelineWindow,
    history_sources,
    register_history_source,
    register_timeline_source,
    timeline_sources,
    unregister_timeline_source,
)

__all__ = [
    "Blocker",
    "BlockerCheck",
    "CardAction",
    "CardSection",
    "CardTab",
    "HistoryEntry",
    "HistorySource",
    "LinkAnswer",
    "OnErase",
    "OnMerge",
    "OpenItem",
    "PermissionPage",
    "Place",
    "Step",
    "TimelineEvent",
    "TimelineSource",
    "TimelineWindow",
    "blocker_checks",
    "card_actions",
    "card_sections",
    "card_tabs",
    "history_sources",
    "merge_erase_answers",
    "permission_page",
    "register_blocker",
    "register_card_action",
    "register_card_section",
    "register_card_tab",
    "register_history_source",
    "register_merge_erase",
    "register_permission_page",
    "register_timeline_source",
    "timeline_sources",
    "unregister_blocker",
    "unregister_card_tab",
    "unregister_timeline_source",
]
