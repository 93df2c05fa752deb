"""Periods, and wall-clock time against the clock changes of the world's zones."""

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.core.periods import (
    BusinessHours,
    Period,
    PeriodKind,
    QuietHours,
    Schedule,
    add_business_time,
    all_time,
    business_time_between,
    containing,
    last_complete,
    local_date,
    missed_runs,
    next_run,
    next_within_hour,
    opens_again,
    outside_quiet_hours,
    parse_period,
    quiet_from,
    rolling,
    runs_on,
    wall_to_utc,
)

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
SANTIAGO = ZoneInfo("America/Santiago")
CAIRO = ZoneInfo("Africa/Cairo")
NUUK = ZoneInfo("America/Nuuk")  # its gap runs from 23:00 to midnight
APIA = ZoneInfo("Pacific/Apia")  # it had no 2011-12-30

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
TODAY = date(2026, 11, 21)  # a Saturday

zones = st.sampled_from(sorted(zoneinfo.available_timezones())).map(ZoneInfo)
dates = st.dates(date(1975, 1, 1), date(2100, 12, 31))
dates_with_known_rules = st.dates(date(2026, 1, 1), date(2027, 12, 31))
kinds = st.sampled_from(PeriodKind)
wall_times = st.times().map(lambda wall: wall.replace(second=0, microsecond=0))
instants = st.datetimes(
    datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2027-12-31"), timezones=st.just(UTC)
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


# --- periods


def test_a_date_is_that_of_the_wall_in_the_zone() -> None:
    moment = utc("2026-11-21T23:30")
    assert local_date(moment, BERLIN) == date(2026, 11, 22)
    assert local_date(moment.astimezone(BERLIN), NEW_YORK) == date(2026, 11, 21)


@pytest.mark.parametrize(
    ("kind", "name", "start", "end"),
    [
        ("day", "2026-11-21", date(2026, 11, 21), date(2026, 11, 22)),
        ("week", "2026-W47", date(2026, 11, 16), date(2026, 11, 23)),
        ("month", "2026-11", date(2026, 11, 1), date(2026, 12, 1)),
        ("quarter", "2026-Q4", date(2026, 10, 1), date(2027, 1, 1)),
        ("year", "2026", date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_what_contains_a_day(kind: str, name: str, start: date, end: date) -> None:
    assert containing(PeriodKind(kind), TODAY) == Period(name, start, end, PeriodKind(kind))


def test_the_first_days_of_january_can_lie_in_the_old_years_last_week() -> None:
    assert containing(PeriodKind.WEEK, date(2027, 1, 3)).name == "2026-W53"


@given(kinds, dates)
def test_a_period_contains_its_days_and_no_other(kind: PeriodKind, day: date) -> None:
    period = containing(kind, day)
    assert period.start <= day < period.end
    assert containing(kind, period.start) == containing(kind, period.end - DAY) == period
    assert containing(kind, period.end) != period


@given(kinds, dates)
def test_the_previous_period_is_of_the_same_kind_and_ends_where_this_one_starts(
    kind: PeriodKind, day: date
) -> None:
    period = containing(kind, day)
    assert period.previous().kind == kind
    assert period.previous().end == period.start


@given(kinds, dates)
def test_the_last_complete_period_is_over_and_no_later_one_is(kind: PeriodKind, today: date) -> None:
    assert last_complete(kind, today).end == containing(kind, today).start <= today


@given(st.integers(1, 400), dates)
def test_a_rolling_period_ends_with_today_and_follows_as_many_days(days: int, today: date) -> None:
    period = rolling(days, today)
    assert period.days == days
    assert period.end == today + DAY
    assert period.previous().days == days
    assert period.previous().end == period.start


def test_thirty_days_that_happen_to_be_a_month_still_follow_thirty_days() -> None:
    assert rolling(30, date(2026, 6, 30)).previous().start == date(2026, 5, 2)
    assert containing(PeriodKind.MONTH, date(2026, 6, 30)).previous().start == date(2026, 5, 1)


def test_before_everything_there_is_nothing() -> None:
    assert all_time(TODAY).previous().days == 0


def test_periods_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="ends before it starts"):
        Period("x", TODAY, TODAY - DAY)
    with pytest.raises(ValueError, match="0 days"):
        rolling(0, TODAY)


# --- what a manager types


def days(first: str, last: str) -> tuple[date, date]:
    return date.fromisoformat(first), date.fromisoformat(last) + DAY


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", days("2026-10-23", "2026-11-21")),
        ("today", days("2026-11-21", "2026-11-21")),
        ("yesterday", days("2026-11-20", "2026-11-20")),
        ("this week", days("2026-11-16", "2026-11-22")),
        ("last week", days("2026-11-09", "2026-11-15")),
        ("this month", days("2026-11-01", "2026-11-30")),
        ("last month", days("2026-10-01", "2026-10-31")),
        ("  Last   MONTH ", days("2026-10-01", "2026-10-31")),
        ("this quarter", days("2026-10-01", "2026-12-31")),
        ("last quarter", days("2026-07-01", "2026-09-30")),
        ("this year", days("2026-01-01", "2026-12-31")),
        ("last year", days("2025-01-01", "2025-12-31")),
        ("last 30 days", days("2026-10-23", "2026-11-21")),
        ("last 7 days", days("2026-11-15", "2026-11-21")),
        ("last 1 day", days("2026-11-21", "2026-11-21")),
        ("october", days("2026-10-01", "2026-10-31")),
        ("oct", days("2026-10-01", "2026-10-31")),
        ("November", days("2026-11-01", "2026-11-30")),
        ("december", days("2025-12-01", "2025-12-31")),
        ("october 2025", days("2025-10-01", "2025-10-31")),
        ("October, 2025", days("2025-10-01", "2025-10-31")),
        ("december 2026", days("2026-12-01", "2026-12-31")),
        ("may", days("2026-05-01", "2026-05-31")),
        ("2026-10", days("2026-10-01", "2026-10-31")),
        ("2026-10-31", days("2026-10-31", "2026-10-31")),
        ("2026-W47", days("2026-11-16", "2026-11-22")),
        ("2024", days("2024-01-01", "2024-12-31")),
        ("q3", days("2026-07-01", "2026-09-30")),
        ("Q4", days("2026-10-01", "2026-12-31")),
        ("q3 2026", days("2026-07-01", "2026-09-30")),
        ("q1 2024", days("2024-01-01", "2024-03-31")),
        ("2026-q3", days("2026-07-01", "2026-09-30")),
        ("all", days("1970-01-01", "2026-11-21")),
        ("2026-10-01 to 2026-10-31", days("2026-10-01", "2026-10-31")),
        ("2026-10-01..2026-10-31", days("2026-10-01", "2026-10-31")),
        ("2026-10-01\u20262026-10-31", days("2026-10-01", "2026-10-31")),
        ("2026-10-01 \u2013 2026-10-31", days("2026-10-01", "2026-10-31")),
        ("2026-10-31..2026-10-31", days("2026-10-31", "2026-10-31")),
    ],
)
def test_the_period_a_manager_means(words: str, expected: tuple[date, date]) -> None:
    period = parse_period(words, TODAY)
    assert period is not None
    assert (period.start, period.end) == expected


@pytest.mark.parametrize(
    ("words", "today", "name"),
    [
        ("q4", date(2026, 9, 30), "2025-Q4"),
        ("q4", date(2026, 10, 1), "2026-Q4"),
        ("october", date(2026, 9, 30), "2025-10"),
        ("october", date(2026, 10, 1), "2026-10"),
    ],
)
def test_a_month_or_quarter_without_a_year_is_the_latest_begun(words: str, today: date, name: str) -> None:
    period = parse_period(words, today)
    assert period is not None
    assert period.name == name


@pytest.mark.parametrize(
    "words",
    [
        *("delivery", "delivery vs support", "next month", "last", "q5", "q0", "oc", "mayor", "week"),
        *(
            "2026-13",
            "2026-00",
            "2026-02-30",
            "2026-W54",
            "1969",
            "9999",
            "0000-01",
            "last 0 days",
            "last -1 days",
        ),
        *(
            "2026-10-31 to 2026-10-01",
            "2026-10-31 to 2026-10-30",
            "2026-10-01 to",
            "last 99999 days",
            "202610",
        ),
    ],
)
def test_words_that_name_no_period(words: str) -> None:
    assert parse_period(words, TODAY) is None


@given(
    st.one_of(st.text(), st.from_regex(r"(last |q|this )?[0-9a-z.]{0,9}[- .]{0,2}[0-9]{0,4}(-[0-9]{2}){0,2}"))
)
def test_no_words_break_the_parser(words: str) -> None:
    period = parse_period(words, TODAY)
    assert period is None or (period.start < period.end and period.previous().end == period.start)


@given(kinds, dates, st.integers(1, 400))
def test_a_periods_name_is_read_back(kind: PeriodKind, day: date, length: int) -> None:
    for period in (containing(kind, day), containing(kind, day).previous(), all_time(day)):
        assert parse_period(period.name, day) == period
    assert parse_period(rolling(length, day).name, day) == rolling(length, day)


# --- the wall clock


@pytest.mark.parametrize(
    ("zone", "day", "wall", "expected"),
    [
        (BERLIN, date(2026, 3, 29), time(2, 30), "2026-03-29T01:30"),  # shown as 03:30
        (BERLIN, date(2026, 10, 25), time(2, 30), "2026-10-25T00:30"),  # the first of two
        (NEW_YORK, date(2026, 11, 1), time(1, 30), "2026-11-01T05:30"),  # the first of two
        (SANTIAGO, date(2026, 9, 6), time(0, 0), "2026-09-06T04:00"),  # shown as 01:00
        (CAIRO, date(2026, 4, 24), time(0, 0), "2026-04-23T22:00"),  # shown as 01:00
        (BERLIN, date(2026, 7, 1), time(9, 0), "2026-07-01T07:00"),
    ],
)
def test_a_gap_runs_later_and_a_fold_the_first_time(
    zone: ZoneInfo, day: date, wall: time, expected: str
) -> None:
    assert wall_to_utc(day, wall, zone) == utc(expected)
    assert wall_to_utc(day, wall.replace(fold=1), zone) == utc(expected)
    assert wall_to_utc(day, wall, zone).tzinfo is UTC


@given(zones, dates_with_known_rules, wall_times)
def test_the_clock_shows_the_wall_time_or_jumped_over_it(zone: ZoneInfo, day: date, wall: time) -> None:
    instant = wall_to_utc(day, wall, zone)
    shown = instant.astimezone(zone).replace(tzinfo=None)
    late = shown - datetime.combine(day, wall)
    assert timedelta(0) <= late <= 2 * HOUR
    if late:
        # That long before, the clock had not reached the wall time: it was never shown.
        assert (instant - late).astimezone(zone).replace(tzinfo=None) < datetime.combine(day, wall)


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = datetime.fromisoformat("2026-11-21T12:00")
    daily = Schedule(PeriodKind.DAY, None, time(9), BERLIN)
    hours = BusinessHours({}, frozenset(), BERLIN)
    for refused in (
        lambda: local_date(naive, BERLIN),
        lambda: next_run(daily, naive),
        lambda: missed_runs(daily, utc("2026-11-20"), naive),
        lambda: outside_quiet_hours(naive, QuietHours(time(20), time(9)), BERLIN),
        lambda: add_business_time(naive, HOUR, hours),
        lambda: business_time_between(utc("2026-11-20"), naive, hours),
    ):
        with pytest.raises(ValueError, match="no zone"):
            refused()


# --- schedules


def runs(schedule: Schedule, first: date, last: date) -> list[tuple[date, datetime]]:
    """Every run whose local date lies in first .. last, by asking for the next one again and again."""
    found = []
    run = next_run(schedule, datetime.combine(first - 2 * DAY, time(), UTC))
    while run[0] <= last:
        found.append(run)
        run = next_run(schedule, run[1])
    return [run for run in found if run[0] >= first]


@given(zones, wall_times, dates_with_known_rules)
@example(BERLIN, time(2, 30), date(2026, 3, 25))
@example(BERLIN, time(2, 30), date(2026, 10, 20))
@example(NEW_YORK, time(1, 30), date(2026, 10, 28))
@example(SANTIAGO, time(0, 0), date(2026, 9, 1))
@example(CAIRO, time(0, 0), date(2026, 4, 20))
@example(NUUK, time(23, 30), date(2026, 3, 25))
def test_a_daily_schedule_runs_once_for_every_local_date(zone: ZoneInfo, at: time, first: date) -> None:
    last = first + 9 * DAY
    found = runs(Schedule(PeriodKind.DAY, None, at, zone), first, last)
    assert [day for day, _ in found] == [first + n * DAY for n in range(10)]
    assert all(earlier < later for (_, earlier), (_, later) in pairwise(found))


@pytest.mark.parametrize(
    "zone", [BERLIN, NEW_YORK, SANTIAGO, CAIRO, NUUK, ZoneInfo("Australia/Lord_Howe")], ids=str
)
@pytest.mark.parametrize("at", [time(0, 0), time(0, 30), time(1, 30), time(2, 30), time(23, 30)], ids=str)
def test_two_years_have_one_run_a_day(zone: ZoneInfo, at: time) -> None:
    found = runs(Schedule(PeriodKind.DAY, None, at, zone), date(2026, 1, 1), date(2027, 12, 31))
    assert [day for day, _ in found] == [date(2026, 1, 1) + n * DAY for n in range(730)]
    assert all(earlier < later for (_, earlier), (_, later) in pairwise(found))


def test_a_run_that_a_gap_pushes_past_midnight_still_comes() -> None:
    nightly = Schedule(PeriodKind.DAY, None, time(23, 30), NUUK)
    just_past_midnight = datetime(2026, 3, 29, 0, 10, tzinfo=NUUK)
    day, instant = next_run(nightly, just_past_midnight)
    assert (day, instant) == (date(2026, 3, 28), datetime(2026, 3, 29, 0, 30, tzinfo=NUUK))


def test_a_date_that_a_country_skipped_runs_once_with_the_next() -> None:
    daily = Schedule(PeriodKind.DAY, None, time(9), APIA)
    found = missed_runs(daily, utc("2011-12-28T00:00"), utc("2012-01-01T00:00"))
    assert [day.day for day, _ in found] == [28, 29, 30, 1]
    assert all(earlier < later for (_, earlier), (_, later) in pairwise(found))


@given(zones, wall_times, instants)
def test_the_next_run_is_after_the_given_moment_and_none_is_between(
    zone: ZoneInfo, at: time, after: datetime
) -> None:
    schedule = Schedule(PeriodKind.DAY, None, at, zone)
    _, instant = next_run(schedule, after)
    assert after < instant <= after + timedelta(hours=27)
    assert next_run(schedule, instant - timedelta(microseconds=1))[1] == instant
    assert missed_runs(schedule, after, instant - timedelta(microseconds=1)) == []
    assert [run[1] for run in missed_runs(schedule, after, instant)] == [instant]


schedules = st.one_of(
    st.builds(Schedule, st.just(PeriodKind.DAY), st.none(), wall_times, zones),
    st.builds(Schedule, st.just(PeriodKind.WEEK), st.sampled_from([None, "friday"]), wall_times, zones),
    st.builds(
        Schedule,
        st.sampled_from([PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR]),
        st.one_of(st.none(), st.integers(1, 28)),
        wall_times,
        zones,
    ),
)


@given(schedules, instants, st.integers(0, 400))
def test_a_schedule_runs_once_in_every_one_of_its_periods(
    schedule: Schedule, after: datetime, length: int
) -> None:
    found = missed_runs(schedule, after, after + length * DAY)
    assert all(runs_on(schedule, day) for day, _ in found)
    for (day, instant), (next_day, next_instant) in pairwise(found):
        assert instant < next_instant
        assert containing(schedule.every, next_day).previous() == containing(schedule.every, day)


def test_a_moment_in_the_second_of_two_hours_is_after_the_run() -> None:
    schedule = Schedule(PeriodKind.DAY, None, time(2, 30), BERLIN)
    second_time = datetime(2026, 10, 25, 2, 10, tzinfo=BERLIN, fold=1)
    assert next_run(schedule, second_time)[0] == date(2026, 10, 26)


@pytest.mark.parametrize(
    ("every", "on", "expected"),
    [
        ("day", None, ["2026-11-21", "2026-11-22"]),
        ("week", None, ["2026-11-23", "2026-11-30"]),
        ("week", "monday", ["2026-11-23", "2026-11-30"]),
        ("week", "sunday", ["2026-11-22", "2026-11-29"]),
        ("month", None, ["2026-12-01", "2027-01-01"]),
        ("month", 28, ["2026-11-28", "2026-12-28"]),
        ("quarter", None, ["2027-01-01", "2027-04-01"]),
        ("quarter", 15, ["2027-01-15", "2027-04-15"]),
        ("year", 2, ["2027-01-02", "2028-01-02"]),
    ],
)
def test_on_which_days_a_schedule_runs(every: str, on: str | int | None, expected: list[str]) -> None:
    schedule = Schedule(PeriodKind(every), on, time(9), BERLIN)
    first, instant = next_run(schedule, utc("2026-11-21T00:00"))
    second, _ = next_run(schedule, instant)
    assert [str(first), str(second)] == expected
    assert instant == datetime.combine(first, time(9), BERLIN)


@pytest.mark.parametrize(
    ("every", "on"),
    [
        *[("day", on) for on in ("monday", 1)],
        *[("week", on) for on in ("someday", "", 1)],
        *[("month", on) for on in (0, 29, -1, "monday", True)],
        ("quarter", 31),
    ],
)
def test_a_schedule_on_a_day_that_does_not_come_is_refused(every: str, on: str | int) -> None:
    with pytest.raises(ValueError, match=f"{on!r} is not a day"):
        Schedule(PeriodKind(every), on, time(9), BERLIN)


def test_a_schedule_whose_time_has_its_own_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no zone of its own"):
        Schedule(PeriodKind.DAY, None, time(9, tzinfo=UTC), BERLIN)


def test_the_runs_missed_while_down_come_oldest_first_with_the_last_moment_included() -> None:
    weekly = Schedule(PeriodKind.WEEK, "monday", time(9), BERLIN)
    found = missed_runs(weekly, utc("2026-10-19T07:00"), utc("2026-11-02T08:00"))
    assert found == [
        (date(2026, 10, 26), utc("2026-10-26T08:00")),
        (date(2026, 11, 2), utc("2026-11-02T08:00")),
    ]
    assert missed_runs(weekly, utc("2026-11-02T08:00"), utc("2026-10-01T08:00")) == []


# --- quiet hours

NIGHT = QuietHours(time(20), time(9))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-21T19:59", "2026-11-21T19:59"),
        ("2026-11-21T20:00", "2026-11-22T09:00"),
        ("2026-11-21T23:59", "2026-11-22T09:00"),
        ("2026-11-22T00:00", "2026-11-22T09:00"),
        ("2026-11-22T08:59", "2026-11-22T09:00"),
        ("2026-11-22T09:00", "2026-11-22T09:00"),
        ("2026-03-28T22:00", "2026-03-29T09:00"),  # eleven hours less one
        ("2026-10-24T22:00", "2026-10-25T09:00"),  # eleven hours and one
    ],
)
def test_quiet_hours_over_midnight_end_in_the_morning(moment: str, expected: str) -> None:
    assert outside_quiet_hours(berlin(moment), NIGHT, BERLIN) == berlin(expected).astimezone(UTC)


