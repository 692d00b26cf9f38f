"""bin/contactpoint rotate_keys --as EMAIL: everything sealed under the key of the ring that is in force (SEC-47)."""

import json
from collections import Counter
from datetime import datetime
from typing import Any

from django.core.management.base import CommandError

from accounts.commanding import OperatorCommand
from accounts.models import Practitioner
from contactpoint.rotating import not_rotated, rotate


class Command(OperatorCommand):
    help = "Seals everything anew under the ring's current key, while the registry is in use; safe to stop and repeat."

    def act(self, *, by: Practitioner, at: datetime, **options: Any) -> str:
        """That it began, and who began it, is in the log before anything is done."""
        return "Begun"

    def handle(self, *args: Any, operator: str, **options: Any) -> None:
        super().handle(*args, operator=operator, **options)
        done: Counter[str] = Counter()
        for where, many in rotate():
            done[where] += many
        self.stdout.write(json.dumps({name: count for name, count in done.items() if count}, indent=2))
        if rest := not_rotated():
            raise CommandError(f"Rows that others held are left, run it again: {json.dumps(rest)}")
