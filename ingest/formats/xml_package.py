"""An archive of XML parts that refer to each other: Office files, OpenDocument, EPUB."""

import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO
from urllib.parse import unquote

from lxml import etree

from ingest.formats.archives import ARCHIVE_FAILURES, check_archive, damaged
from ingest.formats.source import Source

EMBEDDED = ("oleObject", "package")  # kinds of relation to files that open by themselves
_NO_RELATIONS: Mapping[str, "Relation"] = {}


@dataclass(frozen=True, slots=True)
class Relation:
    """What one part refers to: `kind` is the last word of the type, `target` a member's name."""

    kind: str
    target: str


class XmlPackage:
    """The parts of an open archive by their names, whose capitals do not matter."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = {name.lower(): name for name in archive.namelist()}
        self._places: dict[str, int] = {}

    def holds(self, name: str) -> bool:
        """True where there is such a part."""
        return name.lower() in self._names

    def names(self, prefix: str) -> list[str]:
        """The parts whose names start so, sorted."""
        return sorted(name for key, name in self._names.items() if key.startswith(prefix.lower()))

    def read(self, name: str) -> bytes:
        """The bytes of a part; KeyError where there is none."""
        return self._archive.read(self._names[name.lower()])

    def member(self, name: str) -> tuple[int, zipfile.ZipInfo]:
        """The place of a part among the members, from 1, and what the archive says of it."""
        if not self._places:
            names = self._archive.namelist()
            self._places = {member: place for place, member in enumerate(names, start=1)}
        member = self._names[name.lower()]
        return self._places[member], self._archive.getinfo(member)

    def open(self, name: str) -> IO[bytes]:
        """A part to read piece by piece; KeyError where there is none."""
        return self._archive.open(self._names[name.lower()])

    def root(self, name: str) -> etree._Element | None:
        """The root element of a part; None where there is no such part."""
        return parsed_xml(self.read(name)) if self.holds(name) else None

    def relations(self, name: str) -> Mapping[str, Relation]:
        """What the part refers to inside the archive, by the ids it uses."""
        folder, file = posixpath.split(name)
        root = self.root(posixpath.join(folder, "_rels", f"{file}.rels"))
        if root is None:
            return _NO_RELATIONS
        return {
            relation.get("Id") or "": Relation(
                (relation.get("Type") or "").rsplit("/", 1)[-1],
                resolved(name, relation.get("Target") or ""),
            )
            for relation in root
            if relation.get("TargetMode") != "External"
        }

    def related(self, name: str, kind: str) -> list[str]:
        """The parts of one kind that the part refers to."""
        return [found.target for found in self.relations(name).values() if found.kind == kind]

    def embedded(self, name: str) -> list[str]:
        """The names of the files in the file that the part shows, sorted."""
        targets = {
            found.target for found in self.relations(name).values() if found.kind in EMBEDDED
        }
        return sorted(target.rpartition("/")[2] for target in targets)

    def count(self, name: str, kind: str, element: str) -> int:
        """How many elements of that local name the parts of one kind hold that `name` refers to."""
        roots = (self.root(part) for part in self.related(name, kind))
        return sum(
            local_name(each) == element
            for root in roots
            if root is not None
            for each in root.iter(etree.Element)
        )


@contextmanager
def open_package(source: Source) -> Iterator[XmlPackage]:
    """The checked archive, open.

    Raises UnreadableDocument: TOO_LARGE or DAMAGED, also for what is found broken inside it.
    """
    check_archive(source)
    try:
        with source.open() as file, zipfile.ZipFile(file) as archive:
            yield XmlPackage(archive)
    except (*ARCHIVE_FAILURES, KeyError, ValueError, etree.XMLSyntaxError):
        raise damaged() from None


def parsed_xml(content: bytes) -> etree._Element:
    """The root element; no entity is resolved, nothing is fetched."""
    return etree.fromstring(content, etree.XMLParser(**SAFE))


SAFE = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "remove_comments": True,
    "remove_pis": True,
}


def resolved(part: str, target: str) -> str:
    """The member's name that `target`, written in `part`, stands for."""
    path = unquote(target.split("#", 1)[0])
    if path.startswith("/"):
        return path.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), path))


def local_name(element: etree._Element) -> str:
    """The name of the element without its namespace: strict and transitional files differ there."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element, name: str) -> str:
    """The value of the attribute of that name in whatever namespace; empty where there is none."""
    for key, value in element.attrib.items():
        if key.rsplit("}", 1)[-1] == name:
            return str(value)
    return ""
