"""A reading child that a hostile file has taken over: it names paths of its own in its replies.

`python -m tests.ingest.deceitful_child`
"""

from ingest.sandboxed import JsonObject, Report, serve

ELSEWHERE = "/elsewhere/secret.png"


def answer(task: JsonObject, report: Report) -> JsonObject:
    """A page to recognise, of a file elsewhere; then, as its text, which file that is to be.

    Of a file that is called so: what it is to be converted to, with a way out of any folder.
    """
    if task["do"] == "recognise":
        return {
            "languages": "fra",
            "text": f"{task['path']} {task['conversions']}",
            "confidence": 90.0,
            "is_wordless": False,
            "reading": "ocr",
            "seconds": 0.1,
        }
    if task["file_name"] == "convert.doc":
        return {"convert_to": "../../x", "signed": False, "media_type": "application/msword"}
    return {
        "pages": [{"number": 1, "text": "", "reading": "unread"}],
        "title": "",
        "media_type": "image/png",
        "warnings": [],
        "places": [[1]],
        "labels": [""],
        "pages_back": [None],
        "to_convert": [],
        "path": ELSEWHERE,
        "conversions": {"folder": ELSEWHERE, "rest": {"verdict": "damaged", "detail": ELSEWHERE}},
    }


if __name__ == "__main__":
    serve(answer)
