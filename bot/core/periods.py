"""Dates, periods and wall-clock times: when a digest runs, when a customer may be written to, when an SLA
ends.

Days are local dates of a zone; instants come in aware, of any zone, and go out in UTC. A clock change is met
by three rules. A wall time that the day skips (a gap) runs later by the length of the gap; one that the day
repeats (a fold) runs the first time; quiet hours and opening hours that end or begin in a gap do so as the
gap ends.

Nothing here reads a clock. Naive instants are refused with ValueError.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
EARLIEST = date(1970, 1, 1)  # where "all" begins; nothing is older
LONGEST_BUSINESS_TIME = timedelta(days=731)

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)


class PeriodKind(StrEnum):
    """The calendar's periods. Weeks are those of ISO 8601, Monday to Sunday."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_MONTHS_IN = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Period:
    """Local dates from `start` to before `end` (EXCLUSIVE).

    `name` is for machines and the same in every language: 2026-10-31, 2026-W44, 2026-10, 2026-Q4, 2026,
    2026-10-02..2026-10-31 (last day included) or all; `parse_period` reads it back. `kind` is None for a run
    of days.
    """

    name: str
    start: date
    end: date
    kind: PeriodKind | None = None

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"period {self.name!r} ends before it starts")

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days

    def previous(self) -> "Period":
        """The one before it of the same kind; for a run of days as many days before. Before "all": empty."""
        if self.kind is not None:
            return containing(self.kind, self.start - ONE_DAY)
        return _run(self.start - min(self.end - self.start, self.start - EARLIEST), self.start)