def test_an_allowed_moment_comes_back_as_it_is() -> None:
    moment = datetime(2026, 11, 21, 12, tzinfo=NEW_YORK)
    assert outside_quiet_hours(moment, NIGHT, BERLIN) is moment


def test_the_end_of_quiet_hours_comes_in_utc() -> None:
    moment = datetime(2026, 11, 21, 22, tzinfo=BERLIN)
    assert outside_quiet_hours(moment, NIGHT, BERLIN).tzinfo is UTC


def test_equal_start_and_end_mean_no_quiet_hours() -> None:
    moment = utc("2026-11-21T03:00")
    assert outside_quiet_hours(moment, QuietHours(time(0), time(0)), BERLIN) is moment


@given(zones, wall_times, wall_times, instants)
def test_what_quiet_hours_postpone_is_neither_quiet_nor_earlier_nor_two_days_late(
    zone: ZoneInfo, start: time, end: time, moment: datetime
) -> None:
    quiet = QuietHours(start, end)
    found = outside_quiet_hours(moment, quiet, zone)
    assert not quiet.covers(found.astimezone(zone).time())
    assert moment <= found <= moment + 2 * DAY
    assert outside_quiet_hours(found, quiet, zone) == found


SPRING, AUTUMN = "2026-03-29T00:00", "2026-10-25T00:00"


