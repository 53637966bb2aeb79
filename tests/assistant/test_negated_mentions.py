import json
import time
from contextlib import suppress
from pathlib import Path

import pytest

from assistant.errors import MentionsNegated
from assistant.negated_mentions import require_affirmed


@pytest.mark.parametrize(
    "question",
    [
        "Which documents do not mention telework?",
        "Which documents don't mention telework?",
        "How many documents do not mention gifts?",
        "List all documents that do not mention gifts",
        "Which documents mention gifts but not hospitality?",
        "Which documents mention gifts except travel?",
        "Quels documents ne mentionnent pas le télétravail ?",
        "Quels documents ne parlent pas du télétravail ?",
        "Quels documents n'évoquent jamais la grève ?",
        "Liste des documents qui ne mentionnent pas les cadeaux",
        "Combien de documents ne mentionnent pas les cadeaux ?",
        "Quels documents mentionnent les cadeaux mais pas les invitations ?",
        "Quels documents mentionnent les congés sauf les RTT ?",
    ],
)
def test_documents_without_a_mention_cannot_be_asked_for(question: str) -> None:
    with pytest.raises(MentionsNegated) as raised:
        require_affirmed(question)
    assert raised.value.hint


@pytest.mark.parametrize(
    "question",
    [
        "Which documents mention telework?",
        'Which documents mention "but not least"?',
        "Which documents mention unpaid leave without pay?",
        "Why do documents not mention telework?",
        "What gifts may I accept but not give?",
        "Quels documents mentionnent le congé sans solde ?",
        "Quels documents citent « mais pas moi » ?",
        "Pourquoi les documents ne mentionnent-ils pas le télétravail ?",
        "Quels documents ne dois-je pas envoyer ?",
        "Que faire si mon document ne mentionne pas mon nom ?",
    ],
)
def test_other_questions_pass(question: str) -> None:
    require_affirmed(question)


def test_no_question_of_the_sets_is_taken_for_one(shared_data: Path) -> None:
    for path in sorted(shared_data.glob("*/questions.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            require_affirmed(" ".join(json.loads(line)["question"].split()))


@pytest.mark.parametrize(
    "part",
    [
        "which documents do not mention ",
        "ne mentionnent pas ",
        "quels documents ne sont-ils pas mentionnés ",
        "but not ",
        "n'",
        ", ",
        "pas ",
    ],
)
def test_a_long_question_takes_no_long_time(part: str) -> None:
    text = "which documents mention " + part * (1_900 // len(part))
    began = time.process_time()
    with suppress(MentionsNegated):
        require_affirmed(text)
    assert time.process_time() - began < 1  # hundredths of a second; no bound where it runs wild
