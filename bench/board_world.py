"""Who looks at England, and at how much? The process that invents it: python -m bench.board_world MONTHS

Prints one JSON object: how many returns, a session of the national team, and how many statements the page takes.
"""

import json
import sys
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from accounts.models import Practitioner  # noqa: E402
from readiness.demonstration import invent  # noqa: E402


def world(months: int) -> dict[str, Any]:
    returns = invent(months)
    client = Client(SERVER_NAME="localhost")
    client.force_login(Practitioner.objects.get(email__startswith="nat."), backend="accounts.back_end.PasswordBackend")
    client.get(reverse("view_england"))
    with CaptureQueriesContext(connection) as made:
        client.get(reverse("view_england"))
    return {"returns": returns, "session": client.cookies["sessionid"].value, "statements": len(made)}


if __name__ == "__main__":
    print(json.dumps(world(int(sys.argv[1]))))
