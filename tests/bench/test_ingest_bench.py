"""Does the measurement of loading say what it is asked for? (no time is asserted: machines are noisy)"""

from pathlib import Path

import pytest

from bench import ingest
from bench.meter import Cost


@pytest.mark.timeout(900)
@pytest.mark.long
def test_every_step_of_a_small_load_is_measured() -> None:
    found = ingest.measure(children=120, rows=60, say=print)
    assert (found["children"], found["rows"], found["outcomes"]["received"]) == (120, 60, 60)
    for name in ("copy", "staged", "matched", "applied", "created"):
        assert found[f"{name}_rows_per_s"] > 0
    assert found["outcomes_repeated"]["unchanged"] > 50
    for name in ("staged", "matched", "applied", "created", "repeated"):
        assert found[f"ratio_{name}"] > 1
        assert found[f"{name}_rows_per_core_s"] > 0
        assert min(found["seconds"][name].values()) >= 0
    assert found["peak_mb"] > 30  # of this process, which other tests have filled


def test_a_rate_is_rows_for_each_second() -> None:
    cost = Cost(wall=2.0, python=3.0, postgres=1.0)
    assert (cost.rate(100), cost.rate_of_a_core(100)) == (50, 25)


def test_a_file_is_cut_to_the_pupils_that_are_wanted(tmp_path: Path) -> None:
    file = tmp_path / "pupils.xml"
    file.write_text("<CTfile>\n" + "".join(f"<Pupil>{n}</Pupil>\n" for n in range(5)) + "</CTfile>\n", "utf-8")
    ingest.cut(file, 2)
    assert file.read_text("utf-8") == "<CTfile>\n<Pupil>0</Pupil>\n<Pupil>1</Pupil>\n</CTfile>\n"
    assert list(tmp_path.iterdir()) == [file]
