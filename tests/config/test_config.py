"""The configuration: all problems at once with their lines, secrets that stay secret, what the core gets."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date, time, timedelta
from pathlib import Path
from typing import get_args, get_origin
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Config, Secret, load, parse, settings
from bot.config.models import ConfigFile
from bot.config.reading import shipped_surveys
from bot.config.values import Section
from bot.core.eligibility import ContactRules
from bot.core.errors import ConfigurationError, OperatorError
from bot.core.identity import Address, Role
from bot.core.periods import PeriodKind, QuietHours, Schedule
from bot.core.recovery import ServiceLevels
from bot.core.settings import PulsePlan
from bot.core.survey import Survey
from bot.core.survey_reading import parse_survey

ROOT = Path(__file__).parents[2]
MINIMAL = '[business]\nname = "Mug & Co"\n'
KEY = b"k" * 32


def read(text: str, **environ: str) -> Config:
    """The demo's rules: what is tested here has to do with no platform."""
    return parse(text, Path("config.toml"), environ, demo=True)


def problems(text: str, **environ: str) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        read(text, **environ)
    return list(caught.value.problems)


def only_problem(text: str, **environ: str) -> str:
    (problem,) = problems(text, **environ)
    return problem


# --- what works


def test_the_business_name_is_all_that_must_be_given() -> None:
    core = settings(read(MINIMAL), KEY)
    assert core.business == "Mug & Co"
    assert core.language == "en"
    assert core.hours.is_always_open
    assert core.contact == ContactRules()
    assert core.service == ServiceLevels(follow_up_after=timedelta(hours=24))
    assert core.kindness == {}
    assert core.link_key == KEY


def test_the_demo_has_a_room_for_staff_and_one_for_managers_on_the_web() -> None:
    core = settings(read(MINIMAL), KEY)
    assert {room.role: room.address for room in core.rooms} == {
        Role.STAFF: Address("web", "", "staff"),
        Role.MANAGER: Address("web", "", "managers"),
    }


def test_without_digests_the_managers_get_one_every_monday() -> None:
    plan = settings(read(MINIMAL + 'timezone = "Europe/Berlin"\n'), KEY).digests["weekly"]
    assert plan.schedule == Schedule(PeriodKind.WEEK, None, time(9), ZoneInfo("Europe/Berlin"))
    assert (plan.room, plan.covers) == ("managers", PeriodKind.WEEK)


def test_an_empty_list_of_digests_means_none() -> None:
    assert settings(read("digest = []\n" + MINIMAL), KEY).digests == {}


