// One entry of the log: words, a card, buttons, an open form, its thread. Replaced in place when edited.
import { card, pictures } from "./cards.js";
import { el, filled, locale, said, saidWith } from "./dom.js";
import { Form } from "./forms.js";

const SHORT_LABEL = /^(.{1,2}|\d ★)$/u; // a number, a single emoji, some stars
const UNFOLDED = 3; // entries of a thread that stay in sight
const AFTER_ACK_MS = 1500; // the edit that shows what was pressed usually arrives within it
const DOUBLE_TAP_MS = 400; // after that edit: one who tapped twice meant it once

export class EntryView {
  // on: {press(view, button), submit(view, button, data, fields), base: where this chat's own files lie}
  constructor(entry, words, on) {
    this.words = words;
    this.on = on;
    this.forms = new Map();
    this.busy = new Set(); // what was pressed
    this.isAnswered = true; // an edit has come since
    this.unfolded = false;
    this.body = el("div", { class: "entry-body" });
    this.meta = el("p", { class: "meta" });
    this.formSlot = el("div", { class: "form-slot" });
    this.replies = el("div", { class: "replies" });
    this.fold = el("button", { type: "button", class: "fold", hidden: true, onclick: () => this.unfold() });
    this.thread = el("div", { class: "thread", hidden: true }, this.fold, this.replies);
    this.element = el(
      "article",
      { class: "entry", tabindex: -1 },
      this.body,
      this.formSlot,
      this.meta,
      this.thread,
    );
    this.show(entry, false);
  }

  show(entry, edited) {
    const focused = this.body.contains(document.activeElement) ? document.activeElement.dataset.data : null;
    const reading = this.body.contains(document.activeElement);
    this.entry = entry;
    this.edited = edited;
    this.element.classList.toggle("mine", entry.mine);
    this.element.classList.toggle("with-card", Boolean(entry.card || entry.pictures?.length));
    this.body.replaceChildren(
      ...(entry.who && !entry.mine ? [said("p", entry.who, { class: "who" })] : []),
      ...(entry.lines.length
        ? [el("div", { class: "bubble" }, entry.lines.map((line) => saidWith("p", line, entry.links ?? [])))]
        : []),
      ...[card(entry.card, this.on.base)].filter(Boolean),
      ...pictures(entry.pictures),
      ...entry.rows.map((row) => this.row(row)),
    );
    if (edited) this.answered();
    this.stamp();
    if (reading) (this.button(focused) ?? this.element).focus({ preventScroll: true });
  }

  row(buttons) {
    const scale = buttons.length > 2 && buttons.every(({ label }) => SHORT_LABEL.test(label));
    const row = el("div", { class: scale ? "row scale" : "row", role: "group" });
    if (scale) row.style.setProperty("--count", buttons.length);
    if (scale) row.style.setProperty("--narrow", buttons.length > 7 ? Math.ceil(buttons.length / 2) : buttons.length);
    row.append(...buttons.map((button) => this.rowButton(button)));
    return row;
  }

  rowButton(button) {
    const hasForm = button.form.length > 0;
    const element = said("button", button.label, {
      type: "button",
      class: `button ${["primary", "quiet"].includes(button.emphasis) ? button.emphasis : ""}`.trim(),
      "aria-expanded": hasForm ? String(this.isOpen(button.data)) : null,
      onclick: () => (hasForm || this.isOpen(button.data) ? this.toggle(button) : this.press(button)),
    });
    element.dataset.data = button.data;
    this.mark(element);
    return element;
  }

  button(data) {
    return [...this.body.querySelectorAll("button")].find((element) => element.dataset.data === data);
  }

  // -- pressing

  press(button) {
    if (this.isHeld(button.data)) return;
    this.on.press(this, button);
  }

  setBusy(data, yes) {
    if (yes) this.busy.add(data);
    else this.busy.delete(data);
    if (yes) this.isAnswered = false;
    for (const element of this.body.querySelectorAll("button")) this.mark(element);
  }

