"""Which framework is in force? (R-LARA-1)"""

from functools import cache
from typing import Final

from readiness.framework import Framework, read_framework
from readiness.load_reference import FOLDER

NEWEST: Final = 1  # version


@cache
def framework(version: int = NEWEST) -> Framework:
    """The one in force, or the one on which something older was answered. Raises UnusableFramework."""
    return read_framework(FOLDER / f"framework_{version}.toml")
