"""What customers settle for themselves: hello, language, privacy, what we hold of them, being forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot import texts
from bot.core.events import PurchaseReceived
from bot.core.evidence import Evidence, EvidenceKind
from bot.core.identity import Address, Contact
from bot.core.own_data import form_in
from tests.handlers.conftest import MAYA, MAYA_ON_SLACK, MAYA_ON_TELEGRAM, SAM, World

CHAT = MAYA_ON_TELEGRAM
COMMANDS = (
    "start",
    "feedback",
    "stop",
    "language",
    "name",
    "connect",
    "privacy",
    "mydata",
    "mine",
    "forget",
    "about",
    "help",
)


def two_languages(world: World) -> None:
    world.settings = replace(world.settings, languages=("en", "de"))


# Who they are.


@pytest.mark.parametrize(
    ("spoken", "kept"),
    [("de", "de"), ("de-AT", "de"), ("DE_at", "de"), ("fr", None), (None, None), ("", None)],
)
def test_a_new_customer_speaks_what_the_platform_says_where_we_speak_it_too(
    world: World, spoken: str | None, kept: str | None
) -> None:
    two_languages(world)
    world.command("stop", at=CHAT, sender="Maya Okafor", language=spoken)
    assert (world.maya.language, world.maya.name) == (kept, "Maya Okafor")


def test_so_it_is_with_a_message(world: World) -> None:
    two_languages(world)
    world.say("hello there", CHAT, language="de")
    assert world.maya.language == "de"


def test_what_we_know_of_a_customer_is_not_overwritten(world: World) -> None:
    two_languages(world)
    world.buy(language="en", address=CHAT)
    world.say("hello there", CHAT, name="Mimi", language="de")
    assert (world.maya.language, world.maya.name) == ("en", "Maya Okafor")


# /start.


def test_start_says_that_this_is_a_bot(world: World) -> None:
    world.command("start", at=CHAT, sender="Maya Okafor")
    (words,) = world.words(CHAT)
    assert words.startswith("Hello Maya! I'm Bean There's feedback bot: a program")


def stop_and_start(world: World) -> None:
    world.command("stop", at=CHAT)
    world.wait(days=1)
    world.read(CHAT)
    world.command("start", at=CHAT)


def test_start_lifts_no_opt_out_and_asks_first(world: World) -> None:
    stop_and_start(world)
    assert world.maya.opted_out_at is not None
    (words,) = world.words(CHAT)
    assert "that stays so" in words
    assert "Shall I ask you again" in words
    assert world.values(CHAT) == ["yes", "no"]


def test_only_a_yes_lifts_the_opt_out_and_forgets_what_was_ignored(world: World) -> None:
    world.buy("1", address=CHAT)
    stop_and_start(world)
    world.change(ignored=2)
    world.press("yes", CHAT)
    assert (world.maya.opted_out_at, world.maya.ignored) == (None, 0)
    assert world.words(CHAT)[-1].startswith("Gladly. I'll ask you now and then")
    world.press("yes", CHAT)
    assert world.words(CHAT) == []
    world.buy("2", address=CHAT)
    world.wait(hours=2)
    assert world.purposes(CHAT) == ["invitation"]


def test_a_no_leaves_everything_as_it_is(world: World) -> None:
    stop_and_start(world)
    world.press("no", CHAT)
    assert world.maya.opted_out_at is not None
    assert world.words(CHAT)[-1] == "All right, it stays as it is."


def test_feedback_after_a_stop_asks_once_and_lifts_nothing(world: World) -> None:
    world.command("stop", at=CHAT)
    world.read(CHAT)
    world.command("feedback", at=CHAT)
    assert world.purposes(CHAT) == ["invitation"]
    assert world.maya.opted_out_at is not None


# /name.


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ann", "Ann"),
        ("  Ann  Marie ", "Ann Marie"),
        ("Ann\n\u202eMarie\x00", "Ann Marie"),
        ("x" * 500, "x" * 40),
        ("{business}", "{business}"),
    ],
)
def test_a_customer_is_called_what_they_like_to_be_called(world: World, typed: str, kept: str) -> None:
    world.buy(address=CHAT)
    world.command("name", typed, at=CHAT)
    assert world.maya.preferred_name == kept
    assert world.maya.name == "Maya Okafor"
    (attribute,) = world.maya.attributes
    assert (attribute.name, attribute.value, attribute.source) == ("preferred_name", kept, "customer")
    assert world.words(CHAT) == [f"Gladly, {kept}. That's how I'll call you from now on."]


@pytest.mark.parametrize("typed", ["", "   ", "\u200b"])
def test_name_without_one_says_how(world: World, typed: str) -> None:
    world.command("name", typed, at=CHAT)
    assert "/name Ann" in world.words(CHAT)[0]
    assert world.maya.preferred_name is None


def test_a_shop_does_not_know_better_what_they_like_to_be_called(world: World) -> None:
    world.buy(address=CHAT)
    world.command("name", "Ann", at=CHAT)
    for order in ("2", "3"):
        bought = PurchaseReceived(
            "shop:demo", order, world.now, "demo", order, "maya", "visit", world.now, preferred_name="Mrs O"
        )
        world.deliver(bought)
    assert world.maya.first_name == "Ann"


def test_start_without_a_name_leaves_no_hole(world: World) -> None:
    world.command("start", at=CHAT)
    assert world.words(CHAT)[0].startswith("Hello! I'm")


# Commands without their slash.


@pytest.mark.parametrize("word", ["privacy", "MyData", "help", " feedback ", "Hilfe!", "mis datos", "помощь"])
def test_where_a_slash_cannot_be_typed_the_word_is_enough(world: World, word: str) -> None:
    world.say(word, MAYA_ON_SLACK)
    assert "menu" not in world.purposes(MAYA_ON_SLACK)


def test_unless_a_question_is_open_then_it_is_an_answer(world: World) -> None:
    world.ask(address=MAYA_ON_SLACK)
    world.press("5", MAYA_ON_SLACK)
    world.say("privacy", MAYA_ON_SLACK)
    assert world.invitation.comments == "privacy"


def test_elsewhere_the_word_is_a_message_like_any_other(world: World) -> None:
    world.say("privacy", CHAT)
    assert world.purposes(CHAT) == ["menu"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_explained_as_it_is_typed(world: World, command: str) -> None:
    world.settings = replace(world.settings, about={"en": "We bake."})
    world.command("help", at=CHAT)
    assert f"/{command}" in world.words(CHAT)[0] or command in {"start", "help"}
    world.command("help", at=MAYA_ON_SLACK)
    assert f"/voices {command}" in world.words(MAYA_ON_SLACK)[0] or command in {"start", "help"}


@pytest.mark.parametrize("command", [*COMMANDS, "digest"])
def test_a_platform_can_list_every_command(command: str) -> None:
    assert 1 <= len(texts.catalogue("en")[f"command.{command}"]) <= 100


# /language.


def test_with_one_language_it_says_so(world: World) -> None:
    world.command("language", at=CHAT)
    assert world.words(CHAT)[0].startswith("I only speak English so far.")
    assert world.values(CHAT) == []


def test_with_several_they_are_offered_and_the_one_pressed_is_spoken(world: World) -> None:
    two_languages(world)
    world.command("language", at=CHAT)
    assert world.values(CHAT) == ["en", "de"]
    world.press("de", CHAT)
    assert world.maya.language == "de"
    assert world.read(CHAT)[-1].language == "de"


@pytest.mark.parametrize(("words", "language"), [("de", "de"), (" DE ", "de"), ("fr", None)])
def test_a_language_that_is_named_is_set_at_once(world: World, words: str, language: str | None) -> None:
    two_languages(world)
    world.command("language", words, at=CHAT)
    assert world.maya.language == language


@pytest.mark.parametrize("data", ["s|language|fr", "s|language|", "s|forget|maybe"])
def test_a_setting_that_no_button_of_ours_carries_changes_nothing(world: World, data: str) -> None:
    world.press_data(data, CHAT)
    assert world.parcels == []


def test_a_setting_pressed_in_a_room_is_nobodys(world: World) -> None:
    world.press_data("s|forget|yes", SAM)
    assert (world.parcels, world.rows.customers) == ([], {})


# /privacy.


def test_privacy_says_what_is_kept_why_who_sees_it_and_what_they_can_do(world: World) -> None:
    world.command("privacy", at=CHAT)
    (words,) = world.words(CHAT)
    for part in ("what you answer", "put right", "see it with your name", "/mydata", "/forget", "person"):
        assert part in words


def test_privacy_leads_to_the_page_and_to_whom_to_ask(world: World) -> None:
    world.settings = replace(
        world.settings, privacy_url="https://bean.example/privacy", privacy_contact="privacy@bean.example"
    )
    world.command("privacy", at=CHAT)
    (words,) = world.words(CHAT)
    assert words.splitlines()[-2:] == [
        "All of it: https://bean.example/privacy",
        "Whom to ask: privacy@bean.example",
    ]


# /mydata.


def test_mydata_lists_what_we_hold(world: World) -> None:
    two_languages(world)
    world.buy(language="en", address=CHAT)
    world.wait(hours=2)
    world.rows.contacts[MAYA.key] = Contact(MAYA, world.maya.id)
    world.press("2", CHAT)
    world.say("the cup was cold", CHAT, evidence=(Evidence(EvidenceKind.PHOTO, "p"),))
    world.press("price", CHAT)
    world.press("done", CHAT)
    world.read(CHAT)
    world.command("mydata", at=CHAT)
    words, *_ = world.words(CHAT)
    assert words.splitlines() == [
        "This is what we hold of you:",
        "Name: Maya Okafor",
        "Language: English",
        "A chat on Telegram",
        "A chat on our web page",
        "1 order",
        "Your ratings, the latest last: 2",
        "About Mug, 2026-03-02:",
        "Your answer: 2 of 5",
        "“the cup was cold”",
        "and something that you sent with it",
        "Your answer: Price",
        "Our team is looking into something for you right now.",
        "I may ask you how we did.",
        "And what you and I have written to each other in this chat.",
    ]


def test_of_a_stranger_there_is_little_to_list(world: World) -> None:
    world.command("stop", at=CHAT)
    world.read(CHAT)
    world.command("mydata", at=CHAT)
    assert world.words(CHAT)[0].splitlines()[1:3] == [
        "A chat on Telegram",
        "You asked me to stop, so I don't ask you anything.",
    ]


def test_only_the_last_surveys_are_listed(world: World) -> None:
    world.rule(between_any=timedelta(0), ignored_in_a_row=0)
    for order in range(7):
        world.buy(str(order), address=CHAT, product=f"Cup {order}")
        world.wait(hours=2)
        world.press("4", CHAT)
        world.wait(days=9, hours=-2)
    world.read(CHAT)
    world.command("mydata", at=CHAT)
    words, *_ = world.words(CHAT)
    assert [line.partition(",")[0] for line in words.splitlines() if line.startswith("About")] == [
        f"About Cup {order}" for order in (6, 5, 4, 3, 2)
    ]


def test_with_it_comes_all_of_it_as_a_page_and_for_programs(world: World) -> None:
    world.command("mydata", at=CHAT)
    _, page, data = world.read(CHAT)
    assert [form_in(one.message.card) for one in (page, data)] == ["html", "json"]


def test_where_nobody_knows_whether_a_file_can_be_brought_a_person_sees_to_it(world: World) -> None:
    world.command("mydata", at=Address("pigeon", person="1"))
    _, words = world.words(Address("pigeon", person="1"))
    assert words == "I can't send it here. Write to us, and a person sees to it that you get it."


# /forget.


def test_forget_asks_first(world: World) -> None:
    world.command("forget", at=CHAT)
    assert world.values(CHAT) == ["yes", "no"]
    assert world.rows.cases == {}
    world.press("no", CHAT)
    assert world.maya.opted_out_at is None
    assert world.words(CHAT)[-1] == "All right, everything stays as it is."
