"""What can go wrong with the services around the app.

The text of these is written for visitors: it may be shown to anybody, so it
names no addresses and no more.
"""

from __future__ import annotations


class Failure(Exception):
    """It does not work, and trying again will not help."""


class PassingFailure(Failure):
    """It does not work now, and may if it is tried again."""
