"""How are the words of a request for contact kept? Under the key of the child's record, with which they die."""

import json
from dataclasses import asdict, dataclass

from registry.brokering import Service
from shielding.models import ContactRequest, ServiceAsked


@dataclass(frozen=True)
class Said:
    """What the asker wrote."""

    why: str
    call_back: str


def seal_said(row: ContactRequest, said: Said) -> bytes:
    return row.child.words_key.seal(json.dumps(asdict(said)), place=f"shielding_contactrequest.said|{row.pk}")


def said_in(row: ContactRequest) -> Said:
    kept = row.child.words_key.unseal(row.said, place=f"shielding_contactrequest.said|{row.pk}")
    return Said(**json.loads(kept))


def seal_service(row: ServiceAsked, service: Service) -> bytes:
    key = row.contact_request.child.words_key
    return key.seal(json.dumps(service.as_dict()), place=f"shielding_serviceasked.service|{row.pk}")


def service_in(row: ServiceAsked) -> Service:
    key = row.contact_request.child.words_key
    return Service.from_dict(json.loads(key.unseal(row.service, place=f"shielding_serviceasked.service|{row.pk}")))


def seal_told(row: ServiceAsked, told: str) -> bytes:
    return row.contact_request.child.words_key.seal(told, place=f"shielding_serviceasked.told|{row.pk}")


def told_in(row: ServiceAsked) -> str:
    key = row.contact_request.child.words_key
    return key.unseal(row.told or b"", place=f"shielding_serviceasked.told|{row.pk}")
