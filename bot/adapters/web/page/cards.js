// Alert and digest cards. Their shapes are described in outbound.py.
import { el, said } from "./dom.js";

// `base` is where this chat's own files lie.
export function card(value, base) {
  const draw = { alert, digest, incident, own_data: file }[value?.type];
  return draw ? draw(value, base) : null;
}

function file(value, base) {
  return el("p", { class: "file" }, el("a", { href: base + value.file, download: value.file }, value.file));
}

function alert(value) {
  return el(
    "div",
    { class: `card alert tone-${tone(value.tone)}` },
    el(
      "div",
      { class: "card-head" },
      said("h3", value.title),
      value.severity ? said("span", value.severity, { class: "badge loud" }) : null,
      value.badge ? said("span", value.badge, { class: "badge" }) : null,
    ),
    value.for ? said("p", `${value.for.label}: ${value.for.name}`, { class: "asked" }) : null,
    value.rating || value.quote
      ? el(
          "div",
          { class: "verdict" },
          value.rating ? said("span", value.rating, { class: "rating" }) : null,
          value.quote ? said("blockquote", value.quote) : null,
        )
      : null,
    value.reasons?.length ? el("ul", { class: "reasons" }, value.reasons.map((reason) => said("li", reason))) : null,
    value.facts?.length
      ? el("dl", { class: "facts" }, value.facts.map(([name, fact]) => el("div", {}, said("dt", name), said("dd", fact))))
      : null,
    value.deadline ? said("p", value.deadline, { class: "deadline" }) : null,
  );
}

// Several cases in one message: a line each, numbered like its button below.
function incident(value) {
  return el(
    "div",
    { class: "card incident" },
    value.note ? said("p", value.note, { class: "note" }) : null,
    value.for ? said("p", `${value.for.label}: ${value.for.name}`, { class: "asked" }) : null,
    el("ol", { class: "cases" }, (value.cases ?? []).map(gathered)),
  );
}

function gathered(value) {
  return el(
    "li",
    { class: `tone-${tone(value.tone)}` },
    said("strong", value.who),
    value.rating ? said("span", value.rating, { class: "rating" }) : null,
    value.quote ? said("q", value.quote) : null,
    said("span", value.state, { class: "badge" }),
  );
}

function tone(name) {
  return ["open", "taken", "done"].includes(name) ? name : "open";
}

function digest(value) {
  return el(
    "div",
    { class: "card digest" },
    el("div", { class: "digest-head" }, said("h3", value.title), value.subtitle ? said("p", value.subtitle) : null),
    (value.sections ?? []).map(section),
  );
}

function section(value) {
  return el(
    "section",
    {},
    said("h4", value.title),
    value.note ? said("p", value.note, { class: "note" }) : null,
    value.metrics?.length ? el("dl", { class: "metrics" }, value.metrics.map(metric)) : null,
    (value.lists ?? []).map(list),
    (value.quotes ?? []).map(quote),
    value.table ? table(value.table) : null,
  );
}

function metric(value) {
  const details = [value.range, value.n_text].filter(Boolean);
  return el(
    "div",
    { class: value.grey ? "metric grey" : "metric" },
    said("dt", value.label),
    said("dd", value.value, { class: "value" }),
    value.bar ? bar(value.bar) : null,
    details.length || value.change
      ? el(
          "dd",
          { class: "details" },
          details.map((detail) => said("span", detail)),
          value.change ? said("span", value.change, { class: "change" }) : null,
        )
      : null,
  );
}

// The interval as a band with the value as a tick in it. The numbers beside it say the same in words.
function bar({ low, value, high }) {
  const place = (share) => `${Math.max(0, Math.min(1, Number(share) || 0)) * 100}%`;
  const band = el("span", { class: "band" });
  band.style.insetInlineStart = place(low);
  band.style.inlineSize = `calc(${place(high)} - ${place(low)})`;
  const tick = el("span", { class: "tick" });
  tick.style.insetInlineStart = place(value);
  return el("dd", { class: "bar", "aria-hidden": "true" }, band, tick);
}

function list(value) {
  return el(
    "div",
    { class: "list" },
    value.title ? said("h5", value.title) : null,
    el("ul", {}, (value.items ?? []).map((item) => said("li", item))),
  );
}

function quote(value) {
  return el(
    "figure",
    { class: "quote" },
    said("blockquote", value.text),
    value.by ? said("figcaption", value.by) : null,
  );
}

function table(value) {
  const cells = (tag, row, attributes) => el("tr", {}, row.map((cell) => said(tag, cell ?? "", attributes)));
  return el(
    "div",
    { class: "table", tabindex: 0 },
    el(
      "table",
      {},
      el("thead", {}, cells("th", value.head ?? [], { scope: "col" })),
      el("tbody", {}, (value.rows ?? []).map((row) => cells("td", row))),
    ),
  );
}

export function pictures(values) {
  return (values ?? []).map(({ src, alt }) =>
    el(
      "figure",
      { class: "picture" },
      el(
        "picture",
        {},
        el("source", { media: "(prefers-color-scheme: dark)", srcset: `${src}?dark` }),
        el("img", { src, alt, loading: "lazy", decoding: "async" }),
      ),
    ),
  );
}
