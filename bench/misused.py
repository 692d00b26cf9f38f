"""Who looks honestly through the year, and who does not? Both, put into one year of looks (bench.misusing)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from bench.misusing import DAYS, LED, Child, Incident, Person, World, Year
from registry.ties import Tie

EACH: Final = 40  # incidents of a kind in the year, for 2,000 people
NEWS_CHILDREN: Final = 4  # each draws a crowd
QUEUED: Final = 0.97  # of what administrators look at, their queues lead to
ACCIDENTS: Final = 25  # children to whom several services come honestly


def make_year(*, users: int, seed: int) -> Year:
    world = World(users=users, seed=seed)
    chance = world.chance
    for who in chance.sample(world.people, users * 3 // 100):
        start = chance.randrange(DAYS - 150)
        who.away = (start, start + chance.randrange(70, 150))
    misused = set()
    for kind, act in KINDS.items():
        fitting = [who for who in world.people if who.user not in misused and FITS.get(kind, _casework)(who)]
        for who in chance.sample(fitting, min(EACH * users // 2_000 or 1, len(fitting))):
            misused.add(who.user)
            act(world, who)
    _news(world)
    for who in world.people:
        _honest_year(world, who)
    _accidents(world)
    return world.year


# --- Honest -------------------------------------------------------------------------------------------------


def _honest_year(world: World, who: Person) -> None:
    for day in range(DAYS):
        works = day % 7 < 5 or who.duty
        if works and not who.away[0] <= day < who.away[1]:
            _honest_day(world, who, day)


def _honest_day(world: World, who: Person, day: int) -> None:
    chance = world.chance
    many = sum(chance.random() < who.service.a_day / 4 for _ in range(4))
    if who.service.casework and chance.random() < 0.002:
        many += chance.randrange(12, 25)  # a day on which the whole caseload is gone through
        for child in chance.sample(who.caseload, min(many, len(who.caseload))):
            world.look(who, child, world.moment(day))
        return
    if who.duty and chance.random() < 0.02:
        many += chance.randrange(2, 5)  # a bad night
    network = f"phone {who.user}" if chance.random() < 0.2 else ""
    for _ in range(many):
        _honest_look(world, who, day, network)


def _honest_look(world: World, who: Person, day: int, network: str) -> None:
    chance = world.chance
    drawn, at = chance.random(), world.moment(day, night=who.duty and chance.random() < 0.6)
    if not who.service.casework and drawn < QUEUED:
        return world.look(who, world.any_child(who, away=0.0), at, Tie.QUEUE, network=network)
    for share, tie in LED:
        if drawn < share:
            child = chance.choice(_led_to(world, who, tie))
            also = (Tie.OWN_INVOLVEMENT,) if tie is Tie.SELF_STATED else ()
            return world.look(who, child, at, tie, *also, network=network)
        drawn -= share
    child = world.any_child(who)
    world.look(who, child, at, network=network)
    if chance.random() < 0.3:  # the same case on one of the next days, before somebody records the involvement
        world.look(who, child, world.moment(min(day + chance.randrange(1, 4), DAYS - 1)), network=network)
    return None


def _led_to(world: World, who: Person, tie: Tie) -> list[Child]:
    if tie is Tie.OWN_INVOLVEMENT:
        return who.caseload
    return who.known if tie is Tie.OWN_ORGANISATION else world.by_area[who.area]


def _accidents(world: World) -> None:
    chance = world.chance
    for _ in range(ACCIDENTS * len(world.people) // 2_000):
        day, area = chance.randrange(DAYS - 2), chance.randrange(len(world.by_area))
        child = chance.choice(world.by_area[area])
        there = [who for who in world.people if who.area == area and who.service.casework]
        for who in chance.sample(there, min(chance.randrange(2, 5), len(there))):
            world.look(who, child, world.moment(day + chance.randrange(2)))


# --- Misuse -------------------------------------------------------------------------------------------------


def _casework(who: Person) -> bool:
    return who.service.casework


def _on_days(world: World, who: Person, kind: str, child: Child, days: int, *, over: int) -> None:
    incident = Incident(kind, who.user, child.number)
    first = world.chance.randrange(DAYS - over)
    for day in sorted(world.chance.sample(range(over), days)):
        at = world.moment(first + day, night=world.chance.random() < 0.3)
        world.look(who, child, at, misuse=incident)


def _stranger(world: World, who: Person, fits: Callable[[Child], bool]) -> Child | None:
    known = {child.number for child in who.known}
    near = [child for child in world.by_area[who.area] if fits(child) and child.number not in known]
    return world.chance.choice(near) if near else None


def family(world: World, who: Person) -> None:
    """A brother's or a cousin's child, near or far."""
    everywhere = [child for area in world.by_area for child in area if child.surname == who.surname]
    known = {child.number for child in who.known}
    relatives = [child for child in everywhere if child.number not in known]
    if relatives:
        _on_days(world, who, "family", world.chance.choice(relatives), world.chance.randrange(1, 4), over=30)


def neighbour(world: World, who: Person) -> None:
    _on_days(world, who, "neighbour", world.child_at(who.home), world.chance.randrange(1, 4), over=30)


def ex_partner(world: World, who: Person) -> None:
    """Another surname and another home; looked at again and again."""
    child = _stranger(world, who, lambda child: child.surname != who.surname and child.home != who.home)
    if child:
        _on_days(world, who, "ex_partner", child, world.chance.randrange(5, 11), over=60)


def scrape_fast(world: World, who: Person) -> None:
    day, incident = world.chance.randrange(DAYS), Incident("scrape_fast", who.user, "")
    start = world.moment(day)
    for number in range(world.chance.randrange(60, 250)):
        at = start + timedelta(seconds=30 * number)
        world.look(who, world.any_child(who), at, misuse=incident)


def scrape_slow(world: World, who: Person) -> None:
    first, incident = world.chance.randrange(DAYS - 40), Incident("scrape_slow", who.user, "")
    for day in range(first, first + 28):
        if day % 7 < 5:
            for _ in range(world.chance.randrange(2, 5)):
                world.look(who, world.any_child(who, away=0.0), world.moment(day), misuse=incident)


def woken(world: World, who: Person) -> None:
    """Nobody has used the account for months, and now somebody does."""
    first = world.chance.randrange(120, DAYS - 10)
    who.away, incident = (first - 100, DAYS), Incident("woken", who.user, "")
    for _ in range(world.chance.randrange(5, 15)):
        world.look(who, world.any_child(who), world.moment(first + world.chance.randrange(3)), misuse=incident)


def shared(world: World, who: Person) -> None:
    """A colleague without an account looks with this one, from elsewhere, while its holder works."""
    first, incident = world.chance.randrange(DAYS - 30), Incident("shared", who.user, "")
    for day in world.chance.sample(range(first, first + 28), 8):
        at = world.moment(day)
        for number in range(6):
            child = world.chance.choice(who.known)
            place = f"elsewhere {who.user}" if number % 2 else ""
            world.look(who, child, at + timedelta(minutes=4 * number), misuse=incident, network=place)


def administrator(world: World, who: Person) -> None:
    child = _stranger(world, who, lambda child: child.home != who.home)
    if child:
        _on_days(world, who, "administrator", child, world.chance.randrange(1, 4), over=20)


def colleagues_child(world: World, who: Person) -> None:
    colleague = world.chance.choice([one for one in who.colleagues if one.user != who.user])
    _on_days(world, who, "colleagues_child", world.child_at(colleague.home), world.chance.randrange(1, 4), over=20)


def claimed(world: World, who: Person) -> None:
    """Involvements are made up on the day, to look at several children."""
    first, incident = world.chance.randrange(DAYS - 20), Incident("claimed", who.user, "")
    for _ in range(world.chance.randrange(4, 9)):
        child = world.any_child(who, away=0.5)
        day = first + world.chance.randrange(14)
        world.look(who, child, world.moment(day), Tie.OWN_INVOLVEMENT, Tie.SELF_STATED, misuse=incident)


def leaver(world: World, who: Person) -> None:
    """Everything that the organisation knows, in the last days."""
    first, incident = world.chance.randrange(30, DAYS - 5), Incident("leaver", who.user, "")
    who.away = (first + 3, DAYS)
    start = world.moment(first)
    for number, child in enumerate(world.chance.sample(who.known, min(len(who.known), 120))):
        world.look(who, child, start + timedelta(seconds=40 * number), misuse=incident)


def _news(world: World) -> None:
    """A journalist's child is in the news, and people all over look."""
    chance = world.chance
    for _ in range(max(NEWS_CHILDREN * len(world.people) // 2_000, 1)):
        day, child = chance.randrange(DAYS - 3), world.any_child(world.people[0], away=1.0)
        for who in chance.sample(world.people, chance.randrange(8, 20)):
            incident = Incident("news", who.user, child.number)
            world.look(who, child, world.moment(day + chance.randrange(3)), misuse=incident)


Act = Callable[[World, Person], None]
KINDS: Final[dict[str, Act]] = {
    act.__name__: act
    for act in (
        family, neighbour, ex_partner, scrape_fast, scrape_slow, woken, shared, administrator, colleagues_child,
        claimed, leaver,
    )
}  # fmt: skip
FITS: Final[dict[str, Callable[[Person], bool]]] = {"administrator": lambda who: not who.service.casework}
