"""The checks of `assistant doctor`, one function each."""

import re
import shutil
import stat
import sys
from importlib import metadata

from storage.errors import HomeMissing
from storage.ledger import Ledger
from storage.locking import owner
from storage.records import OPERATOR
from storage.settings import StorageSettings, load_settings
from ui.commands.doctor import Finding, Health

PACKAGES = ("assistant", "ingest", "storage", "ui")
OUR_DISTRIBUTION = "intramuros"
LEAST_FREE_GIB = 2.0
LEAST_OLLAMA = (0, 17, 1)
# Of programs that read: what is installed is looked up for each document.
SEEN = "No restart is needed; the next sync tries again what was not read, an upload is repeated."


def installation() -> Finding:
    """The interpreter and the version of this program."""
    version = ".".join(map(str, sys.version_info[:3]))
    found = f"intramuros {metadata.version(OUR_DISTRIBUTION)}, Python {version}"
    return Finding("installation", Health.OK, found)


def package_names() -> Finding:
    """Whether another distribution installs a package under one of our four names."""
    others = metadata.packages_distributions()
    clashes = {
        f"{name} ({distribution})"
        for name in PACKAGES
        for distribution in others.get(name, ())
        if distribution != OUR_DISTRIBUTION
    }
    if clashes:
        return Finding(
            "package names",
            Health.BAD,
            f"other distributions ship {', '.join(sorted(clashes))}",
            "Install Intramuros in a virtual environment of its own.",
        )
    return Finding("package names", Health.OK, "nobody else ships ours")


def settings() -> Finding:
    """Whether every setting has a value that can be used; the first that has not is named."""
    from assistant.settings import AssistantSettings
    from ingest.settings import IngestSettings
    from ui.settings import WebSettings

    for kind in (StorageSettings, IngestSettings, AssistantSettings, WebSettings):
        load_settings(kind)
    return Finding("settings", Health.OK, "all valid; see: assistant settings")


def home() -> Finding:
    """Where the home is, who owns it now, and whether others can look into it."""
    path = load_settings(StorageSettings).home
    if not path.is_dir():
        raise HomeMissing(f"{path} does not exist.", hint="Make it with: assistant init.")
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        return Finding(
            "home",
            Health.BAD,
            f"{path} has mode {mode:04o}: others on this machine may look into it",
            f"Correct it with: chmod 700 {path}",
        )
    held = owner(path)
    by = f"used by process {held.pid} {held.address}".rstrip() if held else "not in use"
    return Finding("home", Health.OK, f"{path}, {by}")


def ledger() -> Finding:
    """Whether the ledger opens, and how much it holds."""
    from storage.documents import count_documents

    opened = Ledger.open_to_read(load_settings(StorageSettings).home)
    try:
        count = count_documents(opened, OPERATOR)
    finally:
        opened.close()
    return Finding("ledger", Health.OK, f"sound; {count} documents")


def index() -> Finding:
    """Whether the indexes on disk are sealed and whole; if not, the next start rebuilds them."""
    from storage.embedder_in_force import load_chosen
    from storage.generations import current, verify

    found = load_settings(StorageSettings)
    if held := owner(found.home):
        where = f"in use by process {held.pid}; its state is at {held.address}/readyz"
        return Finding("index", Health.OK, where if held.address else "in use")
    folder = current(found.home)
    if folder is None:
        return Finding("index", Health.OK, "none yet: the first start makes it")
    ours = load_chosen(found)
    verified = verify(folder, embedder_digest=ours.digest, dimension=ours.dimension)
    if isinstance(verified, str):
        hint = "Nothing to do: questions are answered from the ledger meanwhile."
        return Finding(
            "index", Health.WARNING, f"to be rebuilt at the next start: {verified}", hint
        )
    return Finding("index", Health.OK, f"sealed and whole: {folder.name}")


def disk_space() -> Finding:
    """Room for new documents on the disk of the home."""
    path = load_settings(StorageSettings).home
    there = next(folder for folder in (path, *path.absolute().parents) if folder.exists())
    free_gib = shutil.disk_usage(there).free / 2**30
    found = f"{free_gib:.1f} GiB free"
    if free_gib < LEAST_FREE_GIB:
        return Finding("disk space", Health.WARNING, found, "New documents may soon be refused.")
    return Finding("disk space", Health.OK, found)