@pytest.mark.parametrize(
    ("changing_night", "start", "end"),
    [
        *[(night, time(20), time(9)) for night in (SPRING, AUTUMN)],
        *[(night, time(20), time(2, 30)) for night in (SPRING, AUTUMN)],
        *[(night, time(2, 15), time(2, 45)) for night in (SPRING, AUTUMN)],
        *[(night, time(1), time(3)) for night in (SPRING, AUTUMN)],
        # Not in autumn: what starts in the repeated hour does not pause for its second half hour.
        (SPRING, time(2, 30), time(9)),
        (SPRING, time(2, 45), time(2, 30)),
    ],
)
def test_quiet_hours_end_at_the_first_minute_that_is_not_quiet(
    changing_night: str, start: time, end: time
) -> None:
    quiet = QuietHours(start, end)
    midnight = berlin(changing_night).astimezone(UTC)
    minutes = [midnight + n * MINUTE for n in range(60 * 60)]
    allowed = [minute for minute in minutes if not quiet.covers(minute.astimezone(BERLIN).time())]
    for moment in minutes[: 5 * 60]:
        assert outside_quiet_hours(moment, quiet, BERLIN) == next(at for at in allowed if at >= moment)


@pytest.mark.parametrize("night", [SPRING, AUTUMN, "2026-06-01T00:00"])
@pytest.mark.parametrize(("start", "end"), [(time(20), time(9)), (time(1), time(3)), (time(0), time(6))])
def test_it_is_quiet_from_the_first_minute_that_is(night: str, start: time, end: time) -> None:
    quiet = QuietHours(start, end)
    midnight = berlin(night).astimezone(UTC)
    minutes = [midnight + n * MINUTE for n in range(60 * 60)]
    still = [minute for minute in minutes if quiet.covers(minute.astimezone(BERLIN).time())]
    for moment in minutes[: 24 * 60 : 7]:
        assert quiet_from(moment, quiet, BERLIN) == next(at for at in still if at >= moment)


