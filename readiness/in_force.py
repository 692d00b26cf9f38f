"""Which framework is in force? (R-LARA-1)"""

from functools import cache

from readiness.framework import Framework, read_framework
from readiness.load_reference import FOLDER


@cache
def framework() -> Framework:
    """The first and so far only version. Raises UnusableFramework."""
    return read_framework(FOLDER / "framework_1.toml")
