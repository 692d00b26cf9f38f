"""What may this administrator do about this person now? The acts themselves ask again."""

from datetime import datetime
from enum import StrEnum

from accounts import roles
from accounts.models import AccountState, Practitioner
from accounts.scope import Scope


class Act(StrEnum):
    """Each is the name of its page."""

    SEND_AGAIN = "send_again"
    WITHDRAW = "withdraw_invitation"
    RECORD_SEEN = "record_seen"
    RECORD_PAPER = "record_paper"
    CHANGE = "change_particulars"
    GIVE_ROLE = "give_role"
    SUSPEND = "suspend_person"
    RESTORE = "restore_person"
    WAY_BACK = "ask_way_back"
    TRANSFER = "propose_transfer"
    WITHDRAW_TRANSFER = "withdraw_transfer"
    CLOSE = "close_account"
    REOPEN = "reopen_account"


def acts_on(person: Practitioner, *, by: Practitioner, scope: Scope) -> list[Act]:
    """None on the own account, and none by a delegated administrator on anybody but practitioners (R-USER-3)."""
    if person.pk == by.pk or not scope.may_change(roles.held(person)):
        return []
    return [act for act in Act if _fits(act, person)]


def _fits(act: Act, person: Practitioner) -> bool:
    state = person.account_state
    if act is Act.REOPEN or state == AccountState.CLOSED:
        return act is Act.REOPEN and state == AccountState.CLOSED
    waits = state == AccountState.INVITED
    if act is Act.SEND_AGAIN:
        return waits and not person.has_usable_password()
    if act in (Act.TRANSFER, Act.WITHDRAW_TRANSFER):
        offered = person.transfers.filter(ended_at=None).exists()
        return offered if act is Act.WITHDRAW_TRANSFER else not (waits or offered)
    fits = {
        Act.WITHDRAW: waits,
        Act.WAY_BACK: person.has_usable_password() and state != AccountState.SUSPENDED,
        Act.SUSPEND: state != AccountState.SUSPENDED,
        Act.RESTORE: state == AccountState.SUSPENDED,
    }
    return fits.get(act, True)


def may_undo(person: Practitioner, *, at: datetime) -> datetime | None:
    """Until when the letter of the invitation is kept back; None when it has left, or there is none."""
    latest = person.invitations.filter(accepted_at=None, cancelled_at=None, send_at__gt=at).order_by("-pk").first()
    return latest.send_at if latest else None