def test_every_setting_reaches_the_core() -> None:
    core = settings(
        read(
            """
            [business]
            name = "Mug & Co"
            timezone = "Europe/Berlin"
            hours = {monday = ["09:00-12:00", "13:00-17:00"], saturday = ["10:00-14:00"]}
            holidays = [2026-12-25, "2026-12-26"]
            [rooms.front]
            platform = "web"
            role = "staff"
            room = "front-desk"
            touchpoints = ["delivery"]
            [rooms.board]
            platform = "web"
            role = "managers"
            [roles]
            staff = ["web::anna"]
            managers = ["web::boss", "web::anna"]
            [people]
            Anna = ["web::anna", "web::anna-at-home"]
            [contact]
            between_any_days = 0
            between_same_nps_days = 180
            quiet_from = "21:30"
            quiet_to = 08:00:00
            reminder_after_days = 0.5
            expires_after_days = 2
            ignored_in_a_row = 0
            sampling = 0.25
            while_case_open = true
            [recovery]
            take_within_hours = 0.5
            contact_within_hours = 2
            resolve_within_hours = 8
            remind_at = 0.75
            escalate_to = ["board", "Anna", "web::boss"]
            on_call = "Anna"
            emergency_text = {en = "Please call 112 first."}
            causes = ["delivery", "other"]
            mind_tone = false
            [[touchpoint]]
            name = "delivery"
            survey = "delivery"
            delay_hours = 1.5
            [[digest]]
            name = "monthly"
            every = "month"
            on = 2
            at = "07:30"
            timezone = "UTC"
            room = "board"
            covers = "quarter"
            segment = {store = "Berlin"}
            [goals]
            nps = 40
            """
        ),
        KEY,
    )
    assert core.hours.weekly[0] == ((time(9), time(12)), (time(13), time(17)))
    assert core.hours.weekly[5] == ((time(10), time(14)),)
    assert core.hours.holidays == {date(2026, 12, 25), date(2026, 12, 26)}
    assert core.zone == core.hours.zone == ZoneInfo("Europe/Berlin")
    front = core.room_for(Role.STAFF, "delivery")
    assert front is not None
    assert (front.address, front.language) == (Address("web", "", "front-desk"), "en")
    assert front.touchpoints == {"delivery"}
    assert core.roles_of(Address("web", "", "", "anna")) == {Role.CUSTOMER, Role.STAFF, Role.MANAGER}
    assert core.contact == ContactRules(
        between_any=timedelta(0),
        between_same_nps=timedelta(days=180),
        quiet=QuietHours(time(21, 30), time(8)),
        reminder_after=timedelta(hours=12),
        expires_after=timedelta(days=2),
        ignored_in_a_row=0,
        sampling=0.25,
        while_case_open=True,
    )
    assert core.service == ServiceLevels(
        timedelta(minutes=30),
        timedelta(hours=2),
        timedelta(hours=8),
        0.75,
        ("board", "web::anna", "web::boss"),
        timedelta(hours=24),
    )
    assert core.people == {"web::anna": "Anna", "web::anna-at-home": "Anna"}
    assert core.on_call == ("web::anna", "web::anna-at-home")
    assert core.emergency_text == {"en": "Please call 112 first."}
    assert core.causes == ("delivery", "other")
    assert not core.mind_tone
    assert core.touchpoints["delivery"].delay == timedelta(minutes=90)
    plan = core.digests["monthly"]
    assert plan.schedule == Schedule(PeriodKind.MONTH, 2, time(7, 30), ZoneInfo("UTC"))
    assert (plan.covers, plan.segment) == (PeriodKind.QUARTER, ("store", "Berlin"))
    assert core.goals == {"nps": 40}


def test_a_survey_of_ones_own_takes_the_place_of_the_shipped_one() -> None:
    text = MINIMAL + (
        '[[survey]]\nname = "nps"\n[[survey.question]]\nname = "q"\nkind = "nps"\ntext = "How likely?"\n'
    )
    config = read(text)
    assert config.definitions["nps"].first.text == {"en": "How likely?"}
    assert config.definitions["nps"].version != read(MINIMAL).definitions["nps"].version


def test_versions_that_were_ever_used_stay_known_beside_the_current_one() -> None:
    old = parse_survey(
        {"name": "nps", "question": [{"name": "q", "kind": "nps", "text": "An older wording"}]}, ["en"]
    )
    core = settings(read(MINIMAL), KEY, [old])
    assert core.survey("nps", old.version) == old
    assert core.survey("nps").version != old.version


def test_surveys_are_read_from_a_folder_beside_the_file(tmp_path: Path) -> None:
    folder = tmp_path / "surveys"
    folder.mkdir()
    (folder / "visit.toml").write_text(
        'name = "visit"\n[[question]]\nname = "stars"\nkind = "stars"\ntext = "How was it?"\n'
    )
    config_file = tmp_path / "config.toml"
    config_file.write_text(
        MINIMAL + '[surveys]\nfolder = "surveys"\n[[touchpoint]]\nname = "visit"\nsurvey = "visit"\n'
    )
    core = settings(load(config_file, demo=True), KEY)
    assert core.survey(core.touchpoints["visit"].survey).headline == "stars"


def test_every_shipped_survey_can_be_asked() -> None:
    surveys = shipped_surveys(["en"])
    assert surveys
    assert all(isinstance(survey, Survey) and survey.name == name for name, survey in surveys.items())


