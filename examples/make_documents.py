"""Typeset the PDF, Word and web documents of the example company from `sources/`.

    python examples/make_documents.py [--to FOLDER]

The Markdown and text documents are written by hand and lie in `documents/` as they are. Same
sources, same bytes: `tests/test_examples.py` compares them with the files that are kept.
"""

import argparse
from pathlib import Path

from typeset.pdf_document import write_pdf
from typeset.source import read_source
from typeset.web_document import write_html
from typeset.word_document import write_docx

HERE = Path(__file__).parent


def make_documents(folder: Path) -> list[Path]:
    """Write every document below `folder`; returns their paths."""
    made = []
    for text in sorted((HERE / "sources").glob("*.txt")):
        document = read_source(text)
        path = folder / document.file
        path.parent.mkdir(parents=True, exist_ok=True)
        match path.suffix:
            case ".pdf":
                write_pdf(document, path, assets=HERE / "sources" / "scans")
            case ".docx":
                write_docx(document, path)
            case ".html":
                write_html(document, path)
            case suffix:
                raise ValueError(f"{text}: no way to typeset {suffix!r}")
        made.append(path)
    return made


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--to", type=Path, default=HERE / "documents", metavar="FOLDER")
    make_documents(parser.parse_args().to)
