"""Which services work with a child, and who is the worker?"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from dev.population.children import Child, Involvement
from dev.population.identifiers import landline
from dev.population.names import Names
from dev.population.places import Places
from dev.population.tables import OWN, Weighted, rows

SOCIAL_CARE = 0.04
OTHER_TARGETED = 0.02
SENSITIVE = 0.01
ANOTHER = 0.3
ENDED = 0.2
CAF = 0.33
WITHOUT_BASIS = 0.15
WORKERS = 12  # per service and authority
BASES = Weighted(["child", "parent", "significant_harm"], [5, 3, 2])


@dataclass(frozen=True, slots=True)
class Service:
    name: str
    organisation: str
    roles: tuple[str, ...]
    sensitive: bool
    from_age: int
    to_age: int
    weight: float


class Services:
    """The services of every authority, each with a few workers who stay the same."""

    def __init__(self, places: Places, names: Names) -> None:
        self._places, self._names = places, names
        self.all = {row["service"]: _service(row) for row in rows(OWN / "services.csv")}
        self._workers: dict[tuple[str, str, int], tuple[str, str, str, str]] = {}

    def involve(self, rng: Random, child: Child, today: date) -> None:
        """About 4% of children have social care, 2% a Common Assessment Framework assessment."""
        chosen = self._choose(rng, (today - child.born).days // 365)
        if not chosen:
            return
        for service in chosen:
            child.involvements.append(self._involvement(rng, service, child, today))
        if rng.random() < CAF:
            self.assess(rng, child, today)

    def assess(self, rng: Random, child: Child, today: date) -> None:
        open_ones = [found for found in child.involvements if not found.until and not found.sensitive]
        if not open_ones:
            return
        holder = open_ones[0]
        child.caf_on = min(today, holder.since + timedelta(days=rng.randrange(60)))
        child.caf_holder = holder.organisation
        holder.lead = rng.random() < 0.85

    def at(self, authority: str, service: str, worker: int, *, since: date) -> Involvement:
        """An involvement of a known worker: the same whatever the seed."""
        found = self.all[service]
        place = self._places.authorities[authority].name
        name, role, phone, email = self._worker(authority, found, worker)
        organisation = found.organisation.format(place=place)
        return Involvement(service, found.sensitive, organisation, name, role, phone, email, since)

    def _choose(self, rng: Random, age: int) -> list[Service]:
        fitting = [service for service in self.all.values() if service.from_age <= age <= service.to_age]
        usual = [service for service in fitting if not service.sensitive and service.name != "social care"]
        chance, chosen = rng.random(), []
        if chance < SOCIAL_CARE:
            chosen.append(self.all["social care"])
        if usual and SOCIAL_CARE * (1 - ANOTHER) < chance < SOCIAL_CARE + OTHER_TARGETED:
            chosen.append(Weighted(usual, [service.weight for service in usual]).draw(rng))
        hidden = [service for service in fitting if service.sensitive]
        if hidden and rng.random() < (0.08 if chosen else SENSITIVE):
            chosen.append(Weighted(hidden, [service.weight for service in hidden]).draw(rng))
        return chosen

    def _involvement(self, rng: Random, service: Service, child: Child, today: date) -> Involvement:
        since = max(child.born, today - timedelta(days=rng.randrange(1, 900)))
        made = self.at(child.address.authority, service.name, rng.randrange(WORKERS), since=since)
        if rng.random() < ENDED:
            made.until = since + (today - since) * rng.random()
        if service.sensitive and rng.random() >= WITHOUT_BASIS:
            made.consent_basis, made.consent_on = BASES.draw(rng), since
        return made

    def _worker(self, authority: str, service: Service, number: int) -> tuple[str, str, str, str]:
        key = (authority, service.name, number)
        if key not in self._workers:
            rng = Random(f"worker/{authority}/{service.name}/{number}")
            british = self._names.origins["british"]
            forename = self._names.carer(rng, british, "F" if rng.random() < 0.7 else "M")
            surname = british.surnames.draw(rng)
            domain = _domain(self._places.authorities[authority].name)
            email = f"{forename}.{surname}@{domain}".lower().replace("'", "")
            phone = landline(rng, authority)
            self._workers[key] = (f"{forename} {surname}", rng.choice(service.roles), phone, email)
        return self._workers[key]


def _domain(place: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in place.lower().split(",")[0]).strip("-") + ".example.org"


def _service(row: dict[str, str]) -> Service:
    return Service(
        row["service"],
        row["organisation"],
        tuple(row["roles"].split("|")),
        row["sensitive"] == "Y",
        int(row["from_age"]),
        int(row["to_age"]),
        float(row["weight"]),
    )
