import threading
from collections.abc import Sequence

import pytest

from ingest.pipeline import Prepared
from ingest.publishing_stage import PublishingStage
from storage.embedded_texts import EmbeddedTexts
from tests.ingest.parsing_jobs import job, read


def embedded(name: str) -> EmbeddedTexts:
    return EmbeddedTexts(name, {}, {}, None)


def nothing() -> None:
    """Never stop."""


def test_windows_are_published_in_order_while_the_next_are_made() -> None:
    published: list[str] = []
    go_on = threading.Event()

    def publish(_window: Sequence[Prepared], vectors: EmbeddedTexts) -> None:
        assert go_on.wait(20)
        published.append(vectors.embedder_digest)

    with PublishingStage(publish) as stage:
        stage.submit([read(job(1))], embedded("first"), check=nothing)
        stage.submit([read(job(2))], embedded("second"), check=nothing)
        assert [one.embedder_digest for one in stage.embedded] == ["first", "second"]
        assert published == []
        go_on.set()
        stage.finish(check=nothing)
        assert published == ["first", "second"]
        assert stage.embedded == []


def test_a_third_window_waits_and_whoever_waits_can_be_stopped() -> None:
    go_on = threading.Event()
    with PublishingStage(lambda *_: go_on.wait(20)) as stage:  # type: ignore[arg-type, return-value]
        stage.submit([], embedded("first"), check=nothing)
        stage.submit([], embedded("second"), check=nothing)

        def stop() -> None:
            raise InterruptedError

        with pytest.raises(InterruptedError):
            stage.submit([], embedded("third"), check=stop)
        go_on.set()
    # ended after the first: the second was left, and nothing was lost that is not done again


def test_a_failure_reaches_whoever_submits_or_waits() -> None:
    def publish(_window: Sequence[Prepared], _vectors: EmbeddedTexts) -> None:
        raise OSError("no disk")

    with PublishingStage(publish) as stage:
        stage.submit([], embedded("first"), check=nothing)
        with pytest.raises(OSError, match="no disk"):
            stage.finish(check=nothing)
        with pytest.raises(OSError, match="no disk"):
            stage.submit([], embedded("second"), check=nothing)
