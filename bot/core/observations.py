"""Observations: what staff saw or heard of a customer, at a contact point. They enter no score."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Mood(StrEnum):
    HAPPY = "happy"
    NEUTRAL = "neutral"
    MIXED = "mixed"
    UNHAPPY = "unhappy"


@dataclass(frozen=True, slots=True)
class Observation:
    """One of them. ``by`` is who observed, ``platform:workspace:user``."""

    id: str
    at: datetime
    touchpoint: str
    mood: Mood
    words: str
    by: str
    by_name: str
    customer_id: str | None = None
    case_id: str | None = None
