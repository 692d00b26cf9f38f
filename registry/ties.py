"""What explains that this person looks at this child? Noted at the moment of access, for the review (R-AUDIT-3)."""

from accounts.models import Practitioner
from registry.models import Child, Involvement


def ties_between(viewer: Practitioner, child: Child) -> list[str]:
    """Codes only: what is known of both, without a value of either."""
    involved = Involvement.objects.filter(child=child, ended_on=None)
    ties = {
        "own_involvement": involved.filter(practitioner=viewer).exists(),
        "own_organisation_involved": involved.filter(practitioner__organisation=viewer.organisation_id).exists(),
        "own_area": child.responsible_authority_id == viewer.organisation_id,
        "same_surname": child.names.filter(surname__iexact=viewer.surname).exists(),
    }
    return [tie for tie, holds in ties.items() if holds]
