"""How does a worker try again at once, so that many deaths fit into one measurement? The program's own, in a hurry.

Nothing is different but the pauses: half a minute before another attempt, and the clock's quarter of one, would make
a measurement of fifty deaths last an hour and kill nothing more. Batches may be smaller, so that deaths fall into many.
"""

import os
from datetime import timedelta

import django

from bench import BATCH
from contactpoint.celery import app

django.setup()  # what follows reads models

from contactpoint.jobs import queue  # noqa: E402
from feeds import apply, stage  # noqa: E402

queue.RETRY_AFTER = timedelta(seconds=1)  # type: ignore[misc]
queue.LOOK_AGAIN_AFTER = timedelta(seconds=1)  # type: ignore[misc]
apply.BATCH = stage.PIECE = int(os.environ.get(BATCH, apply.BATCH))
app.conf.beat_schedule["sweep"]["schedule"] = timedelta(seconds=1)
app.conf.beat_max_loop_interval = 1

__all__ = ["app"]
