"""``feedback-bot analyze``: how the comments in a file feel, and what they are about. Nothing is stored."""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from bot.commands.options import FAILED, OK
from bot.core.errors import OperatorError

if TYPE_CHECKING:
    from bot.analysis.comments import Comments
    from bot.analysis.judging import Judge
    from bot.analysis.summing import Sums
    from bot.analysis.writing import Write
    from bot.core.ports import Analyzer
    from bot.imports.files import Table
    from bot.progress import Progress

INTERRUPTED = 130
DEFAULT_ENGINE = "default"
_AT_ONCE = 500  # comments
_STDIN = "-"
_LANGUAGE = re.compile("[a-z]{2}").fullmatch

_EXAMPLES = """\
examples:
  feedback-bot analyze reviews.csv --comment "Review text" > felt.jsonl
  feedback-bot analyze reviews.csv --comment text --rating stars --out felt.csv
  feedback-bot analyze nps.tsv --comment why --rating score --scale 0-10 --keep id --out felt.csv
  zcat tickets.jsonl.gz | feedback-bot analyze - --comment body --language en
  feedback-bot analyze comments.txt                  one comment a line

One row comes out for each that goes in, with the line where it begins. What nobody can say is empty: the
label of a text in a language that the engine does not speak is "unknown". Exit status: 0; 1 if something in
the file could not be read; 2 if nothing was begun.
"""


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = "How the comments in a file feel, and what they are about. Nothing is stored."
    parser.epilog = _EXAMPLES
    parser.add_argument(
        "file", metavar="FILE", help="CSV, TSV, JSON lines or plain text; - for standard input"
    )
    parser.add_argument("--comment", metavar="COLUMN", help="where the words are; not needed for plain text")
    parser.add_argument("--rating", metavar="COLUMN", help="with it comes the verdict on both together")
    parser.add_argument(
        "--scale", choices=("1-5", "0-10", "1-7", "0-1"), help="what the ratings are on; default: 1-5"
    )
    parser.add_argument(
        "--keep", action="append", default=[], metavar="COLUMN", help="put this column into the result too"
    )
    parser.add_argument(
        "--language",
        type=_language,
        metavar="CODE",
        help="of all comments, such as en; default: each is looked at",
    )
    parser.add_argument("--engine", metavar="NAME", help=f"who says how it feels; default: {DEFAULT_ENGINE}")
    parser.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help="take engine, languages, themes and rules from it; default: none is read",
    )
    result = parser.add_argument_group("the result")
    result.add_argument(
        "--format", choices=("jsonl", "csv"), help="default: by the name of --out, else jsonl"
    )
    result.add_argument("--out", type=Path, metavar="FILE", help="default: standard output")
    reading = parser.add_argument_group("how the file is written", "found out where it is not said")
    reading.add_argument(
        "--input", choices=("csv", "tsv", "jsonl", "txt"), help="default: by the file's name"
    )
    reading.add_argument("--encoding", metavar="NAME", help="utf-8, utf-16, cp1252 …")
    reading.add_argument("--delimiter", metavar="SIGN", help="between columns: , ; | or tab")
    parser.set_defaults(command=do)


