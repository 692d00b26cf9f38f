"""Who completes a return while its pages are killed? As a program: python -m tests.readiness.killed_world

Prints one JSON object: the session of a lead, the return she has begun, and the questions that it asks.
"""

import json
from typing import Any

import django
from django.apps import apps

if not apps.ready:
    django.setup()

from django.test import Client
from django.utils import timezone

from readiness import returning
from tests import people
from tests.readiness.returns import lead


def world() -> dict[str, Any]:
    now, client = timezone.now(), Client(SERVER_NAME="localhost")
    rita = lead(at=now)
    people.sign_in(client, rita)
    one = returning.begin(by=rita, at=now)
    codes = [question.code for question in returning.questions_of(one)]
    return {"session": client.cookies["sessionid"].value, "monthly": str(one.pk), "codes": codes}


if __name__ == "__main__":
    print(json.dumps(world()))
