"""Sending for real: deliveries wait in the queue, a worker hands them to a mail server or provider."""

from contacts.sending.deliver import send_now
from contacts.sending.waiting import enqueue

__all__ = ["enqueue", "send_now"]