def _language(code: str) -> str:
    said = code.strip().lower().replace("_", "-").partition("-")[0]
    if not _LANGUAGE(said):
        raise argparse.ArgumentTypeError(f"{code!r} is no language; write two letters, such as en")
    return said


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status."""
    from bot.analysis.comments import Comments, Wanted, refuse_taken
    from bot.analysis.summing import Sums
    from bot.analysis.writing import COLUMNS, RATED, writer

    _refuse_mixtures(options)
    sums = Sums()
    with ExitStack() as open_files:
        judge = _judge(options)
        table = open_files.enter_context(closing(_table(options)))
        wanted = Wanted(options.comment, options.rating, options.scale or "1-5", tuple(options.keep))
        comments = Comments(table, wanted)
        refuse_taken(comments.kept_columns, (*COLUMNS, *RATED))
        out = open_files.enter_context(_result(options))
        print(f"{table.name}: {'; '.join(table.found)}", file=sys.stderr)
        began = time.monotonic()
        write = writer(_form(options), out, options.rating is not None, comments.kept_columns)
        try:
            _analyze(comments, judge, write, sums, _bar(options))
        except KeyboardInterrupt:
            print("\nStopped; the result ends here.", file=sys.stderr)
            return INTERRUPTED
        took_s = time.monotonic() - began
    print(*sums.told(took_s), sep="\n", file=sys.stderr)
    return FAILED if sums.bad else OK


def _refuse_mixtures(options: argparse.Namespace) -> None:
    if options.comment is None and not _is_plain(options):
        raise OperatorError("--comment COLUMN is missing: which column holds the words?")
    if options.comment is not None and options.input == "txt":
        raise OperatorError("--comment does not go with plain text: it has no columns")
    if not options.comment and not _is_plain(options):
        raise OperatorError("--comment needs the name of a column")
    if options.comment is None and (options.rating or options.keep):
        raise OperatorError("--rating and --keep need a table; --comment COLUMN says where its words are")
    if options.scale and not options.rating:
        raise OperatorError("--scale goes with --rating COLUMN")
    if options.out is not None and options.file != _STDIN and _is_same(options.out, options.file):
        raise OperatorError(f"--out {options.out}: that is the file to be read. Name another.")


def _is_plain(options: argparse.Namespace) -> bool:
    """Whether the file has no columns: plain text, unless a column is named."""
    form: str | None = options.input
    return form == "txt" or (
        form is None and options.comment is None and options.file.lower().endswith(".txt")
    )


def _is_same(one: Path, other: str) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _judge(options: argparse.Namespace) -> Judge:
    """Who says how the comments feel: as a configuration has it, or as it is where nothing is configured."""
    from bot.analysis.answerable import Answerable
    from bot.analysis.comments import KINDS
    from bot.analysis.judging import Judge
    from bot.core.verdict import DEFAULT_ALERTS
    from bot.sentiment.language import language_of
    from bot.themes import shipped_taxonomy

    made = None
    if options.config is not None:
        from bot import config
        from bot.sentiment.adapted import configured

        loaded = config.load(options.config)
        made, analyzer = config.settings(loaded, b""), configured(loaded, options.engine)
    else:
        from bot import sentiment

        analyzer = sentiment.analyzer(options.engine or DEFAULT_ENGINE)
    analyzer = Answerable(analyzer)
    analyzer.analyze(["good"], "en")  # what it lacks is said before anything is written
    _warn_of_silence(analyzer, options.language)
    return Judge(
        analyzer,
        language_of,
        made.taxonomy if made else shipped_taxonomy,
        options.language,
        made.language if made else "en",
        KINDS[options.scale or "1-5"] if options.rating else None,
        made.alerts if made else DEFAULT_ALERTS,
    )


def _warn_of_silence(analyzer: Analyzer, language: str | None) -> None:
    from bot.sentiment.judging import speaks

    if language is not None and not speaks(analyzer, language):
        spoken = ", ".join(sorted(analyzer.languages or ()))
        print(
            f"Note: {analyzer.name} does not speak {language!r} but {spoken}: no comment gets a score.",
            file=sys.stderr,
        )


def _table(options: argparse.Namespace) -> Table:
    from bot.imports.files import LINES, Reading, open_table

    delimiter = {"tab": "\t", r"\t": "\t"}.get(options.delimiter, options.delimiter)
    if delimiter is not None and len(delimiter) != 1:
        raise OperatorError(f"--delimiter {delimiter!r}: give one sign, or tab")
    form = LINES if _is_plain(options) else options.input
    return open_table(options.file, Reading(form, options.encoding, delimiter))


def _form(options: argparse.Namespace) -> str:
    is_table = options.out is not None and options.out.suffix.lower() == ".csv"
    form: str = options.format or ("csv" if is_table else "jsonl")
    return form


@contextmanager
def _result(options: argparse.Namespace) -> Iterator[TextIO]:
    """Where the rows go. Raises OperatorError where they cannot."""
    if options.out is None:
        try:
            yield sys.stdout
            sys.stdout.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OperatorError(f"standard output cannot be written to ({error.strerror})") from None
        return
    # Excel takes a table without the mark for one in the encoding of the day.
    encoding = "utf-8-sig" if _form(options) == "csv" else "utf-8"
    try:
        with options.out.open("w", encoding=encoding, newline="") as file:
            yield file
    except OSError as error:
        raise OperatorError(f"--out {options.out}: cannot be written ({error.strerror})") from None


def _bar(options: argparse.Namespace) -> Progress:
    """Shown on a terminal, unless the rows go there."""
    from bot.progress import Progress

    in_the_way = options.out is None and sys.stdout.isatty()
    return Progress("Reading", StringIO() if in_the_way else None)


def _analyze(comments: Comments, judge: Judge, write: Write, sums: Sums, bar: Progress) -> None:
    """From the first row to the last, some at once; no more than those are in memory."""
    began = time.monotonic()
    rows = iter(comments)
    done = 0
    with bar:
        while batch := list(islice(rows, _AT_ONCE)):
            opinions = iter(judge([comment for comment in batch if comment.text is not None]))
            for comment in batch:
                if comment.text is None:
                    sums.skip(comment.line, comment.problem or "")
                else:
                    opinion = next(opinions)
                    write(opinion)
                    sums.add(opinion)
            done += len(batch)
            bar.at(comments.done, _rate(done, time.monotonic() - began))


def _rate(rows: int, took_s: float) -> str:
    return f"{rows:,} rows, {rows / took_s:,.0f} a second" if took_s > 1 else f"{rows:,} rows"
