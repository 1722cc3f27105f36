// The page of the API: it shows the OpenAPI document of this server, and until
// there is a web app it is the page people get in by.
import { h, prose, call, sentence } from "./page.js";
import { schemas } from "./schema.js";
import { operation, method, short } from "./operation.js";
import { session, load, show } from "./account.js";

const $ = (id) => document.getElementById(id);
const order = ["get", "post", "put", "patch", "delete"];
const all = []; // every operation: {o, entry, item, text}

async function start() {
  session.addEventListener("change", look);
  session.addEventListener("stale", () => load().catch(unreachable));
  addEventListener("hashchange", () => { look(); follow(); });
  $("search").addEventListener("input", search);
  addEventListener("keydown", keys);
  const reading = call("GET", "/openapi.json").then(fill);
  await load().catch(unreachable);
  await reading.catch((e) => $("document").replaceChildren(h("p", { class: "fault", role: "alert" }, sentence(e.message))));
  follow();
}

function unreachable(e) {
  $("access").replaceChildren(h("p", { class: "fault card", role: "alert" }, sentence(e.message)));
}

let looked = "";

// look shows the part for getting in again, unless nothing has changed for it.
function look() {
  const now = JSON.stringify([session.account, session.projects, session.project, /^#\/(link|sign-in)/.test(location.hash) && location.hash]);
  document.body.classList.toggle("alone", location.hash.startsWith("#/link/"));
  if (now === looked) return;
  looked = now;
  show($("access"), $("who")).catch(unreachable);
}

function fill(d) {
  const tools = schemas(d);
  const list = Object.entries(d.paths).flatMap(([path, of]) => Object.entries(of).map(([m, o]) => ({ ...o, path, method: m.toUpperCase() })));
  list.sort((a, b) => a.path.localeCompare(b.path) || order.indexOf(a.method.toLowerCase()) - order.indexOf(b.method.toLowerCase()));
  const nav = [];
  const sections = [];
  const named = new Set(d.tags.map((t) => t.name));
  const others = [...new Set(list.map((o) => o.tags[0]))].filter((t) => !named.has(t)).map((name) => ({ name, description: "" }));
  for (const tag of [...d.tags, ...others]) {
    const own = list.filter((o) => o.tags[0] === tag.name);
    if (own.length === 0) continue;
    const id = `tag-${tag.name.replaceAll(" ", "-")}`;
    const pairs = own.map((o) => {
      const entry = operation(o, tools);
      const item = h("li", {}, h("a", { href: `#/operation/${o.operationId}`, title: o.summary }, method(o), h("span", {}, o.operationId.replaceAll("-", " "))));
      all.push({ o, entry, item, text: [o.operationId, o.method, o.path, o.summary, o.description, o["x-action"], tag.name, (o.parameters ?? []).map((p) => `${p.name} ${p.description}`)].join(" ").toLowerCase() });
      return [entry, item];
    });
    nav.push(h("li", {}, h("span", { class: "tag" }, tag.name), h("ul", {}, pairs.map(([, item]) => item))));
    sections.push(h("section", { "aria-labelledby": id, class: "tagged" }, h("h2", { id }, tag.name), h("p", { class: "hint" }, tag.description), pairs.map(([entry]) => entry)));
  }
  const wide = matchMedia("(min-width: 60em)").matches;
  $("contents").replaceChildren(h("details", { open: wide }, h("summary", {}, `${list.length} operations`), h("ul", {}, nav)));
  $("document").replaceChildren(
    h("section", { class: "about", "aria-labelledby": "about" }, h("h1", { id: "about" }, `${d.info.title} API ${d.info.version}`), prose(d.info.description),
      h("p", {}, "For programs: ", h("a", { href: "/api/v1/openapi.json" }, "openapi.json"), " (OpenAPI ", d.openapi, "). Paths below begin with ", h("code", {}, "/api/v1"), ", but for health and figures.")),
    ...sections, h("p", { class: "hint", id: "nothing", hidden: true }, "No operation matches. Use fewer or other words."));
}

// follow opens the operation that the address names.
function follow() {
  const id = location.hash.match(/^#\/operation\/([a-z-]+)$/)?.[1];
  const one = id && all.find(({ o }) => o.operationId === id);
  for (const { item } of all) item.firstChild.toggleAttribute("aria-current", false);
  if (!one) return;
  one.item.firstChild.setAttribute("aria-current", "true");
  one.entry.hidden = false;
  one.entry.closest("section").hidden = false;
  one.entry.open = true;
  one.entry.fill();
  one.entry.querySelector("summary").focus({ preventScroll: true });
  one.entry.scrollIntoView({ block: "start" });
  const menu = $("contents").firstChild;
  if (!matchMedia("(min-width: 60em)").matches) menu.open = false;
}

function search() {
  const wanted = $("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const { entry, item, text } of all) {
    const hit = wanted.every((w) => text.includes(w));
    entry.hidden = item.hidden = !hit;
    if (hit) found++;
  }
  for (const s of document.querySelectorAll(".tagged")) s.hidden = !s.querySelector(".operation:not([hidden])");
  for (const l of document.querySelectorAll("#contents > details > ul > li")) l.hidden = !l.querySelector("ul > li:not([hidden])");
  const asked = wanted.length > 0;
  document.body.classList.toggle("searching", asked);
  $("found").textContent = asked ? `${found} of ${all.length}` : "";
  if ($("nothing")) $("nothing").hidden = found > 0;
  if (asked) scrollTo(0, 0);
}

function keys(event) {
  const typing = event.target.closest("input, textarea, select, dialog");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    $("search").select();
    $("search").focus();
  } else if (event.key === "Escape" && event.target === $("search")) {
    $("search").value = "";
    search();
  } else if (event.key === "Enter" && event.target === $("search")) {
    document.querySelector(".operation:not([hidden]) > summary")?.focus();
  }
}

start();
