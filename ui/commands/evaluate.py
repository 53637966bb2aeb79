"""`assistant evaluate`: how well a questions file is answered, in figures."""

from pathlib import Path
from typing import Annotated

import typer


def evaluate(
    questions: Annotated[Path, typer.Argument(help="A questions file (JSON lines).")],
    collection: Annotated[
        list[str], typer.Option(help="The collection to search; repeat for more.")
    ],
    top_k: Annotated[int, typer.Option(min=1, max=100, help="Passages a question.")] = 10,
    answers: Annotated[bool, typer.Option(help="Answer too, and score the answers.")] = False,
    run: Annotated[
        Path | None, typer.Option(help="Write what was found, one line a question.")
    ] = None,
    as_name: Annotated[
        str | None, typer.Option("--as", help="Search as this person instead of as the operator.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Search for every question of a file and print hit@k, MRR, nDCG@10 and latency.

    Example: assistant evaluate examples/questions.jsonl --collection staff --json
    """
    import json

    from assistant.evaluation import evaluate as evaluate_questions
    from ui.commands.acting import acting_reader, check_collections
    from ui.commands.opened_assistant import opened_assistant

    with opened_assistant() as assistant:
        reader = acting_reader(assistant.store.ledger, as_name)
        check_collections(assistant.store.ledger, reader, collection)
        figures = evaluate_questions(
            assistant,
            questions,
            reader=reader,
            collections=collection,
            top_k=top_k,
            answers=answers,
            run_path=run,
        )
    typer.echo(json.dumps(figures.as_json()) if as_json else figures.as_table())