def containing(kind: PeriodKind, day: date) -> Period:
    """The period of this kind that `day` lies in."""
    if kind is PeriodKind.DAY:
        return Period(day.isoformat(), day, day + ONE_DAY, kind)
    if kind is PeriodKind.WEEK:
        start = day - timedelta(days=day.weekday())
        year, week, _ = day.isocalendar()
        return Period(f"{year:04}-W{week:02}", start, start + timedelta(weeks=1), kind)
    months = _MONTHS_IN[kind]
    start = date(day.year, (day.month - 1) // months * months + 1, 1)
    years, month = divmod(start.month - 1 + months, 12)
    name = {
        PeriodKind.MONTH: f"{day.year:04}-{day.month:02}",
        PeriodKind.QUARTER: f"{day.year:04}-Q{(day.month + 2) // 3}",
        PeriodKind.YEAR: f"{day.year:04}",
    }[kind]
    return Period(name, start, date(start.year + years, month + 1, 1), kind)


def last_complete(kind: PeriodKind, today: date) -> Period:
    """The latest period of this kind that is over: yesterday, last week …"""
    return containing(kind, today).previous()


def rolling(days: int, today: date) -> Period:
    """The `days` days that end with `today`, it included. Raises ValueError for less than one day."""
    if days < 1:
        raise ValueError(f"a period of {days} days")
    return _run(today + ONE_DAY - timedelta(days=days), today + ONE_DAY)


def all_time(today: date) -> Period:
    """Everything up to `today`, it included."""
    return Period("all", EARLIEST, today + ONE_DAY)


def _run(start: date, end: date) -> Period:
    return Period(f"{start}..{end - ONE_DAY}", start, end)


# --- what a manager types after /digest


def parse_period(words: str, today: date) -> Period | None:
    """The period meant by the (English) words, or None.

    Empty: the last 30 days. today, yesterday, this|last day|week|month|quarter|year, last N days|weeks|months
    (a month has 30 days here), all, since and a day or a month (to this day); past and previous are last; a
    month's name or q1-q4, with a year or else the latest that is not in the future; 2026, 2026-10, 2026-w44,
    2026-q4, 2026-10-31; two dates, both included, as 2026-10-01 to 2026-10-31 or with .. between.
    """
    words = " ".join(words.casefold().replace(",", " ").split())
    words = re.sub("^(?:the )?(?:past|previous|last)(?= )", "last", words)
    try:
        if words in _PHRASES:
            return _PHRASES[words](today)
        for pattern, read in _PATTERNS:
            if match := pattern.fullmatch(words):
                return read(match, today)
    except ValueError:  # a date that no calendar has
        return None
    return None


def _this(kind: PeriodKind) -> Callable[[date], Period]:
    return lambda today: containing(kind, today)


def _last(kind: PeriodKind) -> Callable[[date], Period]:
    return lambda today: last_complete(kind, today)


_PHRASES: Mapping[str, Callable[[date], Period]] = {
    "": lambda today: rolling(30, today),
    **dict.fromkeys(("all", "all time", "ever", "so far", "everything"), all_time),
    "today": _this(PeriodKind.DAY),
    "yesterday": _last(PeriodKind.DAY),
    **{f"this {kind}": _this(kind) for kind in PeriodKind},
    **{f"last {kind}": _last(kind) for kind in PeriodKind},
}


def _year(text: str) -> int:
    year = int(text)
    if not EARLIEST.year <= year < date.max.year:
        raise ValueError(f"year {year}")
    return year


def _day(text: str) -> date:
    _year(text[:4])
    return date.fromisoformat(text)


def _latest(kind: PeriodKind, month: int, year: str | None, today: date) -> Period:
    if year is not None:
        return containing(kind, date(_year(year), month, 1))
    this_year = containing(kind, date(today.year, month, 1))
    return this_year if this_year.start <= today else containing(kind, date(today.year - 1, month, 1))


def _read_month(match: re.Match[str], today: date) -> Period:
    month = next((i for i, name in enumerate(MONTHS, 1) if name.startswith(match["month"])), 0)
    return _latest(PeriodKind.MONTH, month, match["year"], today)  # month 0 is a ValueError


def _read_quarter(match: re.Match[str], today: date) -> Period:
    return _latest(PeriodKind.QUARTER, int(match["quarter"]) * 3 - 2, match["year"], today)


def _read_week(match: re.Match[str], _: date) -> Period:
    return containing(PeriodKind.WEEK, date.fromisocalendar(_year(match["year"]), int(match["week"]), 1))


def _read_run(match: re.Match[str], _: date) -> Period:
    first, last = _day(match["first"]), _day(match["last"])
    if last < first:
        raise ValueError("the last day comes before the first")
    return _run(first, last + ONE_DAY)


def _read_rolling(match: re.Match[str], today: date) -> Period:
    return rolling(int(match["n"]) * _DAYS_IN[match["unit"] or "day"], today)


def _read_since(match: re.Match[str], today: date) -> Period:
    since = parse_period(match["when"], today)
    if since is None or not EARLIEST < since.start <= today:
        raise ValueError("that is no day to count from")
    return _run(since.start, today + ONE_DAY)


_DAYS_IN = {"day": 1, "week": 7, "month": 30}
_ISO_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
# Phones turn two dots into an ellipsis and a hyphen into a dash.
_TO = r" ?(?:to|until|\.\.|\u2026|\u2013|\u2014) ?"
_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Period]], ...] = (
    (re.compile("(?:last )?(?P<n>[0-9]{1,4}) (?P<unit>day|week|month)s?"), _read_rolling),
    (re.compile("since (?P<when>(?!since|last [0-9]).+)"), _read_since),
    (re.compile("(?P<month>[a-z]{3,9})(?: (?P<year>[0-9]{4}))?"), _read_month),
    (re.compile("q(?P<quarter>[1-4])(?: (?P<year>[0-9]{4}))?"), _read_quarter),
    (re.compile("(?P<year>[0-9]{4})[- ]q(?P<quarter>[1-4])"), _read_quarter),
    (re.compile("(?P<year>[0-9]{4})-w(?P<week>[0-9]{2})"), _read_week),
    (re.compile("[0-9]{4}"), lambda match, _: containing(PeriodKind.YEAR, date(_year(match[0]), 1, 1))),
    (re.compile("[0-9]{4}-[0-9]{2}"), lambda match, _: containing(PeriodKind.MONTH, _day(match[0] + "-01"))),
    (re.compile(_ISO_DAY), lambda match, _: containing(PeriodKind.DAY, _day(match[0]))),
    (re.compile(rf"(?P<first>{_ISO_DAY}){_TO}(?P<last>{_ISO_DAY})"), _read_run),
)


# --- from the wall clock to UTC and back


