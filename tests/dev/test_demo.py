"""Does `make demo` notice that what it has loaded has changed?"""

from dev.demo import digest, reference_files
from dev.stack.place import ROOT


def test_the_reference_data_is_every_file_and_no_folder() -> None:
    files = reference_files()
    assert ROOT / "accounts/reference/authorities.csv" in files
    assert any(path.parent.name == "guidance" for path in files)
    assert digest(files) != digest(files[1:])
