from accounts.models.allowance import Allowance, Purpose
from accounts.models.attempt import Attempt, Secret
from accounts.models.case import Case, Outcome
from accounts.models.closure import Closure
from accounts.models.kept_answers import KeptAnswers
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
    "Allowance",
    "Attempt",
    "Because",
    "Case",
    "Clearance",
    "Closure",
    "Document",
    "Identity",
    "Invitation",
    "KeptAnswers",
    "Kind",
    "Message",
    "Notice",
    "Organisation",
    "OrganisationGroupObjectPermission",
    "OrganisationUserObjectPermission",
    "Outcome",
    "Practitioner",
    "Purpose",
    "Reminder",
    "Secret",
    "Stage",
    "StateChange",
    "Track",
    "Training",
    "Transfer",
]
