"""Loads organisations, schools, practices, trusts, postcode districts and the roll-out plan; safe to run again."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

import accounts.load_reference
import feeds.sources
import readiness.load_reference
import registry.load_reference
from audit.log import record


class Command(BaseCommand):
    help = "Loads the reference data; safe to run again: names are renewed, no organisation's stage is ever moved."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        with transaction.atomic(durable=True):
            loaded = {
                **accounts.load_reference.load(invent_numbers=settings.INVENTED),
                **registry.load_reference.load(at=now, invent_numbers=settings.INVENTED),
                **feeds.sources.load_sources(at=now),
                **readiness.load_reference.load(),
            }
            record("reference.loaded", at=now, facts=loaded)
        self.stdout.write(" ".join(f"{name}={number}" for name, number in loaded.items()))