def test_relative_folders_begin_at_the_file(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(MINIMAL + '[storage]\ndata = "kept"\n')
    assert load(file, demo=True).data_folder == tmp_path / "kept"


@pytest.mark.parametrize(
    ("http", "url"),
    [
        ("", "http://127.0.0.1:8080"),
        ('host = "0.0.0.0"\nport = 81', "http://127.0.0.1:81"),
        ('host = "::1"', "http://[::1]:8080"),
        ('public_url = "https://feedback.example.com/"', "https://feedback.example.com"),
        ('public_url = "https://example.com/feedback/"', "https://example.com/feedback"),
    ],
)
def test_the_public_address_is_one_that_a_browser_can_open(http: str, url: str) -> None:
    assert read(f"{MINIMAL}[http]\n{http}\n").public_url == url


@pytest.mark.parametrize("raw", [b"\xef\xbb\xbf" + MINIMAL.encode(), MINIMAL.replace("\n", "\r\n").encode()])
def test_a_file_saved_by_a_windows_editor_is_read(raw: bytes) -> None:
    assert parse(raw, Path("config.toml"), demo=True).business.name == "Mug & Co"


def test_a_configuration_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        read(MINIMAL).business.name = "Other"


# --- problems


def test_all_problems_are_reported_at_once_in_the_order_of_their_lines() -> None:
    text = """\
[business]
timezone = "Berlin"
hour = 3
[rooms.front]
platform = "web"
role = "stuff"
touchpoints = ["delivry"]
[contact]
sampling = 2
reminder_after_days = 9
[[touchpoint]]
name = "delivery"
survey = "delivry"
[[digest]]
name = "weekly"
on = 31
room = "nowhere"
[[survey]]
name = "own"
[[survey.question]]
name = "q"
kind = "npss"
text = "How?"
"""
    expected = [
        "1: business.name: this is missing",
        "2: business.timezone: there is no time zone 'Berlin'; did you mean \"Europe/Berlin\"?",
        '3: business.hour: unknown key; did you mean "hours"?',
        "6: rooms.front.role: there is no 'stuff'; did you mean \"staff\"?",
        "9: contact.sampling: this must be at most 1, not 2",
        "10: contact.reminder_after_days: by then the invitation has expired",
        "13: touchpoint.delivery.survey: there is no survey 'delivry'; did you mean \"delivery\"?",
        "16: digest.weekly.on: 31 is not a day on which something can run every week",
        "17: digest.weekly.room: there is no room 'nowhere'; known: front",
        "22: survey.own.question.q.kind: 'npss' is no kind of question; did you mean \"nps\"?",
    ]
    for problem, beginning in zip(problems(text), expected, strict=True):
        assert problem.startswith(f"config.toml:{beginning}")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "[storage]\nurl = 'mysql://u:p@h/db'",
            "storage.url: write postgresql://USER:PASSWORD@HOST/DATABASE",
        ),
        ("[storage]\nsynchronous = 'off'", "storage.synchronous: there is no 'off'; known: full, normal"),
        ("[http]\nport = '80'", "http.port: this must be a whole number, not '80'"),
        ("[http]\nport = true", "http.port: this must be a whole number, not True"),
        ("[http]\nport = 65536", "http.port: this must be at most 65535"),
        ("[http]\npublic_url = 'javascript:alert(1)'", "http.public_url: write the address as"),
        ("[web]\nenabled = false", "web.enabled: the demo lives in the web chat"),
        ("[web]\nframe_ancestors = ['https://a.b; script-src *']", "web.frame_ancestors.1: write an origin"),
        ("[contact]\nquiet_from = '24:00'", 'contact.quiet_from: write the time as "HH:MM"'),
        ("[contact]\nbetween_any_days = inf", "contact.between_any_days: this must be"),
        ("[contact]\nbetween_any_days = -1", "contact.between_any_days: this must be at least 0"),
        ("[contact]\nwhile_case_open = 'no'", "contact.while_case_open: this must be true or false"),
        ("contact = 3", "contact: this must be a table"),
        ("[http]\npublic_url = 'https://a.b:99999'", "http.public_url: write the address as"),
        ("[recovery]\ntake_within_hours = 30", "recovery.contact_within_hours: this must not be less"),
        ("[recovery]\nresolve_within_hours = 3", "recovery.resolve_within_hours: this must not be less"),
        ("[recovery]\ncauses = ['moon']", "recovery.causes.1: there are no words for the cause 'moon'"),
        ("[recovery]\ncauses = ['other', 'other']", "recovery.causes.2: 'other' is named twice"),
        ("[recovery]\nremind_at = 1", "recovery.remind_at: this must be less than 1"),
        ("[recovery]\nremind_at = -0.1", "recovery.remind_at: this must be at least 0"),
        (
            "[recovery]\nescalate_to = 'manager'",
            "recovery.escalate_to: there is no room or person 'manager'; did you mean",
        ),
        (
            "[recovery]\nescalate_to = ['managers', 'managers']",
            "recovery.escalate_to.2: 'managers' is named twice; remove one",
        ),
        ("[recovery]\nescalate_to = 'web:kim'", "recovery.escalate_to: name a person as"),
        (
            "[recovery]\non_call = ['telegram::7']",
            "recovery.on_call.1: Telegram is not switched on; add a section [telegram]",
        ),
        ("[recovery]\non_call = 'Kim'", "recovery.on_call: there is no person 'Kim'"),
        ("[people]\nstaff = 'web::kim'", "people.staff: there is a room of this name"),
        ("[people]\nKim = 'web::kim'\nTom = 'web::kim'", "people.Tom: 'web::kim' is Kim already"),
        ("[people]\nKim = 'kim'", "people.Kim.1: name a person as"),
        ("[people]\n'a:b' = 'web::kim'", "people.a:b: name a person in at most 60 characters"),
        (
            "[recovery]\nemergency_text = {de = 'Bitte rufen Sie 112 an.'}",
            "recovery.emergency_text.de: you do not speak 'de'",
        ),
        (
            "[recovery]\nemergency_text = {de = 'Bitte rufen Sie 112 an.'}",
            "recovery.emergency_text: it has no words in en; add them",
        ),
        ("[privacy]\ntext = {de = 'Wir …'}", "privacy.text.de: you do not speak 'de'"),
        ("[privacy]\ntext = {de = 'Wir …'}", "privacy.text: it has no words in en; add them"),
        ("[privacy]\nurl = 'http://example.com'", 'privacy.url: write the address as "https://…"'),
        ("[recovery]\ncauses = []", "recovery.causes: this must name at least 1"),
        ("[sentiment]\nanalyzer = 'textblab'", "sentiment.analyzer: there is no 'textblab'; did you mean"),
        ("[surveys]\nfolder = '~nobody-of-this-name/x'", "surveys.folder: there is no such user's home"),
        ("[storage]\ndata = 'a\\u0000'".replace("'", '"'), "storage.data: name a folder"),
        ("[surveys]\nfolder = 'not-there'", "surveys.folder: there is no folder"),
        ("[[digest]]\nname = 'a'\nroom = 'managers'\non = true", "digest.a.on: name a weekday"),
        (
            "[[digest]]\nname = 'a'\nroom = 'managers'\nsegment = {}",
            "digest.a.segment: this must name at least 1",
        ),
        ("[goals]\nnps = 400", "goals.nps: a goal for a nps survey lies between -100 and 100"),
        (
            '[[touchpoint]]\nname = "a"\nsurvey = "csat"\ngoal = 90',
            "touchpoint.a.goal: a goal for a csat survey lies between 0 and 1",
        ),
        ("[goals]\nnqs = 4", "goals.nqs: there is no survey 'nqs'; did you mean"),
        ("[buisness]", 'buisness: unknown key; did you mean "business"?'),
        ("[contact]\nsamplin = 1", 'contact.samplin: unknown key; did you mean "sampling"?'),
        (
            "[rooms.role]\nplatform = 'web'\nrole = 'staff'\nlanguge = 'en'",
            'rooms.role.languge: unknown key; did you mean "language"?',
        ),
        ("digest = 3", "digest: this must be a list in [ ]"),
    ],
)
def test_a_problem_names_its_key_and_its_remedy(text: str, problem: str) -> None:
    # Keys before the first table must come first, so the minimal part goes last.
    found = problems(f"{text}\n{MINIMAL}")
    assert any(one.partition(": ")[2].startswith(problem) for one in found), found


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('languages = ["en", "en"]', "business.languages.2: 'en' is named twice"),
        ("languages = []", "business.languages: this must name at least 1"),
        ("timezone = 3", "business.timezone: name a time zone in quotes"),
        ('timezone = "../etc/passwd"', "business.timezone: there is no time zone '../etc/passwd'"),
        ("holidays = [2026-12-25T00:00:00Z]", "business.holidays.1: write the day as YYYY-MM-DD"),
        ('holidays = ["25.12.2026"]', "business.holidays.1: write the day as YYYY-MM-DD"),
        ("holidays = [20261225]", "business.holidays.1: write the day as YYYY-MM-DD"),
        ('hours.monday = "09:00-17:00"', "business.hours.monday: this must be a list in [ ]"),
        ('hours.monday = ["9 to 5"]', "business.hours.monday.1: write from when to when as"),
    ],
)
def test_a_problem_with_the_business_names_its_key_and_its_remedy(line: str, problem: str) -> None:
    assert only_problem(f"{MINIMAL}{line}\n").startswith(f"config.toml:3: {problem}")


