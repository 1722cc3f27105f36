// One operation: what it does, who may, what it takes and gives, and a form that
// sends it.
import { h, prose, words, field, copier, sentence, unique, Refusal } from "./page.js";
import { session, confirmed } from "./account.js";

// Bodies for operations whose schema alone makes no sensible example, in JSON. A
// test sends each to a server with the turbine hall.
const bodies = {
  "POST /projects/{project}/commits": {"ops": [{"op": "create", "kind": "zone", "ref": "$zone", "title": "Packing hall", "properties": {"type": "control"}}, {"op": "create", "kind": "asset", "ref": "$asset", "title": "Label printer"}, {"op": "link", "from": "$asset", "verb": "in", "to": "$zone"}], "message": "Taken over from the layout drawing"},
  "POST /projects/{project}/what-if": {"ops": [{"op": "set", "key": "AST-1", "properties": {"firmware": "4.2.2"}}]},
  "POST /projects/{project}/items": {"kind": "zone", "title": "Tool room", "properties": {"type": "control"}},
  "PATCH /projects/{project}/items/{key}": {"properties": {"firmware": "4.2.2"}, "message": "Updated in the shutdown"},
  "POST /projects/{project}/links": {"from": "RSK-1", "verb": "threatens", "to": "ZON-2"}
};

const areas = { public: "Open to everybody.", account: "For anybody who is signed in.", server: "For administrators of the server.", project: "By the role in the project." };

/** operation makes the entry of one operation; its inside is made when it is
 * opened. */
export function operation(o, schemas) {
  const d = h("details", { class: "operation", id: `op-${o.operationId}`, ontoggle: () => d.open && fill() },
    h("summary", {}, method(o), h("code", { class: "path" }, short(o.path)), h("h3", {}, o.summary)));
  d.fill = fill;
  return d;

  function fill() {
    if (d.childElementCount > 1) return;
    const rights = h("div", {});
    const look = () => rights.replaceChildren(...right(o));
    look();
    session.addEventListener("change", look);
    d.append(h("div", { class: "inside" },
      h("div", { class: "said" }, prose(o.description), rights, parameters(o, schemas), request(o, schemas), answers(o, schemas)),
      tryIt(o, schemas)));
  }
}

/** short leaves out of a path what all have. */
export const short = (path) => path.replace(/^\/api\/v1/, "") || "/";

export const method = (o) => h("span", { class: `method ${o.method}` }, o.method);

// right says which action is needed, and who has it once the table is known.
function right(o) {
  const action = o["x-action"];
  const info = session.roles?.actions.find((a) => a.action === action);
  const line = h("p", { class: "right" }, "Needs ", h("strong", {}, action), info && `: ${info.words}`, ". ", areas[o["x-area"]]);
  if (!info || o["x-area"] !== "project") return [line, info && !info.token && h("p", { class: "hint" }, "No token may do this.")].filter(Boolean);
  return [line, h("ul", { class: "chips", "aria-label": "Roles" }, session.roles.roles.map(({ role }) => {
    const much = info.who[role] ?? "no";
    return h("li", { class: much === "no" ? "no" : "yes" }, `${much === "no" ? "–" : "✓"} ${role}`, !["yes", "no"].includes(much) && `: ${much}`, much === "no" && h("span", { class: "hidden" }, " may not"));
  })), !info.token && h("p", { class: "hint" }, "No token may do this.")].filter(Boolean);
}

function parameters(o, schemas) {
  if (!o.parameters?.length) return null;
  return h("section", {}, h("h4", {}, "Parameters"), h("ul", { class: "members" }, o.parameters.map((p) => h("li", {},
    h("p", { class: "facts" }, h("code", { class: "name" }, p.name), " ", h("span", { class: "where" }, p.in), p.required && h("span", { class: "needed" }, "required"), schemas.facts(p.schema)),
    p.description && h("p", {}, words(p.description))))));
}

const content = (of) => Object.entries(of?.content ?? {})[0] ?? ["", {}];

function request(o, schemas) {
  const [media, { schema }] = content(o.requestBody);
  if (!media) return null;
  return h("section", {}, h("h4", {}, "Request body ", h("span", { class: "kind" }, media)), schema && schemas.view(schema, 2, "required"));
}

