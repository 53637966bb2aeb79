"""`assistant ask`: one question from the terminal."""

from typing import Annotated, Any

import typer


def ask(
    question: Annotated[str, typer.Argument(help="The question, in French or English.")],
    collection: Annotated[
        list[str] | None, typer.Option(help="Ask only this collection; repeat for more.")
    ] = None,
    as_name: Annotated[
        str | None, typer.Option("--as", help="Ask as this person instead of as the operator.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Ask a question and print the answer with its sources.

    A running server answers; without one, the documents of the home are searched here.

    Example: assistant ask "Combien de jours de télétravail par semaine ?"
    """
    import json

    from ui.commands.asking import answer_json

    answer = answer_json(question, collections=collection, as_name=as_name)
    typer.echo(json.dumps(answer, ensure_ascii=False) if as_json else rendered(answer))


def rendered(answer: dict[str, Any]) -> str:
    """The JSON form of an answer as lines for a terminal, in the answer's language."""
    from ingest.cli import visible
    from ui.wording import text

    language = answer["language"]
    lines: list[str] = []
    if answer["notice"]:
        lines += [text(f"notice.{answer['notice']}", language), ""]
    lines.append(answer["text"])
    for source in answer["sources"]:
        where = text("source.where", language, title=source["title"], page=source["page"])
        lines += ["", f"[{source['number']}] {where}", f"    « {source['quote']} »"]
    lines += [f"- {title}" for title in answer["nearest"]]
    return "\n".join(visible(line) for line in "\n".join(lines).splitlines())
