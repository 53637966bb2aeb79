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
    after: Annotated[
        list[str] | None,
        typer.Option(help="A question asked before this one; repeat for more, oldest first."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Ask a question and print the answer with its sources.

    A running server answers; without one, the documents of the home are searched here.

    Example: assistant ask "Et pour les cadres ?" --after "Combien de jours de télétravail ?"
    """
    import json

    from ui.commands.asking import answer_json

    answer = answer_json(question, collections=collection, as_name=as_name, after=after or ())
    typer.echo(json.dumps(answer, ensure_ascii=False) if as_json else rendered(answer))


def rendered(answer: dict[str, Any]) -> str:
    """The JSON form of an answer as lines for a terminal, in the answer's language."""
    from ingest.visible import visible
    from ui.commands.mention_lines import mentioned
    from ui.wording import counted, error_text, text

    language = answer["language"]
    if answer["kind"] == "mentions":
        return mentioned(answer["mentions"], language)
    lines: list[str] = []
    if answer["kind"] == "extractive":
        lines.append(text("chat.extractive", language))
    if not answer["complete"]:
        lines.append(text("chat.cut-short", language))
    if answer["notice"]:
        lines.append(error_text(answer["notice"], language))
    if answer["kind"] == "refusal":
        lines.append(text("chat.refusal", language))
    else:
        lines += ["", *(_sentence(sentence, language) for sentence in answer["sentences"])]
    lines += _differences(answer, language)
    for source in answer["sources"]:
        lines += ["", f"[{source['number']}] {_place(source, language)}"]
        lines += [f"    {line}" for line in source["quote"].splitlines()]
        if also := source["also_in"]:
            lines.append(f"    {counted('chat.twins.same', language, len(also) + 1)}")
            lines += [f"      {_place(twin, language)}" for twin in also]
    if answer["nearest"]:
        lines.append(text("chat.refusal.nearest", language))
        lines += [f"  - {title}" for title in answer["nearest"]]
    return "\n".join(visible(line, limit=2000) for line in lines)


def _differences(answer: dict[str, Any], language: str) -> list[str]:
    """Where the documents differ, one sentence below the other."""
    from ui.wording import text

    sources = {source["number"]: source for source in answer["sources"]}
    lines = ["", text("chat.twins.differ", language)] if answer["differences"] else []
    for one in answer["differences"]:
        for place, quote in (
            (sources[one["source"]], one["quote"]),
            (one["other"], one["other"]["quote"]),
        ):
            lines += [f"  {_place(place, language)}", f"    {quote}"]
    return lines


def _place(source: dict[str, Any], language: str) -> str:
    from ui.wording import text

    where = text("chat.source.page", language, page=source["page"])
    return f"{source['title']}, {where} ({source['file_name']})"


def _sentence(sentence: dict[str, Any], language: str) -> str:
    from ui.wording import text

    if not sentence["supported"]:
        return f"{sentence['text']} ({text('chat.unsupported', language)})"
    marks = "".join(f"[{number}]" for number in sentence["citations"])
    return f"{sentence['text']} {marks}"
