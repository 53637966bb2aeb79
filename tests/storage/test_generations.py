"""Generations are sealed, verified byte by byte, exchanged in one step, and never half removed."""

import json
from pathlib import Path

import pytest

from storage.generations import (
    Verified,
    begin,
    current,
    entries_digest,
    index_folder,
    make_current,
    remove_others,
    seal,
    unseal,
    verify,
)
from storage.manifest import MANIFEST

ENTRIES = {3: 1, 1: 1, 2: 7}
EMBEDDER = "e" * 64


def made(home: Path) -> Path:
    """A generation with three files, in folders, that no library has written."""
    home.mkdir(exist_ok=True)
    folder = begin(home)
    (folder / "chroma" / "deep").mkdir(parents=True)
    (folder / "chroma" / "chroma.sqlite3").write_bytes(b"rows" * 50)
    (folder / "chroma" / "deep" / "data_level0.bin").write_bytes(b"vectors" * 50)
    (folder / "tantivy").mkdir()
    (folder / "tantivy" / "meta.json").write_bytes(b"{}")
    (folder / "tantivy" / ".tantivy-writer.lock").touch()
    return folder


def sealed(home: Path) -> Path:
    folder = made(home)
    seal(folder, ENTRIES, embedder_digest=EMBEDDER, dimension=4, known={})
    return folder


def why_not(folder: Path) -> str:
    found = verify(folder, embedder_digest=EMBEDDER, dimension=4)
    return found if isinstance(found, str) else ""


def covered(folder: Path) -> list[Path]:
    return [p for p in sorted(folder.rglob("*")) if p.is_file() and p.suffix != ".lock"]


def test_a_sealed_generation_verifies_and_says_what_it_holds(home: Path) -> None:
    found = verify(sealed(home), embedder_digest=EMBEDDER, dimension=4)
    assert isinstance(found, Verified)
    assert found.entries == ENTRIES
    assert set(found.hashes) == {
        "chroma/chroma.sqlite3",
        "chroma/deep/data_level0.bin",
        "entries.bin",
        "tantivy/meta.json",
    }


def test_an_empty_generation_verifies(home: Path) -> None:
    folder = made(home)
    seal(folder, {}, embedder_digest=EMBEDDER, dimension=4, known={})
    found = verify(folder, embedder_digest=EMBEDDER, dimension=4)
    assert isinstance(found, Verified)
    assert found.entries == {}