function answers(o, schemas) {
  const all = Object.entries(o.responses);
  const good = all.filter(([status]) => status < "400");
  const bad = all.filter(([status]) => status >= "400");
  const [, problem] = content(bad[0]?.[1]);
  return h("section", {}, h("h4", {}, "Answers"),
    good.map(([status, a]) => {
      const [media, { schema }] = content(a);
      const heads = Object.entries(a.headers ?? {});
      return h("div", { class: "answer" }, h("p", {}, h("strong", {}, status), " ", a.description, " ", h("span", { class: "kind" }, media)),
        heads.length > 0 && h("ul", { class: "members" }, heads.map(([name, head]) => h("li", {}, h("p", { class: "facts" }, h("code", { class: "name" }, name), " ", h("span", { class: "where" }, "header")),
          head.schema?.description && h("p", {}, words(head.schema.description))))),
        schema && [schemas.view(schema, 1, "always"), lazy("Example", () => code(JSON.stringify(schemas.example(schema, true), null, 2)))]);
    }),
    bad.length > 0 && lazy(`Refusals: ${bad.map(([status]) => status).join(", ")}`, () => h("div", {},
      h("p", { class: "hint" }, "application/problem+json, with every fault and its place in the request."),
      problem.schema && schemas.view(problem.schema, 2, "always"))));
}

// lazy is a part that is made when it is opened.
function lazy(title, make) {
  const d = h("details", { class: "part", ontoggle: () => d.open && d.childElementCount === 1 && d.append(make()) }, h("summary", {}, title));
  return d;
}

function code(text) {
  const pre = h("pre", { tabindex: "0" }, text);
  return h("div", { class: "code" }, pre, copier(() => text, () => pre));
}

