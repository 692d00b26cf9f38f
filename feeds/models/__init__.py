from feeds.models.accreditation import Accreditation, EndedHow, Side
from feeds.models.delivery import Delivery, DeliveryPart, DeliveryState, Way
from feeds.models.fixing import Correction, Fix, FixRule, FixWay, Replay, ReplayKind, RuleKind
from feeds.models.rebuilding import Rebuilding
from feeds.models.staged import ForeseenPiece, RowState, StagedRow
from feeds.models.stop import Stop
from feeds.models.told import CorrectionsTold

__all__ = [
    "Accreditation",
    "Correction",
    "CorrectionsTold",
    "Delivery",
    "DeliveryPart",
    "DeliveryState",
    "EndedHow",
    "Fix",
    "FixRule",
    "FixWay",
    "ForeseenPiece",
    "Rebuilding",
    "Replay",
    "ReplayKind",
    "RowState",
    "RuleKind",
    "Side",
    "StagedRow",
    "Stop",
    "Way",
]
