"""QR codes: another program reads from the picture what was put in, and it is one that prints well."""

from __future__ import annotations

import io
import re
from itertools import product

import numpy
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.qr import COUNTER, PNG, PRINTS, RECEIPT, SVG, draw

WEB = "https://feedback.example.com/chat/0123456789abcdef0123456789abcdef"
TELEGRAM = "https://t.me/mugandco_bot?start=0123456789abcdef0123456789abcdef"
QUIET = 4  # modules


def grey(png: bytes) -> numpy.ndarray[tuple[int, int], numpy.dtype[numpy.uint8]]:
    """The picture's pixels, 0 dark to 255 light."""
    return numpy.array(Image.open(io.BytesIO(png)).convert("L"))


def modules(svg: str) -> numpy.ndarray[tuple[int, int], numpy.dtype[numpy.uint8]]:
    """An SVG's modules as pixels, eight each: each stroke of its one path is a run of dark modules."""
    (size,) = re.findall(r'<path fill="#fff" d="M0 0h([\d.]+)v', svg)
    (path,) = re.findall(r'stroke="#000" d="([^"]+)"', svg)
    side = int(float(size))
    dark = numpy.full((side, side), 255, numpy.uint8)
    x, y = 0.0, 0.0
    for command, numbers in re.findall(r"([Mmh])([-\d. ]+)", path):
        values = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if command == "h":
            dark[int(y), int(x) : int(x + values[0])] = 0
            x += values[0]
        else:
            x, y = (values[0], values[1]) if command == "M" else (x + values[0], y + values[1])
    return numpy.kron(dark, numpy.ones((8, 8), numpy.uint8))


def read(pixels: numpy.ndarray[tuple[int, int], numpy.dtype[numpy.uint8]]) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(pixels)]


@pytest.mark.parametrize(("url", "size"), [*product([WEB, TELEGRAM], [RECEIPT, COUNTER])])
def test_a_picture_is_read_as_the_link(url: str, size: str) -> None:
    assert read(grey(draw(url, PNG, size))) == [url]
    assert read(modules(draw(url, SVG, size).decode())) == [url]


@settings(max_examples=25, deadline=None)
@given(st.from_regex(r"https://[a-z0-9.-]{1,120}/[A-Za-z0-9_~?=&%-]{0,300}", fullmatch=True))
def test_whatever_the_link_it_is_read_as_it_is(url: str) -> None:
    assert read(grey(draw(url))) == [url]


@pytest.mark.parametrize("size", [*PRINTS])
def test_there_is_light_all_around_and_nothing_but_dark_and_light(size: str) -> None:
    pixels = grey(draw(WEB, PNG, size))
    margin = QUIET * PRINTS[size].pixels
    inside = pixels[margin:-margin, margin:-margin]
    assert set(numpy.unique(pixels)) == {0, 255}
    around = pixels.copy()
    around[margin:-margin, margin:-margin] = 255
    assert around.min() == 255
    for edge in (inside[0], inside[-1], inside[:, 0], inside[:, -1]):
        assert edge.min() == 0  # and no more of it than is asked for


def test_what_stands_on_a_counter_is_larger_and_bears_more_damage() -> None:
    receipt, counter = grey(draw(WEB, PNG, RECEIPT)), grey(draw(WEB, PNG, COUNTER))
    assert counter.shape[0] > 3 * receipt.shape[0]
    side = counter.shape[0]
    spoilt = counter.copy()
    spoilt[int(side * 0.52) : int(side * 0.72), int(side * 0.42) : int(side * 0.62)] = 255
    assert read(spoilt) == [WEB]


@pytest.mark.parametrize(("size", "mm"), [(RECEIPT, "27.0mm"), (COUNTER, "122.5mm")])
def test_a_drawing_says_how_large_it_is_to_be_printed(size: str, mm: str) -> None:
    assert f'width="{mm}" height="{mm}"' in draw(WEB, SVG, size).decode()


def test_of_what_makes_no_readable_code_none_is_drawn() -> None:
    with pytest.raises(ValueError, match="1000 characters"):
        draw("https://example.com/" + "x" * 1000)