def test_two_surveys_of_one_name_are_refused(tmp_path: Path) -> None:
    survey = 'name = "own"\n{question}\nname = "q"\nkind = "nps"\ntext = "How likely?"\n'
    (tmp_path / "own.toml").write_text(survey.format(question="[[question]]"))
    text = f"{MINIMAL}[surveys]\nfolder = '.'\n[[survey]]\n{survey.format(question='[[survey.question]]')}"
    with pytest.raises(ConfigurationError) as caught:
        parse(text, tmp_path / "config.toml", demo=True)
    (problem,) = caught.value.problems
    assert "6: survey.own.name: there are two surveys 'own'; rename one" in problem


@pytest.mark.parametrize(
    ("section", "rest"), [("touchpoint", "survey = 'nps'"), ("digest", "room = 'managers'")]
)
def test_two_of_one_name_are_refused_where_the_second_stands(section: str, rest: str) -> None:
    twice = f"[[{section}]]\nname = 'a'\n{rest}\n" * 2
    assert only_problem(MINIMAL + twice) == (
        f"config.toml:7: {section}.a.name: there are two {section}s 'a'; rename one"
    )


@pytest.mark.parametrize("end", ["09:30", "10:00"])
def test_opening_hours_too_short_for_what_is_promised_are_refused(end: str) -> None:
    text = MINIMAL + f'hours = {{monday = ["09:00-{end}"]}}\n'
    assert only_problem(text).startswith(
        "config.toml:1: recovery.resolve_within_hours: with these business hours"
    )