def test_every_flipped_bit_of_every_file_is_found(home: Path) -> None:
    folder = sealed(home)
    assert (folder / MANIFEST) in covered(folder)
    for file in covered(folder):
        content = file.read_bytes()
        for position in {0, 1, len(content) // 2, len(content) - 1}:
            for bit in (1, 32, 128):
                changed = bytearray(content)
                changed[position] ^= bit
                file.write_bytes(changed)
                assert why_not(folder), f"{file.name}, byte {position}"
        file.write_bytes(content)
        assert not why_not(folder)


@pytest.mark.parametrize("damage", ["shorter", "longer", "zeroed", "emptied", "gone", "a link"])
def test_every_damaged_file_is_found(home: Path, damage: str) -> None:
    folder = sealed(home)
    for file in covered(folder):
        content = file.read_bytes()
        match damage:
            case "shorter":
                file.write_bytes(content[:-1])
            case "longer":
                file.write_bytes(content + b"\n")
            case "zeroed":
                file.write_bytes(bytes(len(content)))
            case "emptied":
                file.write_bytes(b"")
            case "gone":
                file.unlink()
            case "a link" if file.name != MANIFEST:  # its content has a checksum of its own
                file.rename(home / "elsewhere")
                file.symlink_to(home / "elsewhere")
            case _:
                continue
        assert why_not(folder), file.name
        file.unlink(missing_ok=True)
        file.write_bytes(content)
        assert not why_not(folder)


def test_files_of_an_earlier_seal_are_found(home: Path) -> None:
    """Power loss may bring back an older state of one file: a manifest and a rest that differ."""
    folder = sealed(home)
    old = {file: file.read_bytes() for file in covered(folder)}
    unseal(folder)
    for file in old:
        if file.name != MANIFEST:
            file.write_bytes(old[file] + b"more")
    seal(folder, {**ENTRIES, 4: 4}, embedder_digest=EMBEDDER, dimension=4, known={})
    new = {file: file.read_bytes() for file in covered(folder)}
    for file, content in old.items():
        file.write_bytes(content)
        assert why_not(folder), file.name
        file.write_bytes(new[file])
    assert not why_not(folder)


def test_a_file_too_many_is_found(home: Path) -> None:
    folder = sealed(home)
    (folder / "chroma" / "extra").touch()
    assert "lost or gained" in why_not(folder)


def test_another_embedder_dimension_or_library_is_found(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = sealed(home)
    assert "embedder" in str(verify(folder, embedder_digest="f" * 64, dimension=4))
    assert "dimension" in str(verify(folder, embedder_digest=EMBEDDER, dimension=5))
    monkeypatch.setattr("storage.generations.ANALYSIS_VERSION", 10_000)
    assert "analysis" in why_not(folder)
    monkeypatch.undo()
    monkeypatch.setattr("storage.generations.version", lambda name: "0.0.0")
    assert "chromadb" in why_not(folder)


def test_a_manifest_of_another_format_is_refused(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.manifest._FORMAT", 2)
    folder = sealed(home)
    monkeypatch.undo()
    assert "format" in why_not(folder)


def test_an_unsealed_generation_is_refused_until_it_is_sealed_again(home: Path) -> None:
    folder = sealed(home)
    unseal(folder)
    unseal(folder)
    assert "no valid manifest" in why_not(folder)
    seal(folder, ENTRIES, embedder_digest=EMBEDDER, dimension=4, known={})
    assert not why_not(folder)


def test_a_seal_reads_again_only_what_was_written_since(home: Path) -> None:
    folder = made(home)
    first = seal(folder, ENTRIES, embedder_digest=EMBEDDER, dimension=4, known={})
    changed = folder / "tantivy" / "meta.json"
    changed.write_bytes(b"{ }")
    second = seal(folder, ENTRIES, embedder_digest=EMBEDDER, dimension=4, known=first)
    assert second["chroma/chroma.sqlite3"] is first["chroma/chroma.sqlite3"]
    assert second["tantivy/meta.json"] is not first["tantivy/meta.json"]
    assert not why_not(folder)


def test_sealed_files_are_private(home: Path) -> None:
    folder = sealed(home)
    assert {file.stat().st_mode & 0o777 for file in covered(folder)} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700


def test_there_is_no_current_generation_in_a_new_home(home: Path) -> None:
    home.mkdir()
    assert current(home) is None
    remove_others(home, keep=None)


def test_the_current_generation_changes_in_one_step(home: Path) -> None:
    first, second = made(home), made(home)
    assert current(home) is None
    make_current(home, first)
    assert current(home) == first
    make_current(home, second)
    assert current(home) == second


@pytest.mark.parametrize(
    "pointer", [b"", b"g000009", b"../../etc", b"g000001\n", b"G000001", b"\xff\xfe", b"g000001/x"]
)
def test_a_damaged_pointer_points_nowhere(home: Path, pointer: bytes) -> None:
    make_current(home, made(home))
    (index_folder(home) / "CURRENT").write_bytes(pointer)
    assert current(home) is None


def test_a_pointer_to_a_link_points_nowhere(home: Path) -> None:
    folder = made(home)
    make_current(home, folder)
    folder.rename(home / "elsewhere")
    folder.symlink_to(home / "elsewhere", target_is_directory=True)
    assert current(home) is None


def test_numbers_go_up_and_other_generations_are_removed(home: Path) -> None:
    first, second, third = made(home), made(home), made(home)
    (index_folder(home) / "notes").mkdir()
    remove_others(home, keep=second)
    assert second.is_dir()
    assert not first.exists()
    assert not third.exists()
    assert (index_folder(home) / "notes").is_dir()
    assert begin(home).name == "g000003"


def test_a_link_among_the_generations_is_not_followed(home: Path, tmp_path: Path) -> None:
    made(home)
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "file").touch()
    (index_folder(home) / "g000077").symlink_to(kept, target_is_directory=True)
    remove_others(home, keep=None)
    assert (kept / "file").exists()


def test_half_a_removal_is_never_taken_for_a_whole_generation(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = sealed(home)

    def killed(_folder: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("shutil.rmtree", killed)
    with pytest.raises(KeyboardInterrupt):
        remove_others(home, keep=None)
    assert "no valid manifest" in why_not(folder)


def test_the_digest_of_entries_depends_on_each_and_not_on_their_order() -> None:
    digest = entries_digest(ENTRIES)
    assert digest == entries_digest(dict(sorted(ENTRIES.items())))
    assert digest != entries_digest({**ENTRIES, 2: 8})
    assert digest != entries_digest({1: 1, 2: 7})
    assert entries_digest({1: 11}) != entries_digest({11: 1})


def test_the_manifest_can_be_read_by_a_person(home: Path) -> None:
    checksum, body = (sealed(home) / MANIFEST).read_text().splitlines()
    contents = json.loads(body)
    assert len(checksum) == 64
    assert contents["embedder"] == EMBEDDER
    assert "chroma/chroma.sqlite3" in contents["files"]
