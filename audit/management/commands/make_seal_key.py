"""bin/contactpoint make_seal_key: a new key to seal the log with, as the settings take it (R-AUDIT-2)."""

from typing import Any

from django.core.management.base import BaseCommand

from audit.signing import made_key


class Command(BaseCommand):
    help = (
        "Prints a new key: the private part for the worker, the public part for whoever verifies. It is kept nowhere."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        private, public = made_key()
        self.stdout.write(f"SEAL_KEY={private}\nSEAL_PUBLIC_KEYS={public}")