// tryIt is the form that sends the request, with the curl line it amounts to.
function tryIt(o, schemas) {
  const id = unique();
  const line = h("pre", { tabindex: "0", "aria-label": "curl command" });
  const result = h("div", { class: "result", "aria-live": "polite" });
  const send = h("button", { class: "primary" }, "Send");
  const stop = h("button", { type: "button", hidden: true }, "Stop");
  const [media, { schema }] = content(o.requestBody);
  const body = media === "application/json" && schema && field({
    name: "body", label: "Body", type: "textarea", required: true, rows: 8, spellcheck: "false", class: "mono",
    value: JSON.stringify(bodies[`${o.method} ${short(o.path)}`] ?? schemas.example(schema, false), null, 2),
  });
  const inputs = (o.parameters ?? []).map((p) => [p, input(p)]);
  const f = h("form", { class: "try", "aria-labelledby": id, novalidate: true, oninput: draw, onsubmit: go },
    h("h4", { id }, "Try it"), inputs.map(([, e]) => e), body,
    media && !body && h("p", { class: "hint" }, `This page cannot send ${media}; use the command.`),
    h("div", { class: "row" }, send, stop, o.method !== "GET" && h("span", { class: "hint" }, "It is carried out on this server.")),
    result, h("h4", {}, "With curl"), h("div", { class: "code" }, line, copier(() => line.textContent, () => line)));
  session.addEventListener("change", () => { takeProject(); draw(); });
  takeProject();
  draw();
  return f;

  function input(p) {
    const [s] = schemas.resolve(p.schema);
    const types = [s.type].flat();
    const values = s.enum ?? (types.includes("boolean") ? ["true", "false"] : null);
    const common = { name: `${p.in}.${p.name}`, label: p.in === "query" ? p.name : `${p.name} (${p.in})`, required: p.required, spellcheck: "false", autocomplete: "off", autocapitalize: "none" };
    if (values) return field({ ...common, choices: [["", ""], ...values.map((v) => [v, v])] });
    if (types.includes("array")) return field({ ...common, type: "textarea", rows: 1, hint: "One a line." });
    return field({ ...common, value: p.required && p.name !== "project" ? known(p.name) : "", placeholder: s.default === undefined ? undefined : String(s.default) });
  }

  function known(name) {
    return { place: "ZON-1", key: "AST-1", what: "ZON-1", subject: "AST-1", number: "1", part: "62443-3-3", code: "SR 1.1", q: "pump" }[name] ?? "";
  }

  function takeProject() {
    const c = f.elements["path.project"];
    if (c && (c.value === "" || c.dataset.given === c.value)) c.value = c.dataset.given = session.project;
  }

  // wanted gives what the form asks for: address, headers, body, and the names
  // of required fields that are empty.
  function wanted() {
    let path = o.path;
    const query = new URLSearchParams();
    const headers = {};
    const empty = [];
    for (const [p] of inputs) {
      const v = f.elements[`${p.in}.${p.name}`].value.trim();
      if (v === "" && p.required) empty.push(p);
      if (p.in === "path") path = path.replace(`{${p.name}}`, v === "" ? `{${p.name}}` : encodeURIComponent(v));
      else if (v === "") continue;
      else if (p.in === "header") headers[p.name] = v;
      else for (const one of p.explode ? v.split("\n").map((x) => x.trim()).filter(Boolean) : [v]) query.append(p.name, one);
    }
    const text = body ? f.elements.body.value : undefined;
    if (body) headers["Content-Type"] = media;
    return { address: path + (query.size > 0 ? `?${query}` : ""), headers, text, empty };
  }

  function draw() {
    const w = wanted();
    const quoted = (s) => `'${s.replaceAll("'", `'\\''`)}'`;
    const parts = [`curl${stream() ? " -N" : " -sS"}${o.method === "GET" ? "" : ` -X ${o.method}`} ${quoted(location.origin + w.address)}`];
    if (o["x-area"] !== "public") parts.push(`-H "Authorization: Bearer $CORDON_TOKEN"`);
    for (const [name, v] of Object.entries(w.headers)) parts.push(`-H ${quoted(`${name}: ${v}`)}`);
    if (w.text !== undefined) parts.push(`-d ${quoted(compact(w.text))}`);
    else if (media) parts.push(`-H ${quoted(`Content-Type: ${media}`)} --data-binary @FILE`);
    line.textContent = parts.join(" \\\n  ");
  }

  function stream() {
    return content(o.responses["200"])[0] === "text/event-stream";
  }

  async function go(event) {
    event.preventDefault();
    const w = wanted();
    for (const c of f.querySelectorAll("[aria-invalid]")) c.removeAttribute("aria-invalid");
    if (w.empty.length > 0) {
      for (const p of w.empty) f.elements[`${p.in}.${p.name}`].setAttribute("aria-invalid", "true");
      f.elements[`${w.empty[0].in}.${w.empty[0].name}`].focus();
      return result.replaceChildren(h("p", { class: "fault" }, `Fill in ${w.empty.map((p) => p.name).join(", ")}.`));
    }
    const ending = new AbortController();
    send.disabled = true;
    stop.hidden = !stream();
    stop.onclick = () => ending.abort();
    try {
      await confirmed(() => ask(w, ending.signal));
    } catch (e) {
      delete result.dataset.asked;
      const gone = ending.signal.aborted ? "Stopped." : "The server does not answer. Look whether it runs, and try again.";
      const said = h("p", { class: "fault" }, e instanceof Refusal ? sentence(e.message) : gone);
      if (stop.hidden) result.replaceChildren(said);
      else result.append(said);
    } finally {
      send.disabled = false;
      stop.hidden = true;
    }
  }

  // ask sends the request and shows the answer. It throws the refusal that
  // means that the caller has to prove who it is.
  async function ask(w, signal) {
    const began = performance.now();
    const answer = await fetch(w.address, { method: o.method, headers: w.headers, body: w.text, signal, cache: "no-store" });
    const status = h("p", { class: answer.ok ? "status" : "status fault" }, h("strong", {}, `${answer.status} ${answer.statusText}`), ` after ${Math.round(performance.now() - began)} ms`);
    const heads = h("details", { class: "part" }, h("summary", {}, "Headers"), h("pre", { tabindex: "0" }, [...answer.headers].map(([n, v]) => `${n}: ${v}`).join("\n")));
    const type = answer.headers.get("Content-Type") ?? "";
    if (type.startsWith("text/event-stream")) {
      const pre = h("pre", { tabindex: "0", "aria-label": "Events" });
      result.replaceChildren(status, heads, pre);
      for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) pre.append(chunk);
      return;
    }
    const content = await answer.blob();
    if (answer.status === 403) {
      const problem = JSON.parse(await content.text());
      if (problem.type === "urn:cordon:problem:confirm-identity" && !result.dataset.asked) {
        result.dataset.asked = "yes";
        throw new Refusal(403, problem);
      }
    }
    delete result.dataset.asked;
    status.append(`, ${content.size.toLocaleString("en")} bytes`);
    result.replaceChildren(status, heads, ...(await shown(type, content)));
    if (o.tags[0] === "sign in" || o.tags[0] === "project" || o.tags[0] === "member") session.dispatchEvent(new Event("stale"));
  }
}

// most is how many characters of an answer are shown.
const most = 200_000;

async function shown(type, content) {
  if (content.size === 0) return [h("p", { class: "hint" }, "No content.")];
  const save = h("a", { href: URL.createObjectURL(content), download: "answer" }, "Save the answer as a file");
  if (!/json|^text\/|xml/.test(type)) return [h("p", {}, save)];
  let text = await content.text();
  try {
    if (!type.includes("ndjson")) text = JSON.stringify(JSON.parse(text), null, 2);
  } catch { /* it is shown as it is */ }
  const pre = h("pre", { tabindex: "0", "aria-label": "Body" }, text.slice(0, most));
  return [
    h("div", { class: "code" }, pre, copier(() => text, () => pre)),
    text.length > most && h("p", { class: "hint" }, `The first ${most.toLocaleString("en")} of ${text.length.toLocaleString("en")} characters. `, save),
  ].filter(Boolean);
}

function compact(text) {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
}
