"""A button's form as a modal, and back."""

from __future__ import annotations

from typing import Any

import pytest

from bot.adapters.slack.forms import Origin, fields_in, filling, first_block, modal, origin_in
from bot.core.effects import Button, Field, Line, Template, form_json
from tests.peers.slack_blocks import Check, readable
from tests.peers.slack_people import filled_in


def words(line: Line, _language: str) -> str:
    return str(line.values.get("words", line.key))


def said(text: str) -> Line:
    return Line("said", {"words": text})


def form(label: str = "Resolve", options: int = 2) -> dict[str, object]:
    causes = tuple((f"cause{number}", said(f"{label} {number}")) for number in range(options))
    fields = (
        Field("cause", said(label), options=causes),
        Field("done", said("What was done?"), lines=3),
        Field("more", said("Anything else?"), required=False),
    )
    return form_json(Button(said(label), "c|C|resolve", fields))


def opened(**changes: Any) -> dict[str, Any]:
    return modal(form(**changes), "C1", "en", words)


def test_a_form_asks_for_its_fields() -> None:
    view = opened()
    kinds = [(block["element"]["type"], block["optional"]) for block in view["blocks"]]
    assert kinds == [("static_select", False), ("plain_text_input", False), ("plain_text_input", True)]
    assert [block["element"].get("multiline") for block in view["blocks"]] == [None, True, False]
    assert "What was done?" in readable(view)


def test_a_form_that_is_opened_once_more_says_why_and_holds_what_was_filled_in() -> None:
    filled = {"cause": "cause1", "done": "a <refund> & more", "gone": "x"}
    button = Button(said("Resolve"), "c|C|reply|MARK", (Field("done", said("What?"), lines=3),))
    anew = form_json(button, said("Send anyway"))
    view: dict[str, Any] = modal(anew, "C1", "en", words, note="Careful", filled=filled)
    assert [block["type"] for block in view["blocks"]] == ["section", "input"]
    assert view["blocks"][0]["text"]["text"] == "Careful"
    assert view["blocks"][1]["element"]["initial_value"] == "a <refund> & more"
    assert view["submit"]["text"] == "Send anyway"
    assert origin_in(view) == Origin("c|C|reply|MARK", "C1", "en")
    assert first_block(view) == opened()["blocks"][1]["block_id"], "so that the platform keeps what is in it"
    both: dict[str, Any] = modal(form(), "C1", "en", words, filled=filled)
    assert both["blocks"][0]["element"]["initial_option"]["value"] == "cause1"
    long = modal(form(), "C1", "en", words, note="x" * 9000, filled={"done": "y" * 9000})
    for one in (view, long):
        check = Check()
        check.view(one, "modal")
        assert check.problems == []


def test_a_date_and_a_time_are_picked_and_come_back_as_they_are_written() -> None:
    fields = (
        Field("day", said("By when?"), kind="date", initial="2026-03-04"),
        Field("hour", said("At what time?"), kind="time", required=False),
    )
    view: dict[str, Any] = modal(form_json(Button(said("Promise"), "c|C|reply", fields)), "C1", "en", words)
    assert [block["element"]["type"] for block in view["blocks"]] == ["datepicker", "timepicker"]
    assert view["blocks"][0]["element"]["initial_date"] == "2026-03-04"
    picked = {
        "day": {"day": {"type": "datepicker", "selected_date": "2026-03-05"}},
        "hour": {"hour": {"type": "timepicker", "selected_time": None}},
    }
    assert fields_in({**view, "state": {"values": picked}}) == {"day": "2026-03-05", "hour": ""}
    check = Check()
    check.view(view, "modal")
    assert check.problems == []


def test_what_is_filled_in_comes_back_by_the_fields_names() -> None:
    view = opened()
    view["state"] = {"values": filled_in(view["blocks"], {"cause": "cause1", "done": "a refund"})}
    assert fields_in(view) == {"cause": "cause1", "done": "a refund", "more": ""}


def test_a_modal_knows_where_it_was_opened() -> None:
    assert origin_in(opened()) == Origin("c|C|resolve", "C1", "en")
    assert origin_in({**opened(), "callback_id": "another"}) is None


def test_a_problem_is_shown_at_the_first_field() -> None:
    assert first_block(opened()) == "field.cause"
    assert first_block({"blocks": [{"type": "section"}]}) is None