def test_without_quiet_hours_it_is_never_quiet() -> None:
    assert quiet_from(utc("2026-11-21T03:00"), QuietHours(time(9), time(9)), BERLIN) is None


# --- an hour of the day


@pytest.mark.parametrize(
    ("moment", "zone", "expected"),
    [
        ("2026-03-02T12:00Z", BERLIN, "2026-03-02T16:00Z"),
        ("2026-03-02T16:00Z", BERLIN, "2026-03-02T16:00Z"),
        ("2026-03-02T16:59Z", BERLIN, "2026-03-02T16:59Z"),
        ("2026-03-02T17:00Z", BERLIN, "2026-03-03T16:00Z"),
        ("2026-03-28T17:00Z", BERLIN, "2026-03-29T15:00Z"),  # the clocks go forward between
        ("2026-03-02T03:00Z", NEW_YORK, "2026-03-02T22:00Z"),  # it is the day before there
    ],
)
def test_an_hour_of_the_day_is_now_or_begins_next(moment: str, zone: ZoneInfo, expected: str) -> None:
    assert next_within_hour(datetime.fromisoformat(moment), 17, zone) == datetime.fromisoformat(expected)


def test_an_hour_that_the_clock_skips_is_later_and_one_that_it_repeats_is_the_first() -> None:
    before = datetime(2026, 3, 29, 0, tzinfo=UTC)
    assert next_within_hour(before, 2, BERLIN) == datetime(2026, 3, 29, 1, tzinfo=UTC)  # 03:00 on the wall
    again = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # 02:30 on the wall for the second time
    assert next_within_hour(again, 2, BERLIN) == datetime(2026, 10, 26, 1, tzinfo=UTC)


