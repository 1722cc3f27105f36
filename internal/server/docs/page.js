// What all parts of the page use: making elements, forms, and calling the API.
// Text never goes into the page as HTML.

/** h makes an element. Attributes beginning with on are listeners; null,
 * undefined and false leave an attribute or a child out. */
export function h(tag, attributes, ...children) {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) e.addEventListener(name.slice(2), value);
    else if (name === "value") e.value = value;
    else e.setAttribute(name, value === true ? "" : value);
  }
  e.append(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false));
  return e;
}

/** prose turns the little CommonMark of our descriptions into elements:
 * paragraphs, bold and code. */
export function prose(text) {
  return (text ?? "").split(/\n\n+/).filter(Boolean).map((p) => h("p", {}, words(p)));
}

/** words is prose without paragraphs. */
export function words(text) {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((part) => {
    if (part.startsWith("`")) return h("code", {}, part.slice(1, -1));
    if (part.startsWith("**")) return h("strong", {}, part.slice(2, -2));
    return part;
  });
}

/** Refusal is an answer that is not the asked one. */
export class Refusal extends Error {
  constructor(status, problem) {
    super(problem?.detail ?? `The server answered with status ${status}.`);
    this.status = status;
    this.problem = problem ?? { type: "", errors: [] };
  }
}

/** call asks the API and gives the document it answers with, null for none. */
export async function call(method, path, body) {
  const init = { method, headers: {}, cache: "no-store" };
  if (body !== undefined) {
    init.headers["Content-Type"] = "application/json";
    init.body = JSON.stringify(body);
  }
  let answer;
  try {
    answer = await fetch("/api/v1" + path, init);
  } catch {
    throw new Refusal(0, { type: "", detail: "The server does not answer. Look whether it runs, and try again.", errors: [] });
  }
  const text = await answer.text();
  let document = null;
  try {
    document = text === "" ? null : JSON.parse(text);
  } catch {
    throw new Refusal(answer.status, null);
  }
  if (!answer.ok) throw new Refusal(answer.status, document);
  return document;
}

let serial = 0;

/** unique gives an id that no other element has. */
export const unique = () => `e${++serial}`;

/** field makes a labelled control: {name, label, type, hint, value, required,
 * choices, …}. Everything else becomes an attribute of the control. */
export function field({ name, label, hint, type = "text", choices, value, ...rest }) {
  const id = unique();
  const described = [hint && `${id}-hint`, `${id}-fault`].filter(Boolean).join(" ");
  const common = { id, name, "aria-describedby": described, ...rest };
  let control;
  if (choices) {
    control = h("select", common, choices.map(([v, text]) => h("option", { value: v, selected: v === value }, text)));
  } else if (type === "textarea") {
    control = h("textarea", { ...common, value });
  } else {
    control = h("input", { ...common, type, checked: type === "checkbox" && value, value: type === "checkbox" ? undefined : value });
  }
  const caption = h("label", { for: id }, label, rest.required ? null : h("span", { class: "optional" }, type === "checkbox" ? "" : " optional"));
  const parts = type === "checkbox" ? [h("div", { class: "check" }, control, caption)] : [caption, control];
  return h("div", { class: "field" }, parts, hint && h("p", { class: "hint", id: `${id}-hint` }, hint), h("p", { class: "fault", id: `${id}-fault` }));
}

/** form makes a form that calls act with its values and shows what is refused,
 * each fault at its field. act may ask for more by returning elements, which
 * take the form's place. */
export function form({ fields, button, act, extra, check }) {
  const message = h("p", { class: "fault", role: "alert" });
  const send = h("button", { class: "primary" }, button);
  const f = h("form", { novalidate: true, onsubmit: submit }, fields, message, h("div", { class: "row" }, send, extra));
  return f;

  async function submit(event) {
    event.preventDefault();
    clear(f, message);
    const values = {};
    for (const c of f.querySelectorAll("[name]")) values[c.name] = c.type === "checkbox" ? c.checked : c.value;
    const empty = [...f.querySelectorAll("[required]")].filter((c) => c.value === "").map((c) => [c.name, "Fill this in."]);
    const wrong = empty.length > 0 ? empty : check?.(values) ?? [];
    if (wrong.length > 0) return show(f, message, wrong);
    send.disabled = true;
    try {
      const next = await act(values);
      if (next) f.replaceWith(next);
    } catch (e) {
      if (!(e instanceof Refusal)) throw e;
      const placed = (e.problem.errors ?? []).map((x) => [x.location?.replace(/^body\//, "") ?? "", x.message]);
      show(f, message, placed.length > 0 ? placed : [["", e.message]]);
    } finally {
      send.disabled = false;
    }
  }
}

function clear(f, message) {
  message.textContent = "";
  for (const c of f.querySelectorAll("[aria-invalid]")) c.removeAttribute("aria-invalid");
  for (const p of f.querySelectorAll(".field .fault")) p.textContent = "";
}

// show puts [field, sentence] pairs where they belong; what has no field goes
// to the foot of the form.
function show(f, message, faults) {
  let first = null;
  const rest = [];
  for (const [name, text] of faults) {
    const control = name && [...f.elements].find((c) => c.name === name);
    if (!control) {
      rest.push(sentence(text));
      continue;
    }
    control.setAttribute("aria-invalid", "true");
    document.getElementById(`${control.id}-fault`).textContent = sentence(text);
    first ??= control;
  }
  message.textContent = rest.join(" ");
  first?.focus();
}

/** sentence writes a message of the API as a sentence. */
export function sentence(text) {
  const t = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(t) ? t : t + ".";
}

/** copier is a button that puts what text gives into the clipboard. Where the
 * browser allows no clipboard, it selects the text for the reader to copy. */
export function copier(text, shown) {
  const said = h("span", { role: "status", class: "hidden" });
  const b = h("button", { type: "button", class: "small", onclick: copy }, "Copy");
  return h("span", { class: "copier" }, b, said);

  async function copy() {
    try {
      await navigator.clipboard.writeText(text());
      b.textContent = said.textContent = "Copied";
    } catch {
      const e = shown();
      if (e.select) e.select();
      else getSelection().selectAllChildren(e);
      b.textContent = said.textContent = "Selected";
    }
    setTimeout(() => { b.textContent = "Copy"; said.textContent = ""; }, 2000);
  }
}

/** password is a password field whose content can be shown. */
export function password(options) {
  const f = field({ type: "password", ...options });
  const input = f.querySelector("input");
  const b = h("button", { type: "button", class: "small", "aria-pressed": "false", "aria-controls": input.id, onclick: turn }, "Show");
  const pair = h("div", { class: "joined" });
  input.replaceWith(pair);
  pair.append(input, b);
  return f;

  function turn() {
    const open = input.type === "password";
    input.type = open ? "text" : "password";
    b.textContent = open ? "Hide" : "Show";
    b.setAttribute("aria-pressed", String(open));
  }
}