def _in_utc(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError(f"{moment} has no zone")
    return moment.astimezone(UTC)


def local_date(moment: datetime, zone: ZoneInfo) -> date:
    """The date on the wall in `zone` at this moment."""
    return _in_utc(moment).astimezone(zone).date()


def wall_to_utc(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """The instant at which the clock on that day shows `wall`, in UTC.

    In a gap it is later by the gap's length (02:30 where 02:00 jumps to 03:00 is 03:30); in a fold the first.
    """
    # With fold=0 zoneinfo reads both the gap and the fold by the offset before the change: just that.
    return datetime.combine(day, wall.replace(fold=0), zone).astimezone(UTC)


def _first_instant_from(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """The first instant at which the clock shows `wall` or later: `wall_to_utc`, but in a gap the gap's end.

    So a later wall time never gives an earlier instant.
    """
    shown = datetime.combine(day, wall.replace(fold=0))
    shifted = wall_to_utc(day, wall, zone)
    unshifted = shown.replace(tzinfo=zone, fold=1).astimezone(UTC)
    gap = int((shifted - unshifted).total_seconds())
    if gap <= 0:
        return shifted

    def is_past_the_gap(seconds: int) -> bool:
        return (unshifted + timedelta(seconds=seconds)).astimezone(zone).replace(tzinfo=None) >= shown

    return unshifted + timedelta(seconds=bisect_left(range(gap), True, key=is_past_the_gap))


# --- schedules


@dataclass(frozen=True, slots=True)
class Schedule:
    """A run every day, week, month, quarter or year at the wall time `at` in `zone`.

    `on` is a weekday's name for a week (default monday), a day 1..28 of the (first) month for the longer ones
    (default 1), nothing for a day. Raises ValueError for anything else.
    """

    every: PeriodKind
    on: str | int | None
    at: time
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if self.at.tzinfo is not None:
            raise ValueError("a schedule's wall time has no zone of its own")
        if not self._is_on_possible():
            raise ValueError(f"{self.on!r} is not a day on which something can run every {self.every}")

    def _is_on_possible(self) -> bool:
        if self.on is None:
            return True
        if self.every is PeriodKind.WEEK:
            return self.on in WEEKDAYS
        if self.every is PeriodKind.DAY:
            return False
        return isinstance(self.on, int) and not isinstance(self.on, bool) and 1 <= self.on <= 28


def runs_on(schedule: Schedule, day: date) -> bool:
    """Does it run on this local date?"""
    if schedule.every is PeriodKind.DAY:
        return True
    if schedule.every is PeriodKind.WEEK:
        return WEEKDAYS[day.weekday()] == (schedule.on or WEEKDAYS[0])
    return day.day == (schedule.on or 1) and (day.month - 1) % _MONTHS_IN[schedule.every] == 0


def next_run(schedule: Schedule, after: datetime) -> tuple[date, datetime]:
    """The first run strictly after `after`: its local date, by which it is run once, and its UTC instant."""
    # From the day before, because a run late on a day with a gap may fall past midnight.
    day = local_date(after, schedule.zone) - ONE_DAY
    while True:
        if runs_on(schedule, day):
            instant = wall_to_utc(day, schedule.at, schedule.zone)
            if instant > after:
                return day, instant
        day += ONE_DAY


def missed_runs(schedule: Schedule, after: datetime, until: datetime) -> list[tuple[date, datetime]]:
    """The runs in (after, until], oldest first."""
    until = _in_utc(until)
    missed = []
    run = next_run(schedule, after)
    while run[1] <= until:
        missed.append(run)
        run = next_run(schedule, run[1])
    return missed


# --- quiet hours


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From wall time `start` to before `end`, perhaps over midnight; none if they are equal."""

    start: time
    end: time

    def covers(self, wall: time) -> bool:
        """Is it quiet when the clock shows `wall`?"""
        if self.start <= self.end:
            return self.start <= wall < self.end
        return wall >= self.start or wall < self.end


def outside_quiet_hours(moment: datetime, quiet: QuietHours, zone: ZoneInfo) -> datetime:
    """`moment` itself if it is not quiet in `zone` then, else the end of the quiet time in UTC."""
    local = _in_utc(moment).astimezone(zone)
    if not quiet.covers(local.time()):
        return moment
    day = local.date()
    if local.time() >= quiet.end:
        day += ONE_DAY
    end = _first_instant_from(day, quiet.end, zone)
    if end <= moment:  # the clock was put back over the end, so it comes a second time
        end = datetime.combine(day, quiet.end.replace(fold=1), zone).astimezone(UTC)
    # It can be quiet again at once, if a gap swallowed all the time that is not.
    return outside_quiet_hours(end, quiet, zone)


def quiet_from(moment: datetime, quiet: QuietHours, zone: ZoneInfo) -> datetime | None:
    """When it is quiet next: `moment` itself, or later, in UTC. None without quiet hours."""
    if quiet.start == quiet.end:
        return None
    if outside_quiet_hours(moment, quiet, zone) > moment:
        return moment
    day = local_date(moment, zone) - ONE_DAY
    while (begins := _first_instant_from(day, quiet.start, zone)) <= moment:
        day += ONE_DAY
    return begins


def next_within_hour(moment: datetime, hour: int, zone: ZoneInfo) -> datetime:
    """`moment` itself in the hour from `hour`:00 in `zone`, else when that hour begins next, in UTC.

    It is an hour long also where the clock shows it twice; in a gap it is later by the gap's length.
    """
    day = local_date(moment, zone) - ONE_DAY
    while True:
        begins = wall_to_utc(day, time(hour), zone)
        if begins > moment:
            return begins
        if moment - begins < timedelta(hours=1):
            return moment
        day += ONE_DAY


# --- business hours


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """Weekday (0 Monday … 6 Sunday) → open spans of wall time; without any span it is always open.

    A span whose end is not after its start ends on the next day (18:00-02:00, 09:00-00:00). Spans may
    overlap. A span that begins on a holiday is closed.
    """

    weekly: Mapping[int, tuple[tuple[time, time], ...]]
    holidays: frozenset[date]
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if unknown := [weekday for weekday in self.weekly if weekday not in range(7)]:
            raise ValueError(f"no weekday {unknown[0]!r}; they run from 0 (Monday) to 6")

    @property
    def is_always_open(self) -> bool:
        """True if no weekday has a span."""
        return not any(self.weekly.values())


def add_business_time(start: datetime, amount: timedelta, hours: BusinessHours) -> datetime:
    """The instant, in UTC, when `amount` of open time has passed since `start`.

    Raises ValueError for a negative amount, or if that takes more than two years.
    """
    start = _in_utc(start)
    if amount < timedelta(0):
        raise ValueError(f"{amount} of business time")
    if hours.is_always_open or not amount:
        return start + amount
    left = amount
    for opens, closes in _open_spans(start, start + LONGEST_BUSINESS_TIME, hours):
        if closes - opens >= left:
            return opens + left
        left -= closes - opens
    raise ValueError(f"{amount} of business time does not pass within two years of {start}")


def opens_again(moment: datetime, hours: BusinessHours) -> datetime | None:
    """When it opens next, in UTC; None if it is open at this moment, or does not open within two years."""
    moment = _in_utc(moment)
    if hours.is_always_open:
        return None
    opens, _ = next(_open_spans(moment, moment + LONGEST_BUSINESS_TIME, hours), (moment, moment))
    return opens if opens > moment else None


def business_time_between(start: datetime, end: datetime, hours: BusinessHours) -> timedelta:
    """How much open time passes from `start` to `end`; none if `end` is not after `start`."""
    start, end = _in_utc(start), _in_utc(end)
    if hours.is_always_open:
        return max(end - start, timedelta(0))
    return sum((closes - opens for opens, closes in _open_spans(start, end, hours)), timedelta(0))


def _open_spans(start: datetime, end: datetime, hours: BusinessHours) -> Iterator[tuple[datetime, datetime]]:
    """The open time between two UTC instants: ascending, not overlapping, none empty."""
    counted_to = start
    day = local_date(start, hours.zone) - ONE_DAY  # yesterday's last span may still be open
    while day <= local_date(end, hours.zone):
        spans = () if day in hours.holidays else sorted(hours.weekly.get(day.weekday(), ()))
        for opening, closing in spans:
            last_day = day if closing > opening else day + ONE_DAY
            opens = max(_first_instant_from(day, opening, hours.zone), counted_to)
            closes = min(_first_instant_from(last_day, closing, hours.zone), end)
            if opens < closes:
                yield opens, closes
                counted_to = closes
        day += ONE_DAY
