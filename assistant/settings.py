"""Settings of the assistant: which language model, and what it may cost in time and tokens."""

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from storage.settings import OllamaAddress

NO_MODEL = "none"
# Instructions, the question and the frame of each passage, with a margin; prompts.py measures.
LEAST_EVIDENCE_TOKENS = 1_000


class AssistantSettings(OllamaAddress):
    """The language model and its bounds, each read from `ASSISTANT_<NAME>`.

    model: name of the Ollama model that writes answers (default qwen3:1.7b), or `none`: answers
        are then quotations only.
    ollama_url: where Ollama listens (see `storage.settings`).
    num_ctx: tokens of the model's context, prompt and answer together (default 4096).
    answer_tokens: the most tokens an answer may have (default 400).
    first_token_timeout_s: seconds until the first word, loading the model included (default 60).
    token_timeout_s: seconds of silence between two words (default 20).
    answer_timeout_s: seconds for the whole answer (default 180).
    keep_alive: how long Ollama keeps the model loaded, as in "30m" (default).
    evidence_passages: passages that an answer may rest on (default 6); each comes with what stands
        around it, as far as num_ctx has room.
    rewrite_follow_ups: `auto` lets the model complete a question that leans on a conversation of
        several, in one more short call; `off` (default) leaves it to rules.
    """

    model: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[\w./:-]+$")] = (
        "qwen3:1.7b"
    )
    num_ctx: Annotated[int, Field(ge=2_048, le=131_072)] = 4_096
    answer_tokens: Annotated[int, Field(ge=50, le=4_000)] = 400
    first_token_timeout_s: Annotated[float, Field(gt=0, le=600)] = 60.0
    token_timeout_s: Annotated[float, Field(gt=0, le=600)] = 20.0
    answer_timeout_s: Annotated[float, Field(gt=0, le=3_600)] = 180.0
    keep_alive: Annotated[str, Field(pattern=r"^-?\d+(?:\.\d+)?(?:ms|s|m|h)?$")] = "30m"
    evidence_passages: Annotated[int, Field(ge=1, le=20)] = 6
    rewrite_follow_ups: Literal["off", "auto"] = "off"

    @field_validator("answer_tokens")
    @classmethod
    def _leaves_room_for_evidence(cls, answer_tokens: int, info: ValidationInfo) -> int:
        most = info.data.get("num_ctx", answer_tokens + LEAST_EVIDENCE_TOKENS)
        if most - answer_tokens < LEAST_EVIDENCE_TOKENS:
            raise ValueError(
                f"of ASSISTANT_NUM_CTX ({most}), {LEAST_EVIDENCE_TOKENS} tokens must be left for "
                "the evidence"
            )
        return answer_tokens