def test_a_language_without_texts_is_refused_and_hides_no_other_problem() -> None:
    found = problems('[business]\nname = "A"\nlanguages = ["en", "../en"]\n[goals]\nnps = 400\n')
    assert [one.split(": ")[1] for one in found] == ["business.languages.2", "goals.nps"]


def test_a_missing_name_hides_no_problem_with_the_languages() -> None:
    found = problems('[business]\nlanguages = ["xx"]\n')
    assert [one.split(": ")[1] for one in found] == ["business.name", "business.languages.1"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[business\nname = "A"', 1),
        ('[business]\nname = "A"\nname = "B"', 3),
        ("[business]\nname = ", 2),
        ('[business]\nname = "A', 2),
        ("a = " + "[" * 100_000, 1),
        ("a = " + "9" * 10_000, 1),
    ],
)
def test_what_is_not_toml_is_reported_with_its_line(text: str, line: int) -> None:
    assert only_problem(text).startswith(f"config.toml:{line}: this is ")


def test_text_without_its_quotes_is_told_that_it_needs_them() -> None:
    assert only_problem("[business]\nname = Mug\n").endswith("text stands in quotes")


def test_what_is_not_utf_8_is_reported_with_its_line() -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse(b'[business]\nname = "M\xfcg"\n', Path("config.toml"), demo=True)
    assert caught.value.problems[0].startswith("config.toml:2: this is not text in UTF-8")


