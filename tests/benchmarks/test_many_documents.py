from pathlib import Path

import pytest

from benchmarks.made_corpus import Article
from benchmarks.many_documents import reference, resident_mib, tenths, write_files

ARTICLES = [
    Article(
        "Tea", "en", tuple(f"Tea number {n} is served at four in room {n}." for n in range(60))
    ),
    Article("Thé", "fr", tuple(f"Le thé numéro {n} est servi à quatre heures." for n in range(60))),
]


def test_files_are_as_many_as_asked_and_each_can_be_told_from_the_others(tmp_path: Path) -> None:
    write_files(ARTICLES, 25, tmp_path)
    files = sorted(tmp_path.rglob("*.txt"))
    assert len(files) == 25
    for file in files:
        text = file.read_text("utf-8")
        assert text.startswith(reference(file))
        assert sum(reference(file) in other.read_text("utf-8") for other in files) == 1


def test_tenths_are_documents_a_second_of_each_tenth() -> None:
    evenly = tenths([0.5 * (number + 1) for number in range(100)])
    assert evenly == pytest.approx([2.0] * 10)
    slower = tenths([*(0.1 * (n + 1) for n in range(90)), *(9.0 + n + 1 for n in range(10))])
    assert slower[0] == pytest.approx(10.0)
    assert slower[-1] == pytest.approx(1.0)


def test_the_memory_of_this_process_is_told() -> None:
    own, children = resident_mib()
    assert own > 5
    assert children >= 0
