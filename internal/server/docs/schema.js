// JSON Schemas of the OpenAPI document as nested lists, and examples of them.
import { h, words } from "./page.js";

/** schemas makes the functions that read the schemas of one document. */
export function schemas(document) {
  const named = document.components.schemas;

  // resolve follows a reference: the schema, its name, and the description of
  // the place, which is nearer to the point than that of the schema.
  function resolve(schema) {
    const [one] = (schema?.oneOf ?? schema?.anyOf ?? []).filter((s) => s.type !== "null"); // a value or null
    if (one) return resolve({ ...one, description: schema.description });
    if (!schema?.$ref) return [schema ?? {}, ""];
    const name = schema.$ref.split("/").pop();
    return [{ ...named[name], description: schema.description ?? named[name]?.description }, name];
  }

  const kinds = (s) => [s.type ?? []].flat().filter((t) => t !== "null");

  /** kind says in a word or two what a value is. */
  function kind(schema) {
    const ways = schema?.oneOf ?? schema?.anyOf;
    if (ways) return ways.map(kind).join(" or ");
    const [s, name] = resolve(schema);
    const [k] = kinds(s);
    if (k === "array") return `list of ${kind(s.items)}`;
    if (k === "object" && typeof s.additionalProperties === "object") return `object from name to ${kind(s.additionalProperties)}`;
    return name || k || ([s.type].flat().includes("null") ? "null" : "any value");
  }

  /** bounds lists what a value must keep to, in words. */
  function bounds(schema) {
    const [s] = resolve(schema);
    const range = (low, high, unit) => {
      if (low === undefined && high === undefined) return null;
      const n = (x) => x.toLocaleString("en");
      if (low === high) return `exactly ${n(low)}${unit}`;
      if (low === undefined) return `at most ${n(high)}${unit}`;
      return high === undefined ? `at least ${n(low)}${unit}` : `${n(low)} to ${n(high)}${unit}`;
    };
    return [
      s.format && !/^u?int/.test(s.format) && s.format,
      range(s.minLength, s.maxLength, " characters"),
      range(s.minItems, s.maxItems, " entries"),
      range(s.minimum, s.maximum, ""),
      s.default !== undefined && `${JSON.stringify(s.default)} if left out`,
      s.pattern && `matches ${s.pattern}`,
    ].filter(Boolean);
  }

  /** facts shows kind, bounds and the values that are allowed. */
  function facts(schema) {
    const [s] = resolve(schema);
    const values = s.enum ?? resolve(s.items)[0].enum;
    return [
      h("span", { class: "kind" }, kind(schema)),
      bounds(schema).map((b) => h("span", { class: "bound" }, b)),
      values && h("span", { class: "enum" }, "one of ", values.map((v, i) => [i > 0 && ", ", h("code", {}, v === "" ? '""' : String(v))])),
    ];
  }

  // inner gives the schema whose members are shown below a value: its own, or
  // those of its entries.
  function inner(schema) {
    const [s, name] = resolve(schema);
    if (s.properties) return [s, name];
    if (kinds(s)[0] === "array") return inner(s.items);
    if (typeof s.additionalProperties === "object") return inner(s.additionalProperties);
    return [null, ""];
  }

  /** view shows a schema with everything in it. Members are made when they are
   * opened; open says how many levels are at once, must the word for members
   * that are not left out. */
  function view(schema, open, must) {
    const [s] = resolve(schema);
    const [members] = inner(schema);
    return h("div", { class: "schema" },
      h("p", { class: "facts" }, facts(schema)),
      s.description && h("p", {}, words(s.description)),
      members && list(schema, open, must, []));
  }

  function list(schema, open, must, path) {
    const [s, name] = inner(schema);
    const required = new Set(s.required ?? []);
    return h("ul", { class: "members" }, Object.entries(s.properties).map(([member, m]) => {
      const [own, below] = inner(m);
      const head = [
        h("code", { class: "name" }, member), " ", required.has(member) && h("span", { class: "needed" }, must), facts(m),
      ];
      const text = resolve(m)[0].description;
      const say = text && h("p", {}, words(text));
      if (!own) return h("li", {}, h("p", { class: "facts" }, head), say);
      const again = below !== "" && [...path, name].includes(below);
      const d = h("details", { ontoggle: fill }, h("summary", { class: "facts" }, head));
      if (!again && open > 1) d.open = true;
      return h("li", {}, d, say);

      function fill() {
        if (!d.open || d.childElementCount > 1) return;
        d.append(list(m, open - 1, must, [...path, name]));
      }
    }));
  }

  /** example makes a value that fits. full adds what may be left out. */
  function example(schema, full, path = []) {
    const [s, name] = resolve(schema);
    if (s.examples?.length > 0) return s.examples[0];
    if (s.default !== undefined) return s.default;
    if (s.enum) return s.enum[0];
    switch (kinds(s)[0]) {
      case "boolean": return false;
      case "integer": case "number": return s.minimum ?? 1;
      case "string": return text(s);
      case "array": return path.includes(resolve(s.items)[1]) ? [] : Array.from({ length: Math.min(s.minItems ?? 1, 10) || 1 }, () => example(s.items, full, path));
      case "object": break;
      default: return {};
    }
    if (typeof s.additionalProperties === "object") return { name: example(s.additionalProperties, full, path) };
    const required = new Set(s.required ?? []);
    const out = {};
    for (const [member, m] of Object.entries(s.properties ?? {})) {
      if (!full && !required.has(member)) continue;
      if (path.includes(resolve(m)[1])) continue;
      out[member] = example(m, full, [...path, name]);
    }
    return out;
  }

  function text(s) {
    const about = s.description ?? "";
    if (s.format === "date-time" || /\bUTC\b/.test(about)) return "2026-03-02T08:00:00Z";
    const day = about.match(/\b20\d\d-\d\d-\d\d\b/);
    if (day && /\bday\b|YYYY/i.test(about)) return day[0];
    const key = about.match(/\b[A-Z]{3}-\d+\b/);
    if (key) return key[0];
    if (/^Keys? of/.test(about)) return /project/.test(about) ? "turbine-hall" : /zone|conduit/.test(about) ? "ZON-1" : "AST-1";
    return "…";
  }

  return { view, example, facts, resolve };
}
