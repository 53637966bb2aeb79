"""What a child says that a hostile file has taken over leads its parent to no other file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.reading import read_file
from ingest.sandbox import Sandbox
from ingest.settings import IngestSettings
from tests.ingest.deceitful_child import ELSEWHERE
from tests.ingest.stand_in_office import installed

SETTINGS = IngestSettings()


@pytest.fixture
def taken_over() -> Iterator[Sandbox]:
    with Sandbox("tests.ingest.deceitful_child", memory_mib=SETTINGS.read_memory_mib) as sandbox:
        yield sandbox


def test_only_the_parent_says_which_file_is_recognised(tmp_path: Path, taken_over: Sandbox) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"scan")
    read = read_file(path, file_name="a.png", sandbox=taken_over, settings=SETTINGS)
    assert str(path) in read.pages[0].text
    assert ELSEWHERE not in read.pages[0].text


def test_a_type_to_convert_to_leads_out_of_no_folder(
    tmp_path: Path, taken_over: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = installed(tmp_path / "programs", monkeypatch)
    path = tmp_path / "a.doc"
    path.write_bytes(b"old")
    with pytest.raises(ValueError, match="is none of docx, pptx, xlsx"):
        read_file(path, file_name="convert.doc", sandbox=taken_over, settings=SETTINGS)
    assert office.asked == []
