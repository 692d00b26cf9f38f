from accounts.models.attempt import Attempt, Secret
from accounts.models.kept_answers import KeptAnswers
from accounts.models.organisation import (
    Kind,
    Organisation,
    OrganisationGroupObjectPermission,
    OrganisationUserObjectPermission,
    Stage,
    Track,
)
from accounts.models.practitioner import AccountState, Practitioner
from accounts.models.vetting import Agreement, Clearance, Document, Identity, Training

__all__ = [
    "AccountState",
    "Agreement",
    "Attempt",
    "Clearance",
    "Document",
    "Identity",
    "KeptAnswers",
    "Kind",
    "Organisation",
    "OrganisationGroupObjectPermission",
    "OrganisationUserObjectPermission",
    "Practitioner",
    "Secret",
    "Stage",
    "Track",
    "Training",
]
