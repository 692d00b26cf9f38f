"""How does a delivery come in without being worked on here? python -m bench.handing_in SOURCE FILE

It is received and its work promised, in one transaction: whoever is killed meanwhile hands the same file in again.
"""

import os
import sys
from pathlib import Path

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "contactpoint.settings")
    django.setup()
    from django.utils import timezone  # models can be read from here on

    from feeds.receive import receive
    from registry.models import Source

    code, path = sys.argv[1], Path(sys.argv[2])
    with path.open("rb") as stream:
        receive(stream, source=Source.objects.get(code=code), file_name=path.name, at=timezone.now())


if __name__ == "__main__":
    main()