  // What was pressed can be seen: the others may be pressed at once, as where several are chosen.
  answered() {
    this.isAnswered = true;
    for (const data of this.busy) setTimeout(() => this.setBusy(data, false), DOUBLE_TAP_MS);
    for (const element of this.body.querySelectorAll("button")) this.mark(element);
  }

  isHeld(data) {
    return this.busy.has(data) || (this.busy.size > 0 && !this.isAnswered);
  }

  release(data) {
    setTimeout(() => this.setBusy(data, false), AFTER_ACK_MS);
  }

  // Not `disabled`: that would take the focus away from under somebody's fingers.
  mark(element) {
    element.classList.toggle("busy", this.busy.has(element.dataset.data) && !this.isAnswered);
    element.setAttribute("aria-disabled", String(this.isHeld(element.dataset.data)));
  }

  // -- forms

  isOpen(data) {
    const form = this.forms.get(data);
    return Boolean(form && form.element.isConnected);
  }

  toggle(button) {
    if (this.isOpen(button.data)) this.closeForm(button.data);
    else this.openForm(button);
  }

  openForm(button) {
    for (const data of this.forms.keys()) this.hideForm(data);
    const form = this.forms.get(button.data) ?? this.newForm(button);
    this.formSlot.replaceChildren(form.element);
    this.button(button.data)?.setAttribute("aria-expanded", "true");
    form.focus();
    form.element.scrollIntoView({ block: "nearest" });
  }

  // A press was answered with a form, made for this moment. What was typed into an earlier one stays.
  answerWith(data, { title, fields, note, data: sent, submit }) {
    this.setBusy(data, false);
    const before = this.forms.get(data)?.values() ?? {};
    this.forms.get(data)?.element.remove();
    this.forms.delete(data);
    const form = this.newForm({ data, label: title, form: fields, note });
    form.prepare({ data: sent, submit }, before);
    this.openForm({ data });
  }

  newForm(button) {
    const form = new Form(button, this.words, {
      submit: (data, fields) => this.on.submit(this, button, data, fields),
      close: () => this.closeForm(button.data),
    });
    this.forms.set(button.data, form);
    return form;
  }

  // Hidden, not thrown away: opened again, it still holds what was typed.
  hideForm(data) {
    this.forms.get(data)?.element.remove();
    this.button(data)?.setAttribute("aria-expanded", "false");
  }

  closeForm(data) {
    this.hideForm(data);
    (this.button(data) ?? this.element).focus({ preventScroll: true });
  }

  finishForm(data) {
    if (this.isOpen(data)) this.closeForm(data);
    this.forms.delete(data);
  }

  // -- the line below, and the thread

  setState(state) {
    this.state = state;
    this.element.classList.toggle("pending", state === "sending");
    this.element.classList.toggle("failed", state === "failed");
    this.stamp();
  }

  stamp(problem = "") {
    const at = new Date(this.entry.at);
    const time = at.toLocaleTimeString(locale(), { hour: "numeric", minute: "2-digit" });
    const parts = [el("time", { datetime: this.entry.at, title: at.toLocaleString(locale()) }, time)];
    if (this.edited && this.entry.mine === false && this.entry.card === null) parts.push(el("span", {}, this.words.edited));
    if (this.state === "sending") parts.splice(0, 1, el("span", {}, this.words.sending));
    if (this.state === "failed") parts.splice(0, 1, said("span", problem || this.words.not_sent, { class: "problem" }));
    this.meta.replaceChildren(...parts);
  }

  addReply(view) {
    view.element.classList.add("reply");
    this.replies.append(view.element);
    this.thread.hidden = false;
    this.refold();
  }

  unfold() {
    this.unfolded = true;
    this.refold();
    this.element.focus({ preventScroll: true });
  }

  refold() {
    const replies = [...this.replies.children];
    const folded = this.unfolded ? 0 : Math.max(0, replies.length - UNFOLDED);
    replies.forEach((reply, index) => (reply.hidden = index < folded));
    this.fold.hidden = folded === 0;
    this.fold.textContent = filled(this.words.earlier, { n: folded });
  }
}
