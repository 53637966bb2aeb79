from pathlib import Path

import pytest

from benchmarks.homes import load


def test_a_home_without_one_of_the_documents_is_not_measured(
    documents: Path, tmp_path: Path
) -> None:
    (documents / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing of a PDF follows")
    with pytest.raises(RuntimeError, match=r"broken\.pdf"):
        load(tmp_path / "other-home", documents)
