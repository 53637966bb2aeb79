"""The environment under which the libraries we build on make no outward look-up."""

import os
from collections.abc import MutableMapping

# Each value was found by running the pinned version under strace; GRADIO_ANALYTICS_ENABLED
# is compared with the exact string "False" and is the only one that stops all of Gradio's calls.
QUIET = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    # After every answer Gradio else makes a summary that nobody reads, with pandas.
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": "1000000000",
    "GRADIO_ANALYTICS_MAX_EVENTS": "100",
    "GRADIO_RUN_HISTORY": "False",
    "GRADIO_SHARE": "False",
    "GRADIO_MCP_SERVER": "False",
    "GRADIO_SSR_MODE": "False",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "DO_NOT_TRACK": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "LANGSMITH_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "OTEL_SDK_DISABLED": "true",
    "NO_PROXY": "127.0.0.1,localhost",
    "no_proxy": "127.0.0.1,localhost",
    "TOKENIZERS_PARALLELISM": "false",
    # numpy's threads wait for each other by spinning: beside the threads that embed, making token
    # rows took 1.6 times the processor time of the passes themselves (November 2026).
    "OPENBLAS_NUM_THREADS": "1",
}

# Inherited from a shell, each of these would send prompts, keys or files somewhere else.
UNWANTED = (
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "OLLAMA_HOST",
    "OLLAMA_API_KEY",
    "HF_TOKEN",
    "LANGSMITH_API_KEY",
    "LANGCHAIN_API_KEY",
    "GRADIO_ALLOWED_PATHS",
)


def silence_libraries(environment: MutableMapping[str, str] = os.environ) -> None:
    """Set every variable of `QUIET` and remove every one of `UNWANTED`; safe to repeat."""
    environment.update(QUIET)
    for name in UNWANTED:
        environment.pop(name, None)
