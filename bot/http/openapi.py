"""The OpenAPI document of what comes in over HTTP, from the shapes that the reports are read with."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from bot.http import notices
from bot.http.shops.payload import MOST_PURCHASES, RECORDS, REPORT
from bot.http.shops.shapes import Schema
from bot.http.shops.shop import PATHS
from bot.http.shops.standard import HEADERS

TITLE = "feedback-bot"

_REPLY_DESCRIPTION = "Committed. One entry for each purchase that was reported, in the same order."
_SHOPS: dict[str, tuple[str, str, str]] = {
    "shopify": ("Shopify", "X-Shopify-Hmac-Sha256", "base64 of HMAC-SHA256 over the raw body"),
    "woocommerce": ("WooCommerce", "X-WC-Webhook-Signature", "base64 of HMAC-SHA256 over the raw body"),
    "stripe": ("Stripe", "Stripe-Signature", "`t=…,v1=…`, hex of HMAC-SHA256 over `t.body`"),
}
_SIGNATURE_ABOUT: dict[str, str] = {
    "webhook-id": "Any name for this request.",
    "webhook-timestamp": "Seconds since 1970, at most 300 from now.",
    "webhook-signature": (
        "`v1,` and base64 of HMAC-SHA256 over `webhook-id.webhook-timestamp.body`, by the key that the "
        "secret holds in base64 behind `whsec_` (Standard Webhooks). Several are separated by spaces."
    ),
}


@cache
def text() -> str:
    """The document as it is served, and as it is kept in docs/openapi.json."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


def document() -> dict[str, Any]:
    """The document (OpenAPI 3.1)."""
    paths: dict[str, Any] = {PATHS["generic"]: {"post": _purchases()}}
    paths |= {PATHS[kind]: {"post": _shop(kind)} for kind in _SHOPS}
    paths["/openapi.json"] = {"get": _itself()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": TITLE,
            "version": "1",
            "summary": "What shops report.",
            "description": "Purchases come in here; links for the receipt come back.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "."}],
        "paths": paths,
        "webhooks": notices.webhooks(),
        "components": {
            "schemas": {
                "Report": REPORT.schema,
                **{record.title: record.definition for record in RECORDS},
                "Accepted": _accepted(),
                "Error": _error(),
                "Problems": _problems(),
            },
            "securitySchemes": _security_schemes(),
        },
    }


def _purchases() -> dict[str, Any]:
    report = _ref("Report")
    several: Schema = {"type": "array", "items": report, "minItems": 1, "maxItems": MOST_PURCHASES}
    named: Schema = {
        "type": "object",
        "properties": {"purchases": several},
        "required": ["purchases"],
        "additionalProperties": False,
    }
    return {
        "operationId": "reportPurchases",
        "summary": "Report purchases, support contacts or visits, or take them back.",
        "description": (
            'One, a list of them, or `{"purchases": […]}`; all of them are taken, or none. An order that '
            "was reported before is answered as it was then: sending again is always safe."
        ),
        "security": [{name: [] for name in HEADERS}],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"anyOf": [report, several, named]}}},
        },
        "responses": {
            **_responses(),
            "415": _failing("The content type is not `application/json`, or the body is compressed."),
        },
    }


def _shop(kind: str) -> dict[str, Any]:
    title, _, _ = _SHOPS[kind]
    return {
        "operationId": f"report{title}",
        "summary": f"What {title} sends to its webhooks, signed by {title}.",
        "description": "Events that are about no purchase are accepted, and nothing is done about them.",
        "security": [{kind: []}],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"type": "object"}}},
        },
        "responses": _responses(),
    }


def _itself() -> dict[str, Any]:
    schema = {"type": "object", "required": ["openapi", "paths"]}
    return {
        "operationId": "describe",
        "summary": "This document.",
        "responses": {
            "200": {"description": "It.", "content": {"application/json": {"schema": schema}}},
        },
    }


def _responses() -> dict[str, Any]:
    later = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer", "minimum": 1}}}
    return {
        "200": {
            "description": _REPLY_DESCRIPTION,
            "content": {"application/json": {"schema": _ref("Accepted")}},
        },
        "400": {"description": "This is not HTTP that can be read."},
        "401": _failing("The signature is missing, wrong or too old."),
        "413": _failing("The body is too large."),
        "422": {
            "description": "Signed, but not what was agreed. Nothing was taken.",
            "content": {"application/json": {"schema": _ref("Problems")}},
        },
        "429": {**_failing("Too many requests without a valid signature."), "headers": later},
        "503": {**_failing("Not taken just now; send it again."), "headers": later},
    }


def _failing(about: str) -> dict[str, Any]:
    return {"description": about, "content": {"application/json": {"schema": _ref("Error")}}}


def _accepted() -> Schema:
    url: Schema = {"type": "string", "format": "uri"}
    taken: Schema = {
        "title": "PurchaseTaken",
        "type": "object",
        "properties": {
            "purchase": {"type": "string", "description": "Our name for it."},
            "links": {
                "type": "object",
                "description": "For the receipt, by platform: each asks about this purchase.",
                "properties": {"web": url, "telegram": url},
                "additionalProperties": url,
            },
            "qr": {**url, "description": "The first link as a QR code for the receipt, SVG."},
        },
        "required": ["purchase", "links"],
        "additionalProperties": False,
    }
    noted: Schema = {
        "title": "Noted",
        "type": "object",
        "properties": {"ok": {"const": True}},
        "required": ["ok"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"purchases": {"type": "array", "items": {"anyOf": [taken, noted]}}},
        "required": ["purchases"],
        "additionalProperties": False,
    }


def _error() -> Schema:
    return {
        "type": "object",
        "properties": {"error": {"type": "string"}, "status": {"type": "integer"}},
        "required": ["error", "status"],
        "additionalProperties": False,
    }


def _problems() -> Schema:
    problem: Schema = {
        "type": "object",
        "properties": {
            "place": {"type": "string", "description": "Where in the body, as a JSON pointer."},
            "problem": {"type": "string", "description": "What is wrong there, and what to do."},
        },
        "required": ["place", "problem"],
        "additionalProperties": False,
    }
    error = _error()
    return {
        **error,
        "properties": {**error["properties"], "problems": {"type": "array", "items": problem, "minItems": 1}},
        "required": [*error["required"], "problems"],
    }


def _security_schemes() -> dict[str, Any]:
    ours = {name: _header(name, about) for name, about in _SIGNATURE_ABOUT.items()}
    return ours | {kind: _header(name, about) for kind, (_, name, about) in _SHOPS.items()}


def _header(name: str, about: str) -> dict[str, Any]:
    return {"type": "apiKey", "in": "header", "name": name, "description": about}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}
