"""What Slack refuses in blocks and views: its own models build them, and the documented limits hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block, BlockElement
from slack_sdk.models.views import View

from tests.peers.slack_reading import RICH, RUN_KEYS, characters, readable, texts_in
from tests.peers.slack_state import ApiError, Json

__all__ = ["Check", "characters", "invalid", "readable", "texts_in"]

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100

# The most characters of a text, by what holds it and under which name.
_MOST = {
    ("section", "text"): 3000,
    ("section", "fields"): 2000,
    ("header", "text"): 150,
    ("context", "elements"): 3000,
    ("input", "label"): 2000,
    ("input", "hint"): 2000,
    ("image", "title"): 2000,
    ("button", "text"): 75,
    ("option", "text"): 75,
    ("option", "description"): 75,
    ("option_group", "label"): 75,
    ("confirm", "title"): 100,
    ("confirm", "text"): 300,
    ("confirm", "confirm"): 30,
    ("confirm", "deny"): 30,
    ("view", "title"): 24,
    ("view", "submit"): 24,
    ("view", "close"): 24,
}
_PLACEHOLDER_MOST = 150
_MARKUP_ALLOWED = {
    ("section", "text"),
    ("section", "fields"),
    ("context", "elements"),
    ("confirm", "text"),
    ("option", "text"),
    ("option", "description"),
}
_TEXT_KEYS = {"plain_text": {"type", "text", "emoji"}, "mrkdwn": {"type", "text", "verbatim"}}
_OPTIONS_MOST = {"overflow": 5, "radio_buttons": 10, "checkboxes": 10}
_IN_SURFACE = {
    "message": "section divider image actions context header input rich_text file video markdown table",
    "modal": "section divider image actions context header input rich_text video",
    "home": "section divider image actions context header input rich_text video",
}
_IN_INPUT = (
    "plain_text_input static_select multi_static_select users_select conversations_select channels_select "
    "multi_users_select datepicker timepicker radio_buttons checkboxes number_input email_text_input "
    "url_text_input file_input rich_text_input"
).split()
_IN_ACTIONS = (
    "button static_select multi_static_select users_select conversations_select channels_select overflow "
    "datepicker timepicker radio_buttons checkboxes workflow_button"
).split()
_FILE_ID = re.compile(r"F[A-Z0-9]{8,}")


@dataclass
class Check:
    """One payload's problems, found by walking through it."""

    ready_files: frozenset[str] = frozenset()
    problems: list[str] = field(default_factory=list)
    block_ids: set[str] = field(default_factory=set)
    action_ids: set[str] = field(default_factory=set)

    def say(self, problem: str, at: str) -> None:
        self.problems.append(f"{problem} [json-pointer:{at}]")

    def blocks(self, blocks: object, surface: str, at: str = "/blocks") -> None:
        most = MESSAGE_BLOCKS if surface == "message" else VIEW_BLOCKS
        if not isinstance(blocks, list):
            self.say("must be an array", at)
            return
        if len(blocks) > most:
            self.say(f"no more than {most} items allowed, {len(blocks)} given", at)
        for number, block in enumerate(blocks):
            self.block(block, surface, f"{at}/{number}")

    def block(self, block: object, surface: str, at: str) -> None:
        if not isinstance(block, dict) or block.get("type") not in _IN_SURFACE[surface].split():
            self.say(f"unsupported block in a {surface}", at)
            return
        self._built(Block, block, at)
        self._name(block, "block_id", self.block_ids, at)
        kind = str(block["type"])
        for name in ("text", "label", "hint", "title"):
            if name in block and kind != "markdown":
                self.text(block[name], (kind, name), f"{at}/{name}")
        for number, one in enumerate(block.get("fields", [])):
            self.text(one, (kind, "fields"), f"{at}/fields/{number}")
        if "fields" in block and not block["fields"]:
            self.say("must have at least one item", f"{at}/fields")
        if "accessory" in block:
            self.element(block["accessory"], f"{at}/accessory")
        self._inside(block, kind, at)

    def _inside(self, block: Json, kind: str, at: str) -> None:
        if kind == "image":
            self._picture(block, at)
        elif kind == "rich_text":
            self._rich(block, "rich_text", at)
        elif kind == "input":
            self._allowed(block.get("element"), _IN_INPUT, f"{at}/element")
        elif kind == "actions":
            self._count(block.get("elements"), 25, f"{at}/elements")
            for number, one in enumerate(block.get("elements") or []):
                self._allowed(one, _IN_ACTIONS, f"{at}/elements/{number}")
        elif kind == "context":
            self._count(block.get("elements"), 10, f"{at}/elements")
            for number, one in enumerate(block.get("elements") or []):
                where = f"{at}/elements/{number}"
                if isinstance(one, dict) and one.get("type") == "image":
                    self._built(BlockElement, one, where)
                    self._picture(one, where)
                else:
                    self.text(one, ("context", "elements"), where)

    def _rich(self, piece: Json, kind: str, at: str) -> None:
        """Rich text: what may stand in what, and no empty words."""
        elements = piece.get("elements")
        if not isinstance(elements, list) or not elements:
            self.say("must have at least one element", f"{at}/elements")
            return
        for number, element in enumerate(elements):
            where = f"{at}/elements/{number}"
            inner = element.get("type") if isinstance(element, dict) else None
            if inner not in RICH[kind]:
                self.say(f"unsupported element {inner} in {kind}", where)
            elif inner in RICH:
                self._built(BlockElement, element, where)
                self._rich(element, inner, where)
            else:
                self._run(element, where)

    def _run(self, element: Json, at: str) -> None:
        """One run of words, a mention or a link inside rich text."""
        if element["type"] in ("text", "link"):
            key = "text" if element["type"] == "text" else "url"
            if not isinstance(element.get(key), str) or not element[key]:
                self.say("must be more than 0 characters", f"{at}/{key}")
        for unknown in element.keys() - RUN_KEYS[element["type"]] - {"type", "style"}:
            self.say(f"no such property {unknown} of {element['type']}", at)
        for unknown in element.get("style", {}).keys() - {"bold", "italic", "strike", "code", "underline"}:
            self.say(f"no such style {unknown}", at)

    def _allowed(self, element: object, kinds: Sequence[str], at: str) -> None:
        if not isinstance(element, dict) or element.get("type") not in kinds:
            self.say("unsupported type of element here", f"{at}/type")
        else:
            self.element(element, at)

    def element(self, element: object, at: str) -> None:
        if not isinstance(element, dict):
            self.say("must be an object", at)
            return
        self._built(BlockElement, element, at)
        kind = str(element.get("type"))
        if kind == "image":
            self._picture(element, at)
            return
        self._name(element, "action_id", self.action_ids, at)
        if kind == "button":
            self.text(element.get("text"), ("button", "text"), f"{at}/text")
            if element.get("style", "primary") not in ("primary", "danger"):
                self.say("must be primary or danger", f"{at}/style")
            if len(str(element.get("value", "x"))) not in range(1, 2001):
                self.say("must be 1 to 2000 characters", f"{at}/value")
        if "placeholder" in element:
            self.text(element["placeholder"], (kind, "placeholder"), f"{at}/placeholder")
        if "confirm" in element:
            for name in ("title", "text", "confirm", "deny"):
                self.text(element["confirm"].get(name), ("confirm", name), f"{at}/confirm/{name}")
        if "select" in kind or kind in _OPTIONS_MOST:
            self._choices(element, kind, at)

    def _choices(self, element: Json, kind: str, at: str) -> None:
        groups = element.get("option_groups")
        if groups is None and "options" not in element:
            if kind in _OPTIONS_MOST or "static" in kind:
                self.say("must have options", at)
            return
        for number, group in enumerate(groups or []):
            self.text(group.get("label"), ("option_group", "label"), f"{at}/option_groups/{number}/label")
        lists = [group.get("options") for group in groups] if groups else [element.get("options")]
        for options in lists:
            self._count(options, _OPTIONS_MOST.get(kind, 100), f"{at}/options")
            for number, option in enumerate(options or []):
                self._option(option, f"{at}/options/{number}")
        chosen = [element["initial_option"]] if "initial_option" in element else []
        offered = [option for options in lists for option in options or []]
        for option in [*chosen, *element.get("initial_options", [])]:
            if option not in offered:
                self.say("must be one of the options exactly", f"{at}/initial_option")

    def _option(self, option: object, at: str) -> None:
        if not isinstance(option, dict):
            self.say("must be an object", at)
            return
        for unknown in option.keys() - {"text", "value", "description", "url"}:
            self.say(f"no such property {unknown}", at)
        self.text(option.get("text"), ("option", "text"), f"{at}/text")
        if "description" in option:
            self.text(option["description"], ("option", "description"), f"{at}/description")
        value = option.get("value")
        if not isinstance(value, str) or len(value) not in range(1, 151):
            self.say("must be 1 to 150 characters", f"{at}/value")

    def text(self, text: object, place: tuple[str, str], at: str) -> None:
        if not isinstance(text, dict) or text.get("type") not in _TEXT_KEYS:
            self.say("must be a text object", at)
            return
        if text["type"] == "mrkdwn" and place not in _MARKUP_ALLOWED:
            self.say("must be plain_text", f"{at}/type")
        for unknown in text.keys() - _TEXT_KEYS[text["type"]]:
            self.say(f"no such property {unknown} of {text['type']}", at)
        words = text.get("text")
        most = _PLACEHOLDER_MOST if place[1] == "placeholder" else _MOST.get(place, 3000)
        if not isinstance(words, str) or not words:
            self.say("must be more than 0 characters", f"{at}/text")
        elif len(words) > most:
            self.say(f"must be at most {most} characters, {len(words)} given", f"{at}/text")

    def _picture(self, picture: Json, at: str) -> None:
        if not isinstance(picture.get("alt_text"), str) or not picture["alt_text"]:
            self.say("must have an alt_text", at)
        if ("slack_file" in picture) == ("image_url" in picture):
            self.say("must have either image_url or slack_file", at)
        file = picture.get("slack_file")
        if file is not None:
            name = str(file.get("id", "")) if isinstance(file, dict) else ""
            if not _FILE_ID.fullmatch(name):
                self.say(f"input must match regex pattern: {_FILE_ID.pattern}", f"{at}/slack_file/id")
            elif name not in self.ready_files:
                self.say("invalid slack file", f"{at}/slack_file")

    def _built(self, kind: type[Block] | type[BlockElement], piece: Json, at: str) -> None:
        """The SDK's own model of the piece has no complaint and knows every name in it."""
        try:
            built = kind.parse(piece)
            if built is None:
                self.say(f"unknown type {piece.get('type')}", at)
                return
            built.validate_json()
        except (SlackObjectFormationError, TypeError, AttributeError, KeyError) as problem:
            self.say(str(problem), at)
            return
        for unknown in piece.keys() - set(built.attributes) - {"type"}:
            self.say(f"no such property {unknown} of {piece['type']}", at)

    def _name(self, piece: Json, key: str, taken: set[str], at: str) -> None:
        name = piece.get(key)
        if name is None:
            return
        if not isinstance(name, str) or len(name) not in range(1, 256):
            self.say("must be 1 to 255 characters", f"{at}/{key}")
        elif name in taken:
            self.say(f"{key} {name} already exists", f"{at}/{key}")
        taken.add(str(name))

    def _count(self, items: object, most: int, at: str) -> None:
        if not isinstance(items, list) or not 1 <= len(items) <= most:
            self.say(f"must have 1 to {most} items", at)

    def view(self, view: object, kind: str) -> None:
        """A whole view of this kind, "modal" or "home"."""
        if not isinstance(view, dict) or view.get("type") != kind:
            self.say(f"must be a view of type {kind}", "/view/type")
            return
        try:
            built = View(**view)
            built.validate_json()
        except (SlackObjectFormationError, TypeError, AttributeError, KeyError) as problem:
            self.say(str(problem), "/view")
            return
        for unknown in view.keys() - View.attributes:
            self.say(f"no such property {unknown} of a view", "/view")
        for name in ("title", "submit", "close"):
            if name in view:
                self.text(view[name], ("view", name), f"/view/{name}")
        blocks = view.get("blocks")
        self.blocks(blocks, kind, "/view/blocks")
        if kind == "modal" and "title" not in view:
            self.say("must have a title", "/view")
        has_inputs = any(isinstance(one, dict) and one.get("type") == "input" for one in blocks or [])
        if kind == "modal" and has_inputs and "submit" not in view:
            self.say("must have a submit button when there are inputs", "/view")


def invalid(error: str, check: Check) -> ApiError:
    """The refusal. A picture that is not ready yet is no mistake: only trying again can tell."""
    early = all(one.startswith("invalid slack file") for one in check.problems)
    return ApiError(error, bug=not early, messages=[f"[ERROR] {one}" for one in check.problems])
