"""What does a form say that was sent with mistakes?"""

import re

from tests.registry.pages.states import Scene


def without(answers: dict[str, str], *boxes: str) -> dict[str, str]:
    return {box: answer for box, answer in answers.items() if box not in boxes}


def refuse(scene: Scene, where: str, sent: dict[str, str], expected: list[str]) -> str:
    """The form again, with 422 and exactly these words in the summary, each also at its box."""
    answer = scene.client.post(where, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    summary = page.split("There is a problem")[1].split("</ul>")[0] if "There is a problem" in page else ""
    assert re.findall(r'<a href="#[\w-]+">(.*?)</a>', summary) == expected
    for target in re.findall(r'<a href="#([\w-]+)">', summary):
        assert f'id="{target}"' in page
    return page
