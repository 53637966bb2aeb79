import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.made_corpus import Article
from benchmarks.many_documents import reference, resident_mib, tenths, write_files

# Prints what children have while one is forked only, and once it runs another program.
FORKING = """
import os, signal, subprocess, sys
from benchmarks.many_documents import resident_mib
forked = os.fork() or signal.pause()
print(resident_mib()[1])
with subprocess.Popen([sys.executable, "-c", "print(flush=True); input()"],
                      stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
    program.stdout.readline()
    print(resident_mib()[1])
    program.communicate(b"\\n")
os.kill(forked, signal.SIGKILL)
"""
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
    own, _ = resident_mib()
    assert own > 5


def test_a_child_counts_once_it_is_a_program_of_its_own() -> None:
    printed = subprocess.run(
        [sys.executable, "-c", FORKING], capture_output=True, text=True, check=True
    )
    forked, begun = map(float, printed.stdout.split())
    assert forked == 0
    assert begun > 3
