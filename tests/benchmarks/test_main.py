from pathlib import Path

import pytest

from benchmarks import __main__ as program


def test_without_the_real_documents_it_says_so_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(program, "DATA", tmp_path / "absent")
    monkeypatch.setattr(program, "REPORT", tmp_path / "benchmarks.md")
    assert program.main(["retrieval"]) == 1
    assert f"{tmp_path / 'absent'} is not here" in capsys.readouterr().out
    assert not (tmp_path / "benchmarks.md").exists()


def test_an_unknown_benchmark_is_refused_with_the_known_ones(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as exit_:
        program.main(["speed"])
    assert exit_.value.code == 2
    known = "reading, ingest, rounding, retrieval, pairs, quotations, evidence, latency"
    assert f"'speed' is none of {known}" in capsys.readouterr().err
