from pathlib import Path

from benchmarks.report import HEADER, replace_section, write_section


def test_a_run_replaces_its_own_section_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "benchmarks.md"
    write_section(path, "latency", ["slow"])
    write_section(path, "reading", ["old"])
    write_section(path, "reading", ["new", "table"])
    page = path.read_text("utf-8")
    assert "slow" in page and "old" not in page
    assert page.index("new\n\ntable") < page.index("slow")  # in the order of the page
    assert page.startswith(HEADER)


def test_writing_the_same_again_changes_nothing() -> None:
    once = replace_section("", "retrieval", ["a", "b"])
    assert replace_section(once, "retrieval", ["a", "b"]) == once