def test_a_problem_in_a_survey_file_names_that_file(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(
        'name = "own"\n[[question]]\nname = "q"\nkind = "nps"\ntext = "a {b"\n'
    )
    (tmp_path / "torn.toml").write_text("name = \n")
    config_file = tmp_path / "config" / "feedback.toml"
    config_file.parent.mkdir()
    config_file.write_text(MINIMAL + "[surveys]\nfolder = '..'\n")
    with pytest.raises(ConfigurationError) as caught:
        load(config_file, demo=True)
    first, second = caught.value.problems
    assert first.startswith(f"{config_file.parent / '..' / 'own.toml'}:5: question.q.text.en: a brace")
    assert second.startswith(f"{config_file.parent / '..' / 'torn.toml'}:1: this is not TOML")


def test_a_missing_file_is_answered_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="Name it with --config, or make one with feedback-bot init"):
        load(tmp_path / "config.toml")


def test_a_folder_in_place_of_the_file_is_no_traceback(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="cannot be read"):
        load(tmp_path)


def test_a_key_that_moves_the_cursor_is_shown_escaped() -> None:
    (problem,) = problems(MINIMAL + '"na\\u001b[2Jme" = 1\n')
    assert "\x1b" not in problem


toml_values = st.recursive(
    st.sampled_from(
        [
            *("1", "-1", "0.5", "nan", "true", '"x"', '""', "2026-01-01", "07:00:00", "1979-05-27T07:32:00Z"),
            *('"telegram"', '"slack"', '"staff"', '"webhook"', '"http"', '"/x"', '"-1001"', '"C01AB2CD3"'),
            *('"http://[::1:9"', '"T01AB2CD3"', '"xoxb-1-abcdef"', '"123456:AAFabcdefghijklmnopq"'),
        ]
    ),
    lambda inner: (
        st.lists(inner, max_size=2).map(lambda values: f"[{', '.join(values)}]")
        | st.tuples(st.sampled_from(["name", "env", "kind", "question", "x"]), inner).map(
            lambda pair: f"{{{pair[0]} = {pair[1]}}}"
        )
    ),
    max_leaves=6,
)


def _all_keys(section: type[Section], prefix: str = "") -> list[str]:
    """Every key of the file with the words of its path; tables of tables get the name x."""
    keys: list[str] = []
    for name, field in section.model_fields.items():
        inner = section_in(field.annotation)
        keys.append(prefix + name)
        if inner is not None and get_origin(field.annotation) is dict:
            keys += _all_keys(inner, f"{prefix}{name}.x.")
        elif inner is not None and get_origin(field.annotation) is not tuple:
            keys += _all_keys(inner, f"{prefix}{name}.")
    return keys


def section_in(annotation: object) -> type[Section] | None:
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation
    return next((found for one in get_args(annotation) if (found := section_in(one))), None)


@given(st.dictionaries(st.sampled_from(_all_keys(ConfigFile)), toml_values, max_size=4), st.booleans())
def test_nothing_that_is_toml_ends_in_anything_but_a_configuration_or_its_problems(
    keys: dict[str, str], demo: bool
) -> None:
    text = "".join(f"{key} = {value}\n" for key, value in keys.items())
    try:
        settings(parse(text, Path("config.toml"), {}, demo=demo), KEY)
    except ConfigurationError as error:
        found = error.problems
    else:
        return
    assert found
    assert all(re.match(r"config\.toml:\d+: ", problem) for problem in found)


# --- secrets

PASSWORD = "correct-horse-battery"


def test_a_secret_comes_from_text_a_variable_or_a_file(tmp_path: Path) -> None:
    url = f"sqlite:///{PASSWORD}"
    (tmp_path / "secret").write_text(f"{url}\n")
    for written in (f'"{url}"', '{env = "URL"}', '{file = "secret"}'):
        text = f"{MINIMAL}[storage]\nurl = {written}\n"
        config = parse(text, tmp_path / "config.toml", {"URL": url}, demo=True)
        assert config.storage.url == Secret(url)
        assert [secret.reveal() for secret in config.secrets] == [url]


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg"])
def test_a_server_is_named_as_its_hosts_name_it(scheme: str) -> None:
    config = read(f'{MINIMAL}[storage]\nurl = "{scheme}://u:{PASSWORD}@h/db?sslmode=require"\n')
    assert config.storage.url == Secret(f"postgresql+asyncpg://u:{PASSWORD}@h/db?sslmode=require")


