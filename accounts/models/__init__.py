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
    "Clearance",
    "Document",
    "Identity",
    "Kind",
    "Organisation",
    "OrganisationGroupObjectPermission",
    "OrganisationUserObjectPermission",
    "Practitioner",
    "Stage",
    "Track",
    "Training",
]
