from __future__ import annotations

import pytest

from bot.core.evidence import (
    HEAD,
    Evidence,
    EvidenceKind,
    card_of,
    contents_of,
    evidence_in,
    file_name,
    is_brought_by,
    is_file,
    shown_as,
)


@pytest.mark.parametrize(
    ("head", "said", "name"),
    [
        (b"\xff\xd8\xff\xe0", EvidenceKind.PHOTO, "photo-k.jpg"),
        (b"\x89PNG\r\n\x1a\n", EvidenceKind.PHOTO, "photo-k.png"),
        (b"RIFF\x10\0\0\0WEBP", EvidenceKind.PHOTO, "photo-k.webp"),
        (b"OggS", EvidenceKind.VOICE, "voice-k.ogg"),
        (b"\0\0\0\x1cftypM4A ", EvidenceKind.VOICE, "voice-k.m4a"),
        (b"\0\0\0\x1cftypisom", EvidenceKind.VIDEO, "video-k.mp4"),
        (b"\x1aE\xdf\xa3", EvidenceKind.VIDEO, "video-k.webm"),
        (b"%PDF-1.7", EvidenceKind.FILE, "file-k.pdf"),
        (b"MZ\x90\0", EvidenceKind.FILE, "file-k.bin"),
    ],
)
def test_a_file_is_called_after_its_bytes(head: bytes, said: EvidenceKind, name: str) -> None:
    contents = contents_of(head)
    assert file_name(shown_as(said, contents), contents, "k") == name


@pytest.mark.parametrize("head", [b"<svg xmlns=", b"<html>", b"%PDF-1.7", b"MZ", b"", b"\0\0\0\x1cftypisom"])
def test_what_is_no_picture_is_never_shown_as_one(head: bytes) -> None:
    assert shown_as(EvidenceKind.PHOTO, contents_of(head)) is EvidenceKind.FILE


def test_the_head_is_long_enough_for_every_kind() -> None:
    assert contents_of((b"RIFF\x10\0\0\0WEBPVP8 and more")[:HEAD]).suffix == "webp"


def test_a_file_is_found_again_by_its_parcel_and_no_others_is() -> None:
    assert is_brought_by("photo-abc.jpg", "abc")
    assert not any(is_brought_by(name, "abc") for name in ("photo-abcd.jpg", "abc.jpg", "", None, 7))


def test_a_card_says_what_it_brings() -> None:
    evidence = Evidence(EvidenceKind.VOICE, "AwAC", "telegram")
    assert evidence_in(card_of(evidence)) == evidence
    assert evidence_in({"type": "alert"}) is None
    assert evidence_in(None) is None


def test_a_place_and_a_number_are_no_files() -> None:
    assert not is_file(Evidence(EvidenceKind.FILE, "geo:53.5,9.9", "telegram"))
    assert not is_file(Evidence(EvidenceKind.FILE, "tel:+4940", "telegram"))
    assert is_file(Evidence(EvidenceKind.FILE, "BQAC", "telegram"))
