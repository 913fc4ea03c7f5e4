"""The jobs of the queue: renewals of subscriptions, and telling customers what came in."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from customers.activities.services import arrivals, subscriptions
from klantbeheer.queue import UPKEEP
from klantbeheer.staff.models import StaffUser

logger = logging.getLogger(__name__)


# Every hour: the machine of a shop may be off at night.
@app.periodic(cron="7 * * * *")
@app.task(name="activities.nightly", queue=UPKEEP, queueing_lock="activities.nightly")
def nightly(timestamp: int = 0) -> None:
    """Renew the subscriptions that are due, and end those whose last day has come."""
    done = subscriptions.nightly()
    if done.renewed or done.stopped or done.refused:
        words = "%d periods renewed, %d subscriptions stopped, %d left for a person"
        logger.info(words, done.renewed, done.stopped, done.refused)


@app.periodic(cron="*/10 * * * *")
@app.task(name="activities.look_after", queue=UPKEEP, queueing_lock="activities.look_after")
def look_after(timestamp: int = 0) -> None:
    """Go on with tellings whose job was lost."""
    arrivals.queue_forgotten()


@app.task(name=arrivals.TASK, queue="messages")
def tell_arrival(arrival_id: int, staff_id: int) -> None:
    """Tell the next customers what came in, in the name of who asked for it."""
    done = arrivals.tell_some(arrival_id, StaffUser.objects.get(pk=staff_id))
    logger.info("arrival %d: %d customers had their turn", arrival_id, done)
