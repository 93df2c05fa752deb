// The form behind a button, opened inline under its card. What it carries may change when it is sent back.
import { el, said } from "./dom.js";

let forms = 0;

export class Form {
  // on: {submit(data, fields), close()}
  constructor(button, words, on) {
    this.data = button.data;
    this.words = words;
    this.submitLabel = words.submit;
    this.on = on;
    this.id = `form-${(forms += 1)}`;
    this.inputs = new Map();
    this.problem = said("p", "", { class: "problem", role: "alert", hidden: true });
    this.sendButton = el("button", { type: "submit", class: "button primary" }, words.submit);
    this.element = el(
      "form",
      { class: "form", novalidate: true, "aria-label": button.label, onsubmit: (event) => this.submit(event) },
      button.note?.length ? el("div", { class: "form-note" }, button.note.map((line) => said("p", line))) : null,
      button.form.map((field) => this.field(field)),
      this.problem,
      el(
        "div",
        { class: "form-foot" },
        this.sendButton,
        el("button", { type: "button", class: "button quiet", onclick: () => on.close() }, words.cancel),
      ),
    );
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      on.close();
    });
  }

  field(field) {
    const id = `${this.id}-${field.name}`;
    const attributes = { id, name: field.name, required: field.required, "aria-describedby": `${id}-problem` };
    const input = field.options.length
      ? el(
          "select",
          attributes,
          el("option", { value: "" }, this.words.choose),
          field.options.map(([value, label]) => el("option", { value, selected: value === field.initial }, label)),
        )
      : field.lines > 1
        ? el("textarea", { ...attributes, dir: "auto", rows: field.lines, maxlength: 4000 })
        : el("input", { ...attributes, dir: "auto", type: field.kind, maxlength: 4000, autocomplete: "off" });
    if (field.initial && !field.options.length) input.value = field.initial;
    input.style.setProperty("--lines", field.lines); // it grows with what is typed, from this height
    const problem = said("p", "", { class: "problem", id: `${id}-problem`, hidden: true });
    input.addEventListener("input", () => this.complain(field.name, ""));
    this.inputs.set(field.name, { input, problem, required: field.required });
    const templates = this.templates(field, input);
    return el("div", { class: "field" }, said("label", field.label, { for: id }), templates, input, problem);
  }

  // Words to begin with: each takes the place of another, and goes behind words of one's own.
  templates(field, input) {
    const offered = field.templates ?? [];
    if (!offered.length) return null;
    const fill = (words) => {
      const typed = input.value.trim();
      const untouched = !typed || offered.some((one) => one.trim() === typed);
      input.value = untouched ? words : `${typed}\n\n${words}`;
      this.complain(field.name, "");
      input.focus();
    };
    return el(
      "div",
      { class: "templates", role: "group", "aria-label": this.words.begin_with },
      offered.map((words) => said("button", words, { type: "button", class: "template", onclick: () => fill(words) })),
    );
  }

  // What it is sent as, and what was typed before it was made.
  prepare({ data, submit }, typed) {
    this.data = data;
    if (submit) this.submitLabel = this.sendButton.textContent = submit;
    for (const [name, { input }] of this.inputs) if (typed[name]) input.value = typed[name];
  }

  values() {
    return Object.fromEntries([...this.inputs].map(([name, { input }]) => [name, input.value]));
  }

  focus() {
    this.inputs.values().next().value?.input.focus();
  }

  submit(event) {
    event.preventDefault();
    if (this.sendButton.disabled) return;
    const empty = [...this.inputs].filter(([, { input, required }]) => required && !input.value.trim());
    for (const [name] of empty) this.complain(name, this.words.required);
    if (empty.length) {
      empty[0][1].input.focus();
      return;
    }
    this.busy(true);
    this.on.submit(this.data, this.values());
  }

  busy(yes) {
    for (const { input } of this.inputs.values()) input.readOnly = input.inert = yes;
    this.sendButton.disabled = yes;
    this.sendButton.textContent = yes ? this.words.sending : this.submitLabel;
  }

  // What the server had against it: per field, or about the whole. With `anew` it goes out as that next time,
  // and what stood empty is filled where there is a suggestion for it.
  reject(errors, text, anew) {
    this.data = anew?.data ?? this.data;
    if (anew) this.submitLabel = anew.submit ?? this.words.submit;
    for (const { name, initial } of anew?.fields ?? []) {
      const input = this.inputs.get(name)?.input;
      if (input && initial && !input.value) input.value = initial;
    }
    this.busy(false);
    let known = false;
    for (const [name, problem] of Object.entries(errors ?? {})) known = this.complain(name, problem) || known;
    const rest = text || (known ? "" : (Object.values(errors ?? {})[0] ?? this.words.not_sent));
    this.problem.textContent = rest;
    this.problem.hidden = !rest;
    [...this.inputs.values()].find(({ problem }) => !problem.hidden)?.input.focus();
    this.element.scrollIntoView({ block: "nearest" });
  }

  complain(name, text) {
    const field = this.inputs.get(name);
    if (!field) return false;
    field.problem.textContent = text;
    field.problem.hidden = !text;
    field.input.setAttribute("aria-invalid", String(Boolean(text)));
    return true;
  }
}
