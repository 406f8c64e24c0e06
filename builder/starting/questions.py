"""What is asked of whoever begins something: the questions, in their order, and what is wrong with an answer."""

from __future__ import annotations

from typing import NamedTuple


class Question(NamedTuple):
    """One thing to be known; its name is that of the argument that answers it beforehand."""

    name: str
    words: str
    is_needed: bool = False
    """Whether an empty answer is none."""


QUESTIONS = {
    "project": (
        Question("target", "Folder of the new explainer", is_needed=True),
        Question("title", "Title of the whole", is_needed=True),
        Question("language", "Language that it is written in", is_needed=True),
        Question("publisher", "Who publishes it and answers for it, a name"),
        Question("contact", "Where readers write to about mistakes: a mail address, or the address of a page"),
    ),
    "theme": (
        Question("title", "Title, as the navigation has it", is_needed=True),
        Question("question", "Question that the page answers"),
        Question("id", "Id, for its file and its address", is_needed=True),
    ),
    "group": (
        Question("name", "Name, as texts use it", is_needed=True),
        Question("kind", "Kind"),
        Question("id", "Id, for its file and its address", is_needed=True),
    ),
    "source": (
        Question("url", "Address at which you opened it (https://…), if any"),
        Question("title", "Title as printed", is_needed=True),
        Question("author", "Author, as Family, Given; several with semicolons between"),
        Question("publisher", "Publisher or outlet"),
        Question("issued", "Date on which it appeared: YYYY-MM-DD, YYYY, or 1680~ for about 1680"),
        Question("type", "Type, such as article-newspaper, book, report, webpage", is_needed=True),
        Question("consulted", "How much of it you have read: full, excerpt or no", is_needed=True),
        Question("id", "Id, by which texts cite it", is_needed=True),
        Question("file", "File of content/sources/", is_needed=True),
    ),
}
"""By what is begun."""
