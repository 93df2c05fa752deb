"""The benchmark of the analyzers measures what it says it measures."""

from __future__ import annotations

from bot.bench import sentiment


def test_the_texts_are_of_about_24_words_and_always_the_same() -> None:
    made = sentiment.texts(200)
    assert made == sentiment.texts(200)
    assert 20 <= sum(len(text.split()) for text in made) / len(made) <= 28


def test_loading_is_measured_in_a_process_of_its_own() -> None:
    took_ms, memory_mb = sentiment._loaded()
    assert 0 < took_ms < 1000
    assert 1 < memory_mb <= sentiment.MEMORY_MB