@given(instants, st.integers(0, 23), zones)
def test_an_hour_of_the_day_begins_within_two_days_and_once_it_has_it_is_now(
    moment: datetime, hour: int, zone: ZoneInfo
) -> None:
    begins = next_within_hour(moment, hour, zone)
    assert moment <= begins < moment + 2 * DAY
    assert next_within_hour(begins, hour, zone) == begins


# --- business hours

NINE_TO_FIVE = ((time(9), time(17)),)
OFFICE = BusinessHours(
    weekly={
        **dict.fromkeys(range(4), NINE_TO_FIVE),
        4: ((time(13), time(15)), (time(9), time(12))),  # Friday, with a lunch break, given in any order
    },
    holidays=frozenset({date(2026, 12, 25), date(2027, 1, 1)}),
    zone=BERLIN,
)
ALWAYS = BusinessHours({}, frozenset({TODAY}), BERLIN)
BAR = BusinessHours({4: ((time(18), time(2)),), 5: ((time(18), time(2)),)}, frozenset(), BERLIN)
ROUND_THE_CLOCK = BusinessHours(dict.fromkeys(range(7), ((time(0), time(0)),)), frozenset(), BERLIN)


@pytest.mark.parametrize(
    ("hours", "start", "amount", "expected"),
    [
        (OFFICE, "2026-11-17T10:00", 1 * HOUR, "2026-11-17T11:00"),
        (OFFICE, "2026-11-17T16:30", 1 * HOUR, "2026-11-18T09:30"),
        (OFFICE, "2026-11-17T16:00", 1 * HOUR, "2026-11-17T17:00"),  # closing time, not the next morning
        (OFFICE, "2026-11-17T03:00", 1 * HOUR, "2026-11-17T10:00"),
        (OFFICE, "2026-11-20T11:30", 1 * HOUR, "2026-11-20T13:30"),  # over lunch
        (OFFICE, "2026-11-20T14:30", 1 * HOUR, "2026-11-23T09:30"),  # over the weekend
        (OFFICE, "2026-11-21T14:30", 24 * HOUR, "2026-11-25T17:00"),
        (OFFICE, "2026-12-24T16:30", 1 * HOUR, "2026-12-28T09:30"),  # over a holiday and a weekend
        (OFFICE, "2026-10-23T14:00", 2 * HOUR, "2026-10-26T10:00"),  # over the end of summer time
        (OFFICE, "2026-11-21T14:30", 0 * HOUR, "2026-11-21T14:30"),
        (ALWAYS, "2026-11-21T14:30", 24 * HOUR, "2026-11-22T14:30"),
        (BAR, "2026-11-22T01:00", 2 * HOUR, "2026-11-27T19:00"),  # Saturday night's last hour
        (BAR, "2026-10-24T23:00", 4 * HOUR, "2026-10-30T19:00"),  # 02:00 comes twice, it closes at the first
        (ROUND_THE_CLOCK, "2026-10-24T23:00", 4 * HOUR, "2026-10-25T02:00"),
    ],
)
def test_when_business_time_has_passed(
    hours: BusinessHours, start: str, amount: timedelta, expected: str
) -> None:
    found = add_business_time(berlin(start), amount, hours)
    assert found == berlin(expected).replace(fold=1).astimezone(UTC)
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    ("hours", "start", "end", "expected"),
    [
        (OFFICE, "2026-11-17T10:00", "2026-11-17T11:00", 1 * HOUR),
        (OFFICE, "2026-11-17T10:00", "2026-11-18T10:00", 8 * HOUR),
        (OFFICE, "2026-11-20T08:00", "2026-11-20T20:00", 5 * HOUR),
        (OFFICE, "2026-11-21T00:00", "2026-11-23T00:00", 0 * HOUR),
        (OFFICE, "2026-11-18T10:00", "2026-11-17T10:00", 0 * HOUR),
        (OFFICE, "2026-12-21T00:00", "2027-01-04T00:00", (4 * 8 + 4 * 8) * HOUR),
        (ALWAYS, "2026-11-17T10:00", "2026-11-18T10:00", 24 * HOUR),
        (ALWAYS, "2026-11-18T10:00", "2026-11-17T10:00", 0 * HOUR),
        (BAR, "2026-11-20T00:00", "2026-11-23T00:00", 16 * HOUR),
        (ROUND_THE_CLOCK, "2026-03-29T00:00", "2026-03-30T00:00", 23 * HOUR),
        (ROUND_THE_CLOCK, "2026-10-25T00:00", "2026-10-26T00:00", 25 * HOUR),
    ],
)
def test_how_much_business_time_passed(
    hours: BusinessHours, start: str, end: str, expected: timedelta
) -> None:
    assert business_time_between(berlin(start), berlin(end), hours) == expected


