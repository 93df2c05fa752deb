"""Platforms, rooms and people in an operator's file: what works passes, what cannot work is explained."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import Config, parse, settings
from bot.core.errors import ConfigurationError
from bot.core.identity import Address, Role

BUSINESS = '[business]\nname = "Mug & Co"\n'
TOKEN = "123456789:AAF-abcdefghijklmnopqrstuvwxyz01234"
TELEGRAM = f'[telegram]\ntoken = "{TOKEN}"\n'
TELEGRAM_ROOM = '[rooms.staff]\nplatform = "telegram"\nroom = "-1009876543210"\nrole = "staff"\n'
SLACK = '[slack]\nbot_token = "xoxb-1-abcdef"\napp_token = "xapp-1-abcdef"\nworkspace = "T01AB2CD3"\n'
SLACK_ROOM = '[rooms.staff]\nplatform = "slack"\nroom = "C01AB2CD3"\nrole = "staff"\n'
WEBHOOK = 'mode = "webhook"\nsecret_token = "made-up-secret"\n'
HTTP_MODE = 'mode = "http"\nsigning_secret = "0123456789abcdef"\n'
PUBLIC = '[http]\npublic_url = "https://feedback.example.com"\n'


def read(*text: str, **environ: str) -> Config:
    return parse("".join((BUSINESS, *text)), Path("config.toml"), environ)


def problems(*text: str, **environ: str) -> list[str]:
    """The problems of an operator's file, each without the file's name and line."""
    with pytest.raises(ConfigurationError) as caught:
        read(*text, **environ)
    return [problem.partition(": ")[2] for problem in caught.value.problems]


def only_problem(*text: str) -> str:
    (problem,) = problems(*text)
    return problem


# --- what works


def test_telegram_alone_is_enough() -> None:
    config = read(TELEGRAM, TELEGRAM_ROOM, '[roles]\nstaff = ["telegram::4711"]\n')
    core = settings(config, b"")
    room = core.room_for(Role.STAFF)
    assert room is not None
    assert room.address == Address("telegram", "", "-1009876543210")
    assert core.roles_of(Address("telegram", "", "-1009876543210", "4711")) >= {Role.STAFF}
    assert config.slack is None


def test_slack_alone_is_enough_and_its_rooms_are_in_its_workspace() -> None:
    core = settings(read(SLACK, SLACK_ROOM, '[roles]\nmanagers = ["slack:T01AB2CD3:U01AB2CD3"]\n'), b"")
    room = core.room_for(Role.STAFF)
    assert room is not None
    assert room.address == Address("slack", "T01AB2CD3", "C01AB2CD3")
    assert core.roles_of(Address("slack", "T01AB2CD3", "", "U01AB2CD3")) >= {Role.MANAGER}


def test_both_may_be_on_and_the_web_chat_off() -> None:
    config = read(TELEGRAM, SLACK, SLACK_ROOM, "[web]\nenabled = false\n")
    assert config.telegram is not None
    assert config.slack is not None
    assert not config.web.enabled


def test_a_platform_takes_its_defaults() -> None:
    config = read(TELEGRAM, SLACK, SLACK_ROOM)
    assert config.telegram is not None
    assert config.slack is not None
    assert (config.telegram.mode, config.telegram.username) == ("polling", None)
    assert (config.telegram.api_base_url, config.telegram.give_up_after_s) == ("https://api.telegram.org", 60)
    assert (config.slack.mode, config.slack.command) == ("socket", "/customers")
    assert (config.slack.api_base_url, config.slack.give_up_after_s) == ("https://slack.com/api/", 60)


def test_a_groups_number_may_be_written_without_quotes() -> None:
    assert read(TELEGRAM, TELEGRAM_ROOM.replace('"-1009876543210"', "-1009876543210")).rooms[
        "staff"
    ].room == ("-1009876543210")


def test_the_bots_name_may_be_written_with_its_sign() -> None:
    config = read(TELEGRAM, 'username = "@mugandco_bot"\n', TELEGRAM_ROOM)
    assert config.telegram is not None
    assert config.telegram.username == "mugandco_bot"


@pytest.mark.parametrize("written", ["https://slack.example.com/api", "https://slack.example.com/api/"])
def test_the_address_of_another_slack_ends_with_a_slash_however_it_is_written(written: str) -> None:
    config = read(SLACK, f'api_base_url = "{written}"\n', SLACK_ROOM)
    assert config.slack is not None
    assert config.slack.api_base_url == "https://slack.example.com/api/"


@pytest.mark.parametrize(
    "text",
    [
        PUBLIC + TELEGRAM + WEBHOOK + TELEGRAM_ROOM,
        PUBLIC.replace(".com", ".com:8443/bots") + TELEGRAM + WEBHOOK + TELEGRAM_ROOM,
        PUBLIC + SLACK + HTTP_MODE + SLACK_ROOM,
    ],
)
def test_a_platform_may_call_us(text: str) -> None:
    read(text)


def test_a_server_of_ones_own_may_call_us_on_any_port_and_without_tls() -> None:
    public = '[http]\npublic_url = "http://127.0.0.1:8085"\n'
    read(public, TELEGRAM, WEBHOOK, 'api_base_url = "http://127.0.0.1:8081"\n', TELEGRAM_ROOM)
    read(public, SLACK, HTTP_MODE, 'api_base_url = "http://127.0.0.1:8081/api/"\n', SLACK_ROOM)


def test_every_secret_of_a_platform_is_known_to_the_logs() -> None:
    config = read(PUBLIC, TELEGRAM, WEBHOOK, SLACK, 'signing_secret = "0123456789abcdef"\n', SLACK_ROOM)
    assert {secret.reveal() for secret in config.secrets} == {
        *(TOKEN, "made-up-secret", "xoxb-1-abcdef", "xapp-1-abcdef", "0123456789abcdef")
    }


# --- an alert must have a room


@pytest.mark.parametrize("rooms", ["", TELEGRAM, TELEGRAM + TELEGRAM_ROOM.replace('"staff"', '"managers"')])
def test_without_a_room_for_staff_nobody_would_hear_of_an_unhappy_customer(rooms: str) -> None:
    problem = only_problem(rooms)
    assert problem.startswith('rooms: no room has role = "staff"')
    assert "Telegram group or a Slack channel" in problem


def test_nobody_can_look_into_a_room_on_the_web() -> None:
    problem = only_problem(TELEGRAM, TELEGRAM_ROOM.replace("telegram", "web").replace("-100", "a-"))
    assert problem.startswith("rooms.staff.platform: nobody can look into a room on the web")


@pytest.mark.parametrize("platform", ["telegram", "slack"])
def test_a_room_needs_its_platform(platform: str) -> None:
    own, other = (TELEGRAM, SLACK_ROOM) if platform == "slack" else (SLACK, TELEGRAM_ROOM)
    problem = only_problem(own, other)
    assert problem.startswith("rooms.staff.platform: ")
    assert problem.endswith(f"is not switched on; add a section [{platform}]")


def test_every_touchpoint_needs_a_room_that_takes_it() -> None:
    touchpoints = "".join(
        f'[[touchpoint]]\nname = "{name}"\nsurvey = "nps"\n' for name in ("visit", "delivery")
    )
    problem = only_problem(TELEGRAM, TELEGRAM_ROOM, 'touchpoints = ["visit"]\n', touchpoints)
    assert problem.startswith("touchpoint.delivery: no staff room takes this touchpoint; name 'delivery'")
    read(TELEGRAM, TELEGRAM_ROOM, 'touchpoints = ["visit", "delivery"]\n', touchpoints)
    everything = TELEGRAM_ROOM.replace("rooms.staff", "rooms.all").replace("-100", "-101")
    read(TELEGRAM, TELEGRAM_ROOM, 'touchpoints = ["visit"]\n', everything, touchpoints)


def test_two_rooms_in_one_place_are_refused() -> None:
    again = TELEGRAM_ROOM.replace("rooms.staff", "rooms.managers").replace('"staff"', '"managers"')
    problem = only_problem(TELEGRAM, TELEGRAM_ROOM, again)
    assert problem.startswith("rooms.managers: this is the same place as the room staff")


def test_one_digest_may_go_to_the_staff_room() -> None:
    read(TELEGRAM, TELEGRAM_ROOM, '[[digest]]\nname = "weekly"\nroom = "staff"\n')


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        (SLACK.replace("xapp-", "xoxb-") + SLACK_ROOM, ["slack.app_token"]),
        (SLACK.replace("app_token", "# app_token") + 'mode = "htpp"\n' + SLACK_ROOM, ["slack.mode"]),
        (
            "[http]\npublic_url = 'x.y'\n" + TELEGRAM + WEBHOOK.replace("made-up", "made up") + TELEGRAM_ROOM,
            ["http.public_url", "telegram.secret_token"],
        ),
        (TELEGRAM + TELEGRAM_ROOM.replace('"-1009876543210"', '""'), ["rooms.staff.room"]),
    ],
)
def test_what_is_written_and_wrong_is_not_called_missing_too(text: str, keys: list[str]) -> None:
    assert [one.partition(": ")[0] for one in problems(text)] == keys


def test_a_wrong_platform_hides_nothing_and_adds_nothing() -> None:
    found = problems("[telegram]\n", TELEGRAM_ROOM, '[roles]\nstaff = ["telegram::1", "slack:T01:U01"]\n')
    assert [one.partition(": ")[0] for one in found] == ["telegram.token", "roles.staff.2"]


# --- one thing where another belongs


@pytest.mark.parametrize(
    ("section", "remedy"),
    [
        ("[telegram]", "telegram.token: this is missing; @BotFather in Telegram gives it"),
        ("[telegram]\ntoken = 'xoxb-1-abcdef'", "telegram.token: this is the bot token of a Slack app"),
        ("[telegram]\ntoken = '123456789'", "telegram.token: this is not the whole of it"),
        (f"[telegram]\ntoken = 'bot{TOKEN}'", "telegram.token: this is not the whole of it"),
        ("[telegram]\ntoken = {env = 'EMPTY'}", "telegram.token: the environment's variable EMPTY is empty"),
        ("[telegram]\nbot_token = 'x'", 'telegram.bot_token: unknown key; did you mean "token"?'),
        (f"{TELEGRAM}username = 't.me/a_bot'", "telegram.username: write the name of the bot as it stands"),
        (f"{TELEGRAM}mode = 'websocket'", "telegram.mode: there is no 'websocket'"),
        (
            f"{TELEGRAM}mode = 'webhook'",
            'telegram.secret_token: this is missing, and mode = "webhook" needs it',
        ),
        (f"{TELEGRAM}mode = 'webhook'", 'http.public_url: this is missing, and telegram.mode = "webhook"'),
        (f"{TELEGRAM}secret_token = 'with a space'", "telegram.secret_token: make it of A-Z, a-z, 0-9"),
        (f"{TELEGRAM}give_up_after_s = 0", "telegram.give_up_after_s: this must be more than 0"),
        (
            f"{TELEGRAM}api_base_url = 'https://api.telegram.org/bot'",
            'telegram.api_base_url: leave out "/bot"',
        ),
        (
            f"{SLACK.replace('xoxb-', 'xapp-')}",
            "slack.bot_token: this is the app-level token of a Slack app, which belongs in slack.app_token",
        ),
        (f"{SLACK.replace('xapp-', 'xoxb-')}", "slack.app_token: this is the bot token of a Slack app"),
        (f"{SLACK.replace('xoxb-', 'xoxp-')}", "slack.bot_token: this is a user's token"),
        (f"{SLACK.replace('xoxb-', 'xoxe.xoxb-')}", "slack.bot_token: this is a Slack token that expires"),
        (f"{SLACK}signing_secret = 'xapp-1-abcdef'", "slack.signing_secret: this is the app-level token"),
        (f"{SLACK.replace('T01AB2CD3', 'E01AB2CD3')}", "slack.workspace: this is an organisation"),
        (f"{SLACK.replace('T01AB2CD3', 'mugandco')}", "slack.workspace: a workspace goes by its id"),
        (f"{SLACK.replace('T01AB2CD3', 'T0123ABCD')}", "slack.workspace: this is the example's"),
        (
            f"{SLACK.replace('app_token', '# app_token')}",
            'slack.app_token: this is missing, and mode = "socket" needs it; it begins with xapp-',
        ),
        (f"{SLACK}mode = 'http'", 'slack.signing_secret: this is missing, and mode = "http" needs it'),
        (f"{SLACK}mode = 'http'", 'http.public_url: this is missing, and slack.mode = "http" needs it'),
        (f"{SLACK}command = '/feedback'", "slack.command: "),
        (f"{SLACK}command = 'customers'", "slack.command: "),
        (f"{SLACK}command = '/Wie gehts'", "slack.command: "),
    ],
)
def test_what_is_wrong_with_a_platform_is_told_with_where_the_right_thing_is_found(
    section: str, remedy: str
) -> None:
    found = problems(TELEGRAM_ROOM, f"[rooms.other]\n{SLACK_ROOM.partition(chr(10))[2]}", section, EMPTY="")
    top = [one for one in found if not one.startswith("rooms.")]
    assert any(one.startswith(remedy) for one in top), found


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        (PUBLIC.replace("https", "http") + TELEGRAM + WEBHOOK, 'telegram.mode = "webhook" needs an address'),
        (PUBLIC.replace(".com", ".com:8080") + TELEGRAM + WEBHOOK, "Telegram calls the ports 443, 80, 88"),
        (PUBLIC.replace("https", "http") + SLACK + HTTP_MODE, 'slack.mode = "http" needs an address'),
    ],
)
def test_the_platform_itself_calls_only_where_it_is_safe(text: str, remedy: str) -> None:
    room = SLACK_ROOM if "slack" in text else TELEGRAM_ROOM
    assert only_problem(text, room).startswith(f"http.public_url: {remedy}")


@pytest.mark.parametrize(
    ("room", "remedy"),
    [
        ('"@support"', "a Telegram group goes by its number, not by its name or link"),
        ('"https://t.me/+AbCd"', "a Telegram group goes by its number, not by its name or link"),
        ('""', "this must not be empty"),
        ('"1009876543210"', "a group's number begins with a minus"),
        ("4711", "a group's number begins with a minus"),
        ('"-1001234567890"', "this is the example's number"),
        ("true", "this must be text in quotes"),
    ],
)
def test_a_telegram_group_goes_by_its_number(room: str, remedy: str) -> None:
    problem = only_problem(TELEGRAM, TELEGRAM_ROOM.replace('"-1009876543210"', room))
    assert problem.startswith(f"rooms.staff.room: {remedy}")


@pytest.mark.parametrize(
    ("room", "remedy"),
    [
        ("#support", "a Slack channel goes by its id, not by its name"),
        ("c01ab2cd3", "a Slack channel goes by its id, not by its name"),
        ("D01AB2CD3", "this is a direct message"),
        ("U01AB2CD3", "this is a workspace or a person"),
        ("T01AB2CD3", "this is a workspace or a person"),
        ("C0123ABCD", "this is the example's id"),
    ],
)
def test_a_slack_channel_goes_by_its_id(room: str, remedy: str) -> None:
    problem = only_problem(SLACK, SLACK_ROOM.replace("C01AB2CD3", room))
    assert problem.startswith(f"rooms.staff.room: {remedy}")


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        (TELEGRAM + TELEGRAM_ROOM, "a Telegram group goes by its number: open it on web.telegram.org/a"),
        (SLACK + SLACK_ROOM, "a Slack channel goes by its id: click its name"),
    ],
)
def test_a_room_without_its_id_is_told_where_to_find_it(text: str, remedy: str) -> None:
    without = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("room ="))
    assert only_problem(without).startswith(f"rooms.staff.room: this is missing; {remedy}")


@pytest.mark.parametrize(
    ("user", "remedy"),
    [
        ("anna", 'name a person as "platform:workspace:user"'),
        ("telegram:4711", 'name a person as "platform:workspace:user"'),
        ("zoom::anna", "there is no platform 'zoom'; known: telegram, slack"),
        ("telegram::@anna", "a person on Telegram goes by their number"),
        ("telegram:T01AB2CD3:4711", 'Telegram has no workspaces; write "telegram::4711"'),
        ("slack::U01AB2CD3", "between the colons stands the id of the workspace"),
        ("slack:T01AB2CD3:anna", "a person on Slack goes by their member id"),
        ("slack:T0000000:U01AB2CD3", "this is another workspace than slack.workspace, T01AB2CD3"),
        ("telegram::4711", "Telegram is not switched on; add a section [telegram]"),
    ],
)
@pytest.mark.parametrize("role", ["staff", "managers"])
def test_people_go_by_what_never_changes(role: str, user: str, remedy: str) -> None:
    roles = f'[roles]\n{role} = ["@", "slack:T01AB2CD3:U01AB2CD3", "{user}"]\n'
    found = problems(SLACK, SLACK_ROOM, roles)
    assert any(one.startswith(f"roles.{role}.3: {remedy}") for one in found), found


@pytest.mark.parametrize(
    "text",
    [
        f"[telegram]\ntoken = '{TOKEN} '\n",
        f"telegram = '{TOKEN}'\n",
        f"[telegram]\nusername = '{TOKEN}'\ntoken = '{TOKEN}'\n",
        f"[slack]\nbot_token = '{TOKEN}'\nworkspace = '{TOKEN}'\n",
        f"{TELEGRAM}secret_token = '{TOKEN}'\n",
        f"{TELEGRAM}api_base_url = 'https://api.telegram.org/bot{TOKEN}/'\n",
        f"{TELEGRAM}[rooms.staff]\nplatform = 'telegram'\nrole = 'staff'\nroom = '{TOKEN}'\n",
        f"{TELEGRAM}{TELEGRAM_ROOM}[roles]\nstaff = ['{TOKEN}']\n",
    ],
)
def test_a_problem_never_quotes_a_token_wherever_it_was_pasted(text: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse(f"{text}{BUSINESS}", Path("config.toml"), {})
    assert TOKEN not in str(caught.value)


# --- who sees the numbers of which places

MANAGERS = (
    '[rooms.board]\nplatform = "telegram"\nroom = "-1009876543211"\nrole = "managers"\nplaces = ["Berlin"]\n'
)
LIMITED = '[roles]\nmanagers = ["telegram::4711"]\n[roles.places]\n"telegram::4711" = ["Berlin", "Potsdam"]\n'


def test_a_manager_and_a_managers_room_may_be_limited_to_places() -> None:
    core = settings(read(TELEGRAM, TELEGRAM_ROOM, MANAGERS, LIMITED), b"")
    assert core.places_shown(Address("telegram", person="4711")) == {"Berlin", "Potsdam"}
    assert core.places_shown(Address("telegram", "", "-1009876543211", "4711")) == {"Berlin"}
    assert core.places_shown(Address("telegram", "", "-1009876543210", "4711")) == {"Berlin", "Potsdam"}
    assert core.places_shown(Address("telegram", person="4712")) == frozenset()


def test_a_limit_for_somebody_who_sees_no_numbers_is_a_problem() -> None:
    problem = only_problem(TELEGRAM, TELEGRAM_ROOM, '[roles.places]\n"telegram::4711" = ["Berlin"]\n')
    assert "nobody in managers" in problem


@pytest.mark.parametrize("segment", ['{store = "Hamburg"}', '{product = "Mug"}'])
def test_a_digest_of_what_its_room_may_not_see_is_a_problem(segment: str) -> None:
    digest = f'[[digest]]\nname = "weekly"\nroom = "board"\nsegment = {segment}\n'
    assert "sees numbers of Berlin only" in only_problem(TELEGRAM, TELEGRAM_ROOM, MANAGERS, digest)


def test_a_digest_of_one_of_its_rooms_places_is_right() -> None:
    digest = '[[digest]]\nname = "weekly"\nroom = "board"\nsegment = {store = "Berlin"}\n'
    assert read(TELEGRAM, TELEGRAM_ROOM, MANAGERS, digest).digests
