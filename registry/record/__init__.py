"""How does what the sources say become one record? (R-FEED-6)

Every source's assertion is kept. The record shown is computed from all of them, so it can be computed again at any
time: after a delivery, a correction, a merge or a split.
"""

from registry.record.apply import Decision, Outcome, apply_assertions, confirm_assertions, lock_children
from registry.record.write import rebuild

__all__ = ["Decision", "Outcome", "apply_assertions", "confirm_assertions", "lock_children", "rebuild"]
