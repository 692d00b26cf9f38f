from feeds.models.delivery import Delivery, DeliveryPart, DeliveryState, Way
from feeds.models.fixing import Correction, Fix, FixRule, FixWay, Replay, ReplayKind, RuleKind
from feeds.models.staged import RowState, StagedRow

__all__ = [
    "Correction",
    "Delivery",
    "DeliveryPart",
    "DeliveryState",
    "Fix",
    "FixRule",
    "FixWay",
    "Replay",
    "ReplayKind",
    "RowState",
    "RuleKind",
    "StagedRow",
    "Way",
]
