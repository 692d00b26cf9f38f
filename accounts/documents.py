"""Which versions of the user agreement and the security operating procedures are in force?

A new version is accepted again by everybody before they go on (R-USER-1).
"""

from datetime import date
from typing import Final

from accounts.models import Document

CURRENT: Final = {Document.USER_AGREEMENT: "2009-01", Document.SECURITY_PROCEDURES: "2009-01"}


def in_force_since(version: str) -> date:
    """A version is called after the month from which it counts."""
    return date.fromisoformat(f"{version}-01")
