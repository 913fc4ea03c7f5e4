#!/usr/bin/env python
"""Klantbeheer's command line."""

import os
import sys

# Commands for one's own machine speak plain HTTP on loopback; everything else is HTTPS by default.
LOCAL_COMMANDS = {"demo", "runserver", "bench"}


def main() -> None:
    """Run the command named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "klantbeheer.settings")
    if LOCAL_COMMANDS.intersection(sys.argv[1:2]):
        os.environ.setdefault("KLANTBEHEER_HTTPS", "0")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
