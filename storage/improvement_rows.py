"""Improvements and their contributors to rows and back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from bot.core.improvements import (
    Better,
    Contributor,
    Effectiveness,
    Improvement,
    Measurement,
    Stage,
    moved_at,
)
from storage import codec
from storage.codec import fit, fit_or_none, micros, micros_or_none, moment, moment_or_none
from storage.statements import AnyRow, Values


def improvement_row(improvement: Improvement) -> Values:
    return {
        "id": improvement.id,
        "problem": fit(improvement.problem),
        "touchpoint": improvement.touchpoint,
        "theme": improvement.theme,
        "owner": fit(improvement.owner),
        "owner_name": fit(improvement.owner_name),
        "due": improvement.due.isoformat(),
        "by": fit(improvement.by),
        "made_us": micros(improvement.made_at),
        "room": improvement.room,
        "stage": improvement.stage.value,
        "words": codec.encode_mapping({name: fit(said) for name, said in improvement.words.items()}),
        "done_us": micros_or_none(improvement.done_at),
        "raised": improvement.raised,
        "drafted_us": micros_or_none(improvement.drafted_at),
        "hushed": int(improvement.hushed),
        "approved_by": fit_or_none(improvement.approved_by),
        "told_us": micros_or_none(improvement.told_at),
        "told": improvement.told,
        "left_out": improvement.left_out,
        "better": improvement.better,
        "not_better": improvement.not_better,
        "unsure": improvement.unsure,
        "measured_us": micros_or_none(improvement.measured_at),
        "measurement": _encoded(improvement.measurement),
        "declined_us": micros_or_none(improvement.declined_at),
        "why": fit_or_none(improvement.why),
        "reminded_us": micros_or_none(improvement.reminded_at),
        "moved_us": micros(moved_at(improvement)),
    }


def improvement_from(row: AnyRow) -> Improvement:
    values = row._mapping
    return Improvement(
        id=values["id"],
        problem=values["problem"],
        touchpoint=values["touchpoint"],
        theme=values["theme"],
        owner=values["owner"],
        owner_name=values["owner_name"],
        due=date.fromisoformat(values["due"]),
        by=values["by"],
        made_at=moment(values["made_us"]),
        room=values["room"],
        stage=Stage(values["stage"]),
        words=codec.decode_mapping(values["words"]),
        done_at=moment_or_none(values["done_us"]),
        raised=values["raised"],
        drafted_at=moment_or_none(values["drafted_us"]),
        hushed=bool(values["hushed"]),
        approved_by=values["approved_by"],
        told_at=moment_or_none(values["told_us"]),
        told=values["told"],
        left_out=values["left_out"],
        better=values["better"],
        not_better=values["not_better"],
        unsure=values["unsure"],
        measured_at=moment_or_none(values["measured_us"]),
        measurement=_decoded(values["measurement"]),
        declined_at=moment_or_none(values["declined_us"]),
        why=values["why"],
        reminded_at=moment_or_none(values["reminded_us"]),
    )


def _encoded(measurement: Measurement | None) -> str | None:
    return None if measurement is None else codec.dumps(asdict(measurement))


def _decoded(text: str | None) -> Measurement | None:
    if text is None:
        return None
    values = codec.loads(text)
    return Measurement(**{**values, "verdict": Effectiveness(values["verdict"])})


def contributor_row(contributor: Contributor) -> Values:
    return {
        "improvement_id": contributor.improvement_id,
        "customer_id": contributor.customer_id,
        "invitation_id": contributor.invitation_id,
        "quote": fit(contributor.quote),
        "said_us": micros(contributor.said_at),
        "told_us": micros_or_none(contributor.told_at),
        "left_out": contributor.left_out,
        "better": contributor.better.value if contributor.better else None,
    }


def contributor_from(row: AnyRow) -> Contributor:
    improvement_id, customer_id, invitation_id, quote, said, told, left_out, better = row
    return Contributor(
        improvement_id,
        customer_id,
        invitation_id,
        quote,
        moment(said),
        moment_or_none(told),
        left_out,
        Better(better) if better else None,
    )
