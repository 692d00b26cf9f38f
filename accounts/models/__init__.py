from accounts.models.attempt import Attempt, Secret
from accounts.models.bulk import Bulk, BulkKind, BulkRow, BulkState, RowState
from accounts.models.life import Because, Invitation, StateChange, Transfer
from accounts.models.message import Message
from accounts.models.notice import Notice
from accounts.models.organisation import (
    Kind,
    Organisation,
    OrganisationGroupObjectPermission,
    OrganisationUserObjectPermission,
    Stage,
    Track,
)
from accounts.models.practitioner import AccountState, Practitioner
from accounts.models.reminder import Reminder
from accounts.models.vetting import Agreement, Clearance, Document, Identity, Training

__all__ = [
    "AccountState",
    "Agreement",
    "Attempt",
    "Because",
    "Bulk",
    "BulkKind",
    "BulkRow",
    "BulkState",
    "Clearance",
    "Document",
    "Identity",
    "Invitation",
    "Kind",
    "Message",
    "Notice",
    "Organisation",
    "OrganisationGroupObjectPermission",
    "OrganisationUserObjectPermission",
    "Practitioner",
    "Reminder",
    "RowState",
    "Secret",
    "Stage",
    "StateChange",
    "Track",
    "Training",
    "Transfer",
]