def embedder() -> Finding:
    """Whether the embedder can be used, and is the one that the home was indexed with."""
    from storage.embedder_in_force import check_embedder, load_chosen
    from storage.home_embedder import read_embedders
    from storage.ledger import FILE_NAME

    configured = load_settings(StorageSettings)
    loaded = load_chosen(configured)
    if (configured.home / FILE_NAME).is_file():
        opened = Ledger.open_to_read(configured.home)
        try:
            check_embedder(opened, loaded)
        finally:
            opened.close()
    known = read_embedders(configured.home)
    former = f"; kept to go back to: {known.former.choice.name}" if known and known.former else ""
    found = f"{loaded.choice.name}, {loaded.dimension} dimensions, {loaded.max_tokens} tokens"
    return Finding("embedder", Health.OK, found + former)


def ocr() -> Finding:
    """Whether scanned pages and pictures can be read, and in which languages."""
    from ingest.ocr import installed_languages
    from ingest.settings import IngestSettings

    reading = load_settings(IngestSettings)
    if not reading.ocr:
        found = "off (ASSISTANT_OCR): scanned pages and pictures stay unread"
        return Finding("ocr", Health.WARNING, found, "Set ASSISTANT_OCR=true and restart.")
    wanted = reading.ocr_languages.split("+")
    packages = " ".join(f"tesseract-ocr-{name.replace('_', '-')}" for name in wanted)
    install = f"Debian and Ubuntu: apt-get install tesseract-ocr {packages}. {SEEN}"
    if (program := shutil.which("tesseract")) is None:
        found = "tesseract is not installed: scanned pages and pictures stay unread"
        return Finding("ocr", Health.WARNING, found, install)
    if missing := sorted(set(wanted) - installed_languages()):
        found = f"tesseract lacks {', '.join(missing)}: "
        found += (
            "scanned pages stay unread"
            if len(missing) == len(wanted)
            else ("scanned pages in those languages are read badly or not at all")
        )
        return Finding("ocr", Health.WARNING, found, install)
    return Finding("ocr", Health.OK, f"{program} reads {', '.join(wanted)}")


def old_office() -> Finding:
    """Whether Office files from before 2007, and XLSB, can be read."""
    from ingest.conversion import find_libreoffice

    if (program := find_libreoffice()) is None:
        return Finding(
            "old office files",
            Health.WARNING,
            "LibreOffice is not installed: DOC, XLS, PPT and XLSB files are refused",
            "Debian and Ubuntu: apt-get install libreoffice-writer libreoffice-calc "
            f"libreoffice-impress. {SEEN}",
        )
    return Finding("old office files", Health.OK, f"{program} converts DOC, XLS, PPT and XLSB")


def language_model() -> Finding:
    """Whether Ollama answers and holds the model; without it answers are quotations."""
    from assistant.errors import LanguageModelError
    from assistant.ollama_model import OllamaModel
    from assistant.settings import NO_MODEL, AssistantSettings

    configured = load_settings(AssistantSettings)
    if configured.model == NO_MODEL:
        return Finding("language model", Health.OK, "none is configured: answers are quotations")
    try:
        held = OllamaModel(configured).held()
    except LanguageModelError as error:
        health = Health.BAD if error.code == "model-remote" else Health.WARNING
        return Finding("language model", health, error.message, error.hint)
    found = f"{held.name} ({held.digest[:12]}) at {configured.ollama_url}"
    if as_numbers(held.server_version) < LEAST_OLLAMA:
        return Finding(
            "language model",
            Health.BAD,
            f"{found}; Ollama {held.server_version} can be attacked (CVE-2026-7482)",
            "Update Ollama to 0.17.1 or newer.",
        )
    return Finding("language model", Health.OK, f"{found}, Ollama {held.server_version}")


def as_numbers(version: str) -> tuple[int, ...]:
    """The leading numbers of a version: "0.17.1-rc2" is (0, 17, 1)."""
    found = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(map(int, found.group().split("."))) if found else ()
