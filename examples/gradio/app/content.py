"""What this app keeps in session data: a counter, some notes, and which tasks are the visitor's.

These are the changes handed to a store, shared by the API and the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.sessions import Change

MAX_NOTES = 50
MAX_TASKS = 50
TASK_FIELDS = {"id", "sample", "seconds", "submitted_at"}
MAX_NOTE_LENGTH = 500
MAX_USERNAME_LENGTH = 64


def counter(data: Mapping[str, Any]) -> int:
    """The counter, which starts at nought."""
    value = data.get("counter", 0)
    return value if isinstance(value, int) else 0


def notes(data: Mapping[str, Any]) -> list[str]:
    """The notes, oldest first."""
    value = data.get("notes", [])
    return [str(note) for note in value] if isinstance(value, list) else []


def count_up(data: dict[str, Any]) -> None:
    """Add one to the counter."""
    data["counter"] = counter(data) + 1


def add_note(note: str) -> Change:
    """Add a note; the oldest go when there are too many, to bound a record."""

    def change(data: dict[str, Any]) -> None:
        data["notes"] = [*notes(data), note][-MAX_NOTES:]

    return change


def tasks(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The last tasks, oldest first."""
    value = data.get("tasks", [])
    if not isinstance(value, list):
        return []
    return [task for task in value if isinstance(task, dict) and task.keys() >= TASK_FIELDS]


def add_task(task: dict[str, Any]) -> Change:
    """Add a task; the oldest go when there are too many, to bound a record."""

    def change(data: dict[str, Any]) -> None:
        data["tasks"] = [*tasks(data), task][-MAX_TASKS:]

    return change


def drop_task(task_id: str) -> Change:
    """Forget a task."""

    def change(data: dict[str, Any]) -> None:
        data["tasks"] = [task for task in tasks(data) if task["id"] != task_id]

    return change


def clean_username(text: str) -> str | None:
    """The name as it will be shown, or None if it will not do."""
    name = text.strip()
    return name if name.isprintable() and 0 < len(name) <= MAX_USERNAME_LENGTH else None


def clean_note(text: str) -> str | None:
    """The note as it will be kept, or None if it will not do."""
    note = text.strip()
    return note if 0 < len(note) <= MAX_NOTE_LENGTH else None
