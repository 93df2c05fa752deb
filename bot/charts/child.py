"""The process that draws: reads Vega-Lite specifications from its input, writes pictures to its output.

Each message is a length (4 bytes, big endian) and as many bytes: in, "p" for a PNG or "s" for an SVG, and
JSON; out, "+" and the picture, or "-" and what went wrong. It ends with its input, so it cannot outlive the
process that started it.
"""

from __future__ import annotations

import json
import struct
import sys

import vl_convert

LENGTH = struct.Struct(">I")
_FIRST = {"data": {"values": [{}]}, "mark": "text", "width": 1, "height": 1}
SCALE = 3.0  # pixels a unit: sharp on a phone


def main() -> None:
    """Answer every specification until the input ends."""
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    # The first picture takes ten times as long as any other: it is drawn before anybody asks for one.
    vl_convert.vegalite_to_svg(_FIRST, allowed_base_urls=[])
    while len(head := questions.read(LENGTH.size)) == LENGTH.size:
        (length,) = LENGTH.unpack(head)
        answer = _drawn(questions.read(length))
        answers.write(LENGTH.pack(len(answer)) + answer)
        answers.flush()


def _drawn(question: bytes) -> bytes:
    specification = json.loads(question[1:])
    try:
        # No base address is allowed: a picture is made of its specification alone.
        if question[:1] == b"s":
            return b"+" + vl_convert.vegalite_to_svg(specification, allowed_base_urls=[]).encode()
        return b"+" + vl_convert.vegalite_to_png(specification, scale=SCALE, allowed_base_urls=[])
    except ValueError as error:
        return b"-" + str(error).encode("utf-8", "replace")


if __name__ == "__main__":
    main()
