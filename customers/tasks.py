"""The jobs of the queue that keep the customers' tables in order."""

from __future__ import annotations

from procrastinate.contrib.django import app

from customers.services.drafts import forget_drafts_of_erased, forget_old_drafts
from klantbeheer.queue import UPKEEP


@app.periodic(cron="23 * * * *")
@app.task(name="customers.forget_drafts", queue=UPKEEP, queueing_lock="customers.forget_drafts")
def forget_drafts(timestamp: int = 0) -> None:
    """Forget what was typed and left alone, also by clerks who never came back, or about the erased."""
    forget_old_drafts()
    forget_drafts_of_erased()