def test_spans_that_overlap_or_meet_in_a_gap_count_once() -> None:
    overlapping = ((time(9), time(12)), (time(10), time(11)), (time(11), time(13)), (time(22), time(3)))
    sunday_after = ((time(2), time(2, 30)), (time(2, 30), time(5)))
    hours = BusinessHours({5: overlapping, 6: sunday_after}, frozenset(), BERLIN)
    # Saturday 09-13 and 22-24; Sunday 00-05 without the hour that spring takes.
    assert business_time_between(berlin("2026-03-28T00:00"), berlin("2026-03-30T00:00"), hours) == 10 * HOUR


@pytest.mark.parametrize(
    ("hours", "amount"),
    [
        (BusinessHours({0: NINE_TO_FIVE}, frozenset(), BERLIN), 106 * 8 * HOUR),
        (BusinessHours({0: NINE_TO_FIVE}, frozenset(TODAY + n * DAY for n in range(1000)), BERLIN), MINUTE),
    ],
)
def test_business_time_that_does_not_pass_within_two_years_is_refused(
    hours: BusinessHours, amount: timedelta
) -> None:
    with pytest.raises(ValueError, match="two years"):
        add_business_time(utc("2026-11-21T00:00"), amount, hours)


def test_negative_business_time_is_refused() -> None:
    with pytest.raises(ValueError, match="business time"):
        add_business_time(utc("2026-11-21T00:00"), -MINUTE, OFFICE)


