"""Which sources does the demonstration have? (R-FEED-2)"""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import Kind, Organisation
from registry.models import Source

FILE = Path(__file__).with_name("reference") / "sources.toml"


def load_sources(*, at: datetime) -> dict[str, int]:
    """Adds the sources that are not there yet, and their supplying bodies; how many are described.

    Safe to run again: what was changed on the pages stays, and a source of an area that takes no part here is left
    out. Only a demonstration takes them as accredited: elsewhere a trial load comes first.
    """
    described = tomllib.loads(FILE.read_text(encoding="utf-8"))["source"]
    with transaction.atomic():
        for source in described:
            _keep(dict(source), at=at)
    return {"sources": len(described)}


def _keep(described: dict[str, Any], *, at: datetime) -> None:
    area_code, code = described.pop("area", ""), described["code"]
    area = Organisation.objects.filter(kind=Kind.AUTHORITY, code=area_code).first() if area_code else None
    if (area_code and area is None) or Source.objects.filter(code=code).exists():
        return
    body, _ = Organisation.objects.get_or_create(
        kind=Kind.SUPPLYING_BODY,
        code=described.pop("body_code"),
        defaults={"name": described.pop("body"), "sector": described.pop("sector")},
    )
    known = {name: value for name, value in described.items() if name not in ("body", "sector")}
    Source.objects.create(**known, body=body, area=area, accredited_at=at if settings.INVENTED else None)
