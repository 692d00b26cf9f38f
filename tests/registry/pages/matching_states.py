"""The pages of review and merging in every state: what it takes to see each, as a data officer of Liverpool."""

from datetime import timedelta
from uuid import UUID

from django.test import Client
from django.utils import timezone

from registry.fingerprints import prints
from registry.merge_asking import say_same
from registry.models import Child, Merge
from registry.queueing import TARGET
from tests import people
from tests.registry import children
from tests.registry.matching import JON, TWIN, waiting
from tests.registry.pages.states import Scene, Way, url


def queue(scene: Scene) -> str:
    john = scene.john()
    for held in (timedelta(), timedelta(days=2), TARGET):
        waiting(near=[john], at=timezone.now(), held_for=held)
    waiting(TWIN, near=[john, scene.john()], at=timezone.now())
    return url("matches")


def one_row(scene: Scene) -> str:
    return url("review_match", waiting(near=[scene.john()], at=timezone.now()))


def twins(scene: Scene) -> str:
    there = children.child(children.JOHN, at=timezone.now(), area=people.manchester())
    return url("review_match", waiting(TWIN, near=[scene.john(), there], at=timezone.now()))


def after(scene: Scene) -> str:
    john = scene.john()
    where = url("review_match", waiting(near=[john], at=timezone.now()))
    seen = scene.client.get(where).context["form"]["seen"].value()
    return scene.client.post(where, {"answer": f"same:{john}", "seen": seen}).headers["Location"]


def two_records(scene: Scene) -> tuple[UUID, UUID]:
    kept, closed = scene.john(), children.child(JON, at=timezone.now())
    Child.objects.filter(pk=kept).update(made_at=timezone.now() - timedelta(days=300))
    return kept, closed


def after_merge(scene: Scene) -> str:
    pair = two_records(scene)
    where = url("compare_records", *pair)
    seen = scene.client.get(where).context["form"]["seen"].value()
    return scene.client.post(where, {"answer": "same", "because": "One boy", "seen": seen}).headers["Location"]


def merged(scene: Scene) -> UUID:
    pair = two_records(scene)
    seen = {str(child): one for child, one in prints(pair).items()}
    for who in (scene.who, people.person("Dan", "data_officer")):
        if not Merge.objects.exclude(at=None).exists():
            say_same(*pair, because="One boy", seen=seen, by=who, at=timezone.now())
    merge = Merge.objects.get().pk
    scene.client.get(url("undo_merge", merge))  # somebody who saw both
    return merge


def taken(scene: Scene) -> str:
    where, colleague = one_row(scene), Client()
    people.sign_in(colleague, people.person("Dan", "data_officer"))
    colleague.get(where)
    return where


def list_of_merges(scene: Scene) -> str:
    merged(scene)
    return url("merges")


MATCHING_STATES: dict[str, Way] = {
    "no matches": lambda scene: url("matches"),
    "matches": queue,
    "match": one_row,
    "match of twins": twins,
    "match taken": taken,
    "after match": after,
    "compare numbers": lambda scene: url("compare_numbers"),
    "compare records": lambda scene: url("compare_records", *two_records(scene)),
    "after merge": after_merge,
    "merges": list_of_merges,
    "merge": lambda scene: url("view_merge", merged(scene)),
    "undo merge": lambda scene: url("undo_merge", merged(scene)),
    "witnesses": lambda scene: url("merge_witnesses", merged(scene)),
}