def test_an_eighth_day_of_the_week_is_refused() -> None:
    with pytest.raises(ValueError, match="no weekday 7"):
        BusinessHours({7: NINE_TO_FIVE}, frozenset(), BERLIN)


spans = st.lists(st.tuples(wall_times, wall_times), min_size=1, max_size=3).map(tuple)
weeks = st.dictionaries(st.integers(0, 6), spans, min_size=1)


@given(weeks, zones, instants, st.integers(1, 60 * 24))
def test_business_time_added_is_business_time_passed(
    weekly: dict[int, tuple[tuple[time, time], ...]], zone: ZoneInfo, start: datetime, minutes: int
) -> None:
    hours = BusinessHours(weekly, frozenset(), zone)
    amount = minutes * MINUTE
    assume(business_time_between(start, start + 700 * DAY, hours) >= amount)
    end = add_business_time(start, amount, hours)
    assert end >= start + amount
    assert business_time_between(start, end, hours) == amount
    assert business_time_between(start, end - timedelta(microseconds=1), hours) < amount


@given(weeks, zones, instants, st.integers(0, 20_000), st.integers(0, 20_000))
def test_business_time_adds_up(
    weekly: dict[int, tuple[tuple[time, time], ...]], zone: ZoneInfo, start: datetime, first: int, second: int
) -> None:
    hours = BusinessHours(weekly, frozenset(), zone)
    middle, end = start + first * MINUTE, start + (first + second) * MINUTE
    parts = business_time_between(start, middle, hours) + business_time_between(middle, end, hours)
    assert parts == business_time_between(start, end, hours) <= end - start


