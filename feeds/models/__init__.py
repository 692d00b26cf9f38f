from feeds.models.accreditation import Accreditation, EndedHow, Side
from feeds.models.delivery import Delivery, DeliveryPart, DeliveryState, Way
from feeds.models.rebuilding import Rebuilding
from feeds.models.staged import RowState, StagedRow
from feeds.models.stop import Stop

__all__ = [
    "Accreditation",
    "Delivery",
    "DeliveryPart",
    "DeliveryState",
    "EndedHow",
    "Rebuilding",
    "RowState",
    "Side",
    "StagedRow",
    "Stop",
    "Way",
]
