from feeds.models.delivery import Delivery, DeliveryPart, DeliveryState, Way
from feeds.models.staged import RowState, StagedRow

__all__ = ["Delivery", "DeliveryPart", "DeliveryState", "RowState", "StagedRow", "Way"]