@pytest.mark.parametrize(
    ("moment", "hours", "opens"),
    [
        ("2026-11-20T11:59", OFFICE, None),  # a Friday
        ("2026-11-20T12:00", OFFICE, "2026-11-20T13:00"),
        ("2026-11-20T20:00", OFFICE, "2026-11-23T09:00"),
        ("2026-11-23T08:59", OFFICE, "2026-11-23T09:00"),
        ("2026-11-23T09:00", OFFICE, None),
        ("2026-11-21T12:00", ALWAYS, None),
        ("2026-11-21T01:59", BAR, None),
        ("2026-11-21T02:00", BAR, "2026-11-21T18:00"),
        ("2026-11-22T05:00", ROUND_THE_CLOCK, None),
    ],
)
def test_it_opens_again_as_the_next_span_begins(moment: str, hours: BusinessHours, opens: str | None) -> None:
    assert opens_again(berlin(moment), hours) == (berlin(opens) if opens else None)


def test_what_is_closed_for_years_does_not_open_again() -> None:
    closed = frozenset(TODAY + n * DAY for n in range(1000))
    assert opens_again(utc("2026-11-21T12:00"), BusinessHours({0: NINE_TO_FIVE}, closed, BERLIN)) is None


@given(instants, zones, weeks)
def test_no_open_time_passes_before_it_opens_again_and_some_does_then(
    moment: datetime, zone: ZoneInfo, weekly: dict[int, tuple[tuple[time, time], ...]]
) -> None:
    hours = BusinessHours(weekly, frozenset(), zone)
    opens = opens_again(moment, hours)
    if opens is None:
        assert hours.is_always_open or business_time_between(moment, moment + MINUTE, hours) > timedelta(0)
        return
    assert opens > moment
    assert business_time_between(moment, opens, hours) == timedelta(0)
    assert business_time_between(opens, opens + MINUTE, hours) > timedelta(0)