@pytest.mark.parametrize("label", ["Resolve", "", "x" * 5000, "🧑🏽‍🍳" * 500])
def test_a_form_of_any_words_is_one_that_slack_takes(label: str) -> None:
    check = Check()
    check.view(opened(label=label, options=150), "modal")
    assert check.problems == []


# Templates: words to begin with.

TEMPLATES = ("I'm sorry, Maya.", "What would put it right?")


def with_templates() -> dict[str, Any]:
    offered = tuple(Template(said(text), "en") for text in TEMPLATES)
    fields = (
        Field("text", said("Your reply"), lines=4, templates=offered),
        Field("day", said("By when?"), required=False, kind="date", initial="2026-03-03"),
        Field("at", said("What time?"), required=False, kind="time"),
    )
    return form_json(Button(said("Reply"), "c|C|reply", fields, note=(said("Ask first"), said("Then act"))))


def pressed(view: dict[str, Any], text: str, typed: str = "") -> dict[str, Any]:
    """What Slack tells of a press on the template that reads like this."""
    values = {"text": typed or None, "day": None, "at": None}
    state = {
        block["block_id"]: {block["element"]["action_id"]: {"value": values[block["element"]["action_id"]]}}
        for block in view["blocks"]
        if block["type"] == "input"
    }
    (button,) = (
        block["accessory"]
        for block in view["blocks"]
        if "accessory" in block and block["accessory"]["value"] == text
    )
    kept = {**view, "id": "V1", "hash": "1.2", "state": {"values": state}, "team_id": "T1"}
    return {"type": "block_actions", "view": kept, "actions": [button]}


def test_a_form_shows_what_helps_and_words_to_begin_with_above_its_fields() -> None:
    view = modal(with_templates(), "C1", "en", words)
    kinds = [block["type"] for block in view["blocks"]]  # type: ignore[attr-defined]  # blocks of JSON
    assert kinds == ["context", "section", "section", "input", "input", "input"]
    shown = readable(view)
    assert all(text in shown for text in ("Ask first", "Then act", *TEMPLATES))
    check = Check()
    check.view(view, "modal")
    assert check.problems == []


def test_a_template_that_is_chosen_fills_the_field_and_leaves_the_rest_as_it_is() -> None:
    view: dict[str, Any] = modal(with_templates(), "C1", "en", words)
    found = filling(pressed(view, TEMPLATES[1]))
    assert found is not None
    after: Any = found.view
    assert (found.view_id, found.version) == ("V1", "1.2")
    assert after["blocks"][3]["element"]["initial_value"] == TEMPLATES[1]
    assert after["blocks"][3]["block_id"] != view["blocks"][3]["block_id"], "else what was typed would stay"
    assert after["blocks"][4:] == view["blocks"][4:]
    assert origin_in(after) == origin_in(view)
    assert after.keys() <= {"type", "callback_id", "title", "submit", "close", "private_metadata", "blocks"}


@pytest.mark.parametrize(
    ("typed", "then"),
    [("", TEMPLATES[1]), (TEMPLATES[0], TEMPLATES[1]), ("Hi Maya!", f"Hi Maya!\n\n{TEMPLATES[1]}")],
)
def test_another_template_takes_the_place_of_one_but_not_of_words_of_ones_own(typed: str, then: str) -> None:
    view: dict[str, Any] = modal(with_templates(), "C1", "en", words)
    found = filling(pressed(view, TEMPLATES[1], typed))
    assert found is not None
    after: Any = found.view
    assert after["blocks"][3]["element"]["initial_value"] == then


def test_a_date_that_is_suggested_is_filled_in_though_its_field_stood_empty() -> None:
    view: dict[str, Any] = modal(with_templates(), "C1", "en", words, filled={"text": "x"})
    day = view["blocks"][4]
    assert day["element"]["initial_date"] == "2026-03-03"
    assert day["block_id"] != "field.day", "else Slack keeps it empty"


@pytest.mark.parametrize(
    "body", [{}, {"view": {}, "actions": []}, {"actions": [{"action_id": "template.x.0"}]}]
)
def test_no_other_press_fills_anything(body: dict[str, Any]) -> None:
    assert filling(body) is None
