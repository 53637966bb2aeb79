"""The running application of a test of the chat, with a language model behind it."""

from dataclasses import dataclass

from tests.ollama_server import OllamaServer
from tests.ui.organisation import Organisation

QUESTION = "Combien de jours de télétravail par semaine ?"


ANSWER = ("Le télétravail est possible trois jours ", "par semaine. ", "Les chats aiment le thé.")


@dataclass
class ChatSite:
    """A running application and the language model behind it."""

    address: str
    organisation: Organisation
    model: OllamaServer
