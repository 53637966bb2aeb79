from pathlib import Path

import pytest
from pypdf import PdfReader, apply_configuration
from pypdf.errors import LimitReachedError

from benchmarks.canonical import CHUNK_CHARACTERS, canonical_store, pages, split, units


def test_a_pdf_is_read_by_page_and_a_text_file_whole(documents: Path) -> None:
    found = pages(documents)
    assert [one.metadata for one in found] == [
        {"source": "dogs.txt"},
        {"source": "leave.pdf", "page": 1},
        {"source": "leave.pdf", "page": 2},
    ]
    assert "25 days" in found[1].page_content
    chunks = split(found)
    assert len(chunks) > len(found)
    assert max(len(one.page_content) for one in chunks) <= CHUNK_CHARACTERS


def test_a_file_past_the_limit_of_pypdf_is_read_too(documents: Path) -> None:
    with apply_configuration(array_maximum_element_count=1):
        with pytest.raises(LimitReachedError):
            len(PdfReader(documents / "leave.pdf").pages)
        assert len(pages(documents)) == 3


@pytest.mark.slow
def test_the_nearest_chunks_are_found_and_kept_for_the_next_run(
    documents: Path, tmp_path: Path
) -> None:
    for _ in range(2):
        with canonical_store(documents, "tiny", root=tmp_path / "kept") as store:
            found = units(store, "When can I eat in the canteen?", 5, by_page=True)
            assert found[0] == ("leave.pdf", 2)
            assert units(store, "Can I bring my dog?", 1, by_page=False) == [("dogs.txt", None)]
    assert len(list((tmp_path / "kept").iterdir())) == 1