def test_a_secret_shows_in_no_repr() -> None:
    config = read(f'{MINIMAL}[storage]\nurl = "sqlite:///{PASSWORD}"\n')
    assert PASSWORD not in f"{config!r} {config} {config.storage!r} {config.model_dump()}"


@pytest.mark.parametrize(
    "written",
    [
        f'"mysql://u:{PASSWORD}@h/db"',
        '{env = "URL"}',
        f'["{PASSWORD}"]',
        f'{{env = "URL", password = "{PASSWORD}"}}',
        f'"sqlite:///{PASSWORD}"\nurll = 1',
    ],
)
def test_a_problem_never_quotes_a_secret(written: str) -> None:
    found = problems(f"{MINIMAL}[storage]\nurl = {written}\n", URL=f"mysql://{PASSWORD}")
    assert found
    assert PASSWORD not in "\n".join(found)


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ('{env = "NOT_SET"}', "the environment has no variable NOT_SET"),
        ('{file = "not-there"}', "the file not-there cannot be read: No such file"),
        ('{file = "a\\u0000b"}', "cannot be read"),
        ('"short"', "shorter than 8 characters"),
        ("3", 'give it as text, or as {env = "NAME"}'),
    ],
)
def test_a_secret_that_is_not_there_says_where_it_was_looked_for(written: str, remedy: str) -> None:
    assert remedy in only_problem(f"{MINIMAL}[storage]\nurl = {written}\n")


# --- the package


def test_reading_a_configuration_is_not_needed_to_import_the_package() -> None:
    program = "import sys, bot, bot.logs; sys.exit('pydantic' in sys.modules or 'structlog' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


# --- pulses

TEAM = """
[[touchpoint]]
name = "team"
survey = "internal-pulse"
[[touchpoint]]
name = "visit"
survey = "stars"
[[pulse]]
name = "mood"
touchpoint = "team"
"""


def test_a_pulse_is_read_with_its_defaults_and_in_its_own_zone() -> None:
    more = 'every = "week"\non = "friday"\nat = "15:30"\ntimezone = "Asia/Tokyo"\ngroup = "Kitchen crew"\n'
    plain = settings(read(MINIMAL + TEAM), KEY).pulses["mood"]
    assert plain == PulsePlan(
        "mood", Schedule(PeriodKind.MONTH, None, time(10), ZoneInfo("UTC")), "team", None
    )
    own = settings(read(MINIMAL + TEAM + more), KEY).pulses["mood"]
    tokyo = Schedule(PeriodKind.WEEK, "friday", time(15, 30), ZoneInfo("Asia/Tokyo"))
    assert own == PulsePlan("mood", tokyo, "team", "Kitchen crew")


@pytest.mark.parametrize(
    ("there", "instead", "line", "said"),
    [
        (
            'touchpoint = "team"',
            'touchpoint = "taem"',
            12,
            "there is no touchpoint 'taem'; did you mean \"team\"?",
        ),
        (
            'touchpoint = "team"',
            'touchpoint = "visit"',
            12,
            "its survey stars is for buyers; name a touchpoint",
        ),
        (
            'touchpoint = "team"',
            'touchpoint = "team"\non = 31',
            13,
            "31 is not a day on which something can run",
        ),
        (
            'touchpoint = "team"',
            'touchpoint = "team"\n[[pulse]]\nname = "mood"\ntouchpoint = "team"',
            14,
            "there are two pulses 'mood'; rename one",
        ),
    ],
)
def test_a_pulse_that_cannot_be_is_refused_where_it_stands(
    there: str, instead: str, line: int, said: str
) -> None:
    problem = only_problem(MINIMAL + TEAM.replace(there, instead))
    assert problem.startswith(f"config.toml:{line}: pulse.mood.")
    assert said in problem
