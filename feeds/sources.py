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
    """Adds the sources and their supplying bodies, and renews what they may say; how many there are.

    Safe to run again. Only a demonstration takes them as accredited: elsewhere a trial load comes first.
    """
    described = tomllib.loads(FILE.read_text(encoding="utf-8"))["source"]
    with transaction.atomic():
        for source in described:
            _keep(dict(source), at=at)
    return {"sources": len(described)}


def _keep(described: dict[str, Any], *, at: datetime) -> None:
    body, _ = Organisation.objects.get_or_create(
        kind=Kind.SUPPLYING_BODY,
        code=described.pop("body_code"),
        defaults={"name": described.pop("body"), "sector": described.pop("sector")},
    )
    known = {name: value for name, value in described.items() if name not in ("body", "sector")}
    source, made = Source.objects.update_or_create(code=known.pop("code"), defaults={**known, "body": body})
    if made and settings.INVENTED:
        source.accredited_at = at
        source.save(update_fields=["accredited_at"])
