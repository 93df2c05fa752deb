// Building elements. Text only ever goes in as text, never as markup.

export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") element.className = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

// Somebody's text: its direction follows its own words, whatever the page's is.
export function said(tag, text, attributes = {}) {
  return el(tag, { dir: "auto", ...attributes }, text);
}

// A line of ours: an address in it that is the business's own can be clicked, and nothing else can.
export function saidWith(tag, text, links) {
  const url = links.find((one) => one.startsWith("https://") && text.includes(one));
  if (!url) return said(tag, text);
  const at = text.indexOf(url);
  const link = el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, url);
  return el(tag, { dir: "auto" }, text.slice(0, at), link, text.slice(at + url.length));
}

// How the reader writes dates and times, in the page's language.
export function locale() {
  const language = document.documentElement.lang;
  return navigator.languages.find((tag) => tag.split("-")[0] === language) ?? (language || undefined);
}

export function filled(template, values) {
  return (template ?? "").replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
