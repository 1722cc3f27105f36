// Getting in and what somebody who is in sees of their own: links that work
// once, sign-in, projects, tokens, second factor.
import { h, call, field, form, password, copier, sentence, Refusal } from "./page.js";

/** session is who is signed in; account is null for nobody. Listeners of its
 * event change look anew. */
export const session = Object.assign(new EventTarget(), { account: null, roles: null, projects: [], project: "" });

const later = (days) => new Date(Date.now() + days * 864e5).toISOString().slice(0, 10);
const day = (moment) => moment?.slice(0, 10) ?? "";

/** load finds out who is signed in. */
export async function load() {
  let account = null;
  try {
    account = await call("GET", "/account");
  } catch (e) {
    if (e.status !== 401) throw e;
  }
  const ask = (path) => call("GET", path).catch(() => null); // a server that demands a second factor refuses
  const [roles, list] = account ? await Promise.all([ask("/roles"), ask("/projects")]) : [null, null];
  const projects = list?.projects ?? [];
  const own = projects.filter((p) => p.role);
  Object.assign(session, { account, roles, projects });
  if (!own.some((p) => p.key === session.project)) session.project = own[0]?.key ?? "";
  session.dispatchEvent(new Event("change"));
}

/** show fills the place for getting in according to the address. */
export async function show(place, who) {
  const link = location.hash.match(/^#\/link\/([^/?]+)$/);
  const step = location.hash.match(/^#\/sign-in\?(.*)$/);
  who.replaceChildren(...badge());
  if (link) place.replaceChildren(await oneTimeLink(decodeURIComponent(link[1])));
  else if (step && !session.account) place.replaceChildren(secondStep(new URLSearchParams(step[1])));
  else place.replaceChildren(session.account ? own() : await entrance());
}

// badge says in the head who is signed in.
function badge() {
  const a = session.account;
  if (!a) return [h("a", { href: "#/", onclick: () => document.querySelector("#access input")?.focus() }, "Sign in")];
  return [h("span", { class: "login", title: a.user.login }, a.user.name || a.user.login), h("button", { type: "button", class: "small", onclick: leave }, "Sign out")];
}

async function leave() {
  await call("POST", "/sign-out").catch((e) => { if (e.status !== 401) throw e; });
  await load();
}

// entered follows a sign-in: the address loses what brought it about.
async function entered() {
  history.replaceState(null, "", "#/");
  await load();
}

// card is a part of the page for getting in; that of a link stands alone.
const card = (id, title, ...content) => h("section", { class: "card", "aria-labelledby": id }, h(id === "link" ? "h1" : "h2", { id }, title), content);

// entrance is the box to sign in with.
async function entrance() {
  const offers = await call("GET", "/sign-in/providers").catch(() => ({ providers: [], passkeys: false }));
  const wrong = new URLSearchParams(location.search).get("sign-in-error");
  return card("sign-in", "Sign in to this server",
    wrong && h("p", { class: "fault", role: "alert" }, providerFaults[wrong] ?? providerFaults.fault),
    h("p", { class: "hint" }, "To read the API nobody has to sign in. To try it out, and to make a token for a program, sign in here."),
    form({
      fields: [
        field({ name: "login", label: "Login name", autocomplete: "username", autocapitalize: "none", spellcheck: "false", required: true }),
        password({ name: "password", label: "Password", autocomplete: "current-password", required: true }),
      ],
      button: "Sign in",
      act: async (v) => next(await call("POST", "/sign-in", v)),
      extra: [
        offers.passkeys && canPasskey() && h("button", { type: "button", onclick: (e) => told(e, () => passkey("")) }, "Use a passkey"),
        (offers.providers ?? []).map((p) => h("button", { type: "button", onclick: (e) => told(e, () => visit(p.key)) }, `Sign in with ${p.name}`)),
      ],
    }));
}

const providerFaults = {
  "start-again": "The sign-in was begun in another browser, or too long ago. Begin again.",
  unknown: "Nobody here is linked to this identity. Ask for an invitation, or sign in and link it.",
  refused: "The provider or this server does not let you in.",
  "name-taken": "The login name you would get belongs to somebody else. Ask an administrator.",
  unavailable: "The provider does not answer. Try later, or use your password.",
  fault: "Signing in with the provider did not work; the server's log says more.",
};

async function visit(key) {
  location.assign((await call("POST", `/sign-in/providers/${encodeURIComponent(key)}`)).address);
}

// told does what a button is for and shows what is refused below it.
async function told(event, act) {
  const f = event.target.closest("form, section");
  const message = f.querySelector("[role=alert]") ?? f.appendChild(h("p", { class: "fault", role: "alert" }));
  message.textContent = "";
  try {
    const more = await act();
    if (more) f.replaceWith(more);
  } catch (e) {
    message.textContent = sentence(e.message);
  }
}

// next goes on after a first step: inside, or to the second factor.
async function next(result) {
  if (result.state === "factor needed") return factorForm(result.challenge, result.factors);
  await entered();
  return null;
}

function secondStep(query) {
  return card("sign-in", "Second factor", factorForm(query.get("challenge") ?? "", (query.get("factors") ?? "").split(",")));
}

function factorForm(challenge, factors) {
  const app = factors.includes("totp");
  const f = form({
    fields: [
      field({
        name: "code", label: app ? "Code of your authenticator app" : "Recovery code", required: true, autocomplete: "one-time-code", autocapitalize: "none", spellcheck: "false",
        hint: app ? "The six digits it shows now." : "One of the codes you printed. It is used up.",
      }),
      app && factors.includes("recovery") && field({ name: "recovery", label: "This is a recovery code", type: "checkbox" }),
    ],
    button: "Go on",
    act: async (v) => next(await call("POST", "/sign-in/factor", { challenge, code: v.code.trim(), recovery: app ? v.recovery ?? false : true })),
    extra: factors.includes("passkey") && canPasskey() && h("button", { type: "button", onclick: (e) => told(e, () => passkey(challenge)) }, "Use a passkey"),
  });
  requestAnimationFrame(() => f.querySelector("input").focus());
  return f;
}

const canPasskey = () => typeof globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON === "function";

// sign asks the browser to answer a ceremony with a passkey.
async function sign(ceremony) {
  const options = ceremony.options.publicKey ?? ceremony.options;
  try {
    return (await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) })).toJSON();
  } catch {
    throw new Refusal(0, { type: "", detail: "The passkey was not used. Try again, or choose another way.", errors: [] });
  }
}

async function passkey(challenge) {
  const y = await call("POST", "/sign-in/passkey", challenge ? { challenge } : {});
  const body = { ceremony: y.ceremony, answer: await sign(y) };
  return next(await call("POST", "/sign-in/passkey/answer", challenge ? { challenge, ...body } : body));
}

// oneTimeLink is the form for a link: what it is for, and what it needs.
async function oneTimeLink(link) {
  let l;
  try {
    l = await call("POST", "/sign-in/link", { link });
  } catch (e) {
    return card("link", "This link does not work", h("p", {}, sentence(e.message)),
      h("p", { class: "hint" }, "A link works once and not for ever. Ask for a new one; a server without an administrator prints one each time it starts."),
      h("p", {}, h("a", { href: "#/" }, "Go to the sign-in")));
  }
  const until = `The link works until ${l.expires.replace("T", " ").slice(0, 16)} UTC.`;
  if (l.kind === "reset") {
    return card("link", `New password for ${l.login}`,
      l.clears_factors && h("p", {}, "Second factors of the account are removed as well."),
      newcomer(link, l, false), h("p", { class: "hint" }, until));
  }
  const what = l.kind === "first" ? "Make the first account of this server. It administers the server: users, projects, backup." :
    [l.role && `You are invited as ${l.role} of ${l.project}${l.products?.length ? ` for ${l.products.join(", ")}` : ""}.`, l.admin && "The account administers this server."].filter(Boolean).join(" ") || "You are invited to this server.";
  const title = l.kind === "first" ? "First administrator" : "Invitation";
  if (l.kind === "invitation" && session.account) {
    return card("link", title, h("p", {}, what), form({
      fields: [], button: `Accept as ${session.account.user.login}`,
      act: async () => { await call("POST", "/account/invitation", { link }); await entered(); },
    }), h("p", { class: "hint" }, until));
  }
  return card("link", title, h("p", {}, what),
    l.kind === "invitation" && h("p", { class: "hint" }, "Have you an account here already? ", h("a", { href: "#/" }, "Sign in"), " first, then open the link again."),
    newcomer(link, l, true), h("p", { class: "hint" }, until));
}

// newcomer asks for a password, and for a new account for a name too. What is
// a good password the server decides.
function newcomer(link, l, account) {
  const f = form({
    fields: [
      account && field({ name: "login", label: "Login name", hint: "Up to 64 characters without spaces. Capital and small letters are the same.", autocomplete: "username", autocapitalize: "none", spellcheck: "false", required: true }),
      account && field({ name: "name", label: "Your name", hint: "As others should see it. Your changes are recorded under it.", autocomplete: "name" }),
      !account && h("input", { type: "text", autocomplete: "username", value: l.login, hidden: true }),
      password({
        name: "password", label: "Password", autocomplete: "new-password", required: true,
        hint: `${l.min_password ? `At least ${l.min_password} characters. ` : ""}No rules about capitals and signs: four or five words that do not belong together are good. Not one that everybody tries first, and nothing that holds your name.`,
      }),
      password({ name: "again", label: "Password once more", autocomplete: "new-password", required: true }),
    ],
    button: account ? "Make the account and sign in" : "Set the password and sign in",
    check: (v) => (v.password === v.again ? [] : [["again", "This is not the same password as above."]]),
    act: async ({ again, ...v }) => next(await call("POST", "/sign-in/link/use", { link, ...v })),
  });
  requestAnimationFrame(() => f.querySelector("input:not([hidden])").focus());
  return f;
}

/** confirmed does act, and if the server wants to know once more who calls, asks
 * and does it again. */
export async function confirmed(act) {
  try {
    return await act();
  } catch (e) {
    if (e.problem?.type !== "urn:cordon:problem:confirm-identity" || !(await prove())) throw e;
    return act();
  }
}

// prove asks who one is, in a dialogue; false if it was given up.
function prove() {
  return new Promise((resolve) => {
    const done = (right) => { d.close(); d.remove(); resolve(right); };
    const keys = session.account?.passkeys && canPasskey();
    const d = h("dialog", { "aria-labelledby": "prove", oncancel: () => done(false) },
      h("h2", { id: "prove" }, "Confirm who you are"),
      h("p", { class: "hint" }, "This is asked before sensitive changes. It counts for ten minutes."),
      form({
        fields: [password({ name: "password", label: "Password", autocomplete: "current-password", required: true })], button: "Confirm",
        act: async (v) => { await call("POST", "/account/confirm", v); done(true); },
        extra: [
          keys && h("button", { type: "button", onclick: (e) => told(e, async () => {
            const y = await call("POST", "/account/confirm/passkey");
            await call("POST", "/account/confirm/passkey/answer", { ceremony: y.ceremony, answer: await sign(y) });
            done(true);
          }) }, "Use a passkey"),
          h("button", { type: "button", onclick: () => done(false) }, "Cancel"),
        ],
      }));
    document.body.append(d);
    d.showModal();
  });
}

// own is what somebody who is signed in sees of their own.
function own() {
  const a = session.account;
  const who = a.user.name && a.user.name !== a.user.login ? `${a.user.name} (${a.user.login})` : a.user.login;
  return card("own", "Your access",
    h("p", {}, "Signed in as ", h("strong", {}, who), a.user.admin ? ", administrator of this server." : "."),
    a.must_enrol && h("p", { class: "notice" }, "This server demands a second factor. Nothing but your own account answers until you have one."),
    projects(), tokens(), factors(a.must_enrol));
}

function projects() {
  const list = session.projects;
  if (session.account.must_enrol) return null;
  if (list.length === 0) return h("p", { class: "hint" }, "No projects yet. ", session.account.user.admin ? ["Make one with ", h("a", { href: "#/operation/create-project" }, "POST /projects"), "."] : "An owner of a project can give you a role in it.");
  return h("details", { open: true }, h("summary", {}, h("h3", {}, "Projects"), h("span", { class: "count" }, list.length)),
    h("ul", { class: "rows" }, list.map((p) => h("li", {},
      h("code", {}, p.key), h("span", { class: "grow" }, p.title, p.retired ? " (retired)" : ""),
      h("span", { class: "kind" }, p.role || "no role"),
      p.role ? h("button", { type: "button", class: "small", "aria-pressed": String(p.key === session.project), onclick: () => choose(p.key) }, p.key === session.project ? "In use below" : "Use below")
        : h("button", { type: "button", class: "small", onclick: (e) => told(e, () => give(p)) }, "Become its owner"))),
    list.some((p) => !p.role) && h("li", { class: "hint" }, "An administrator sees what a project holds only with a role in it. Giving oneself one is a security event that stays.")));

  async function give(p) {
    const path = `/projects/${encodeURIComponent(p.key)}/members/${encodeURIComponent(session.account.user.login)}`;
    await confirmed(() => call("PUT", path, { role: "owner" }));
    session.project = p.key;
    await load();
  }
}

function choose(key) {
  session.project = key;
  session.dispatchEvent(new Event("change"));
}

// tokens lists the tokens when they are asked for, and makes new ones.
function tokens() {
  if (session.account.must_enrol) return null;
  const place = h("div", {});
  const d = h("details", { ontoggle: () => d.open && place.childElementCount === 0 && list() }, h("summary", {}, h("h3", {}, "Tokens for programs")), place);
  return d;

  async function list(made) {
    let all;
    try {
      all = (await call("GET", "/account/tokens")).tokens;
    } catch (e) {
      place.replaceChildren(h("p", { class: "fault", role: "alert" }, sentence(e.message)));
      return;
    }
    const live = all.filter((t) => t.state === "active");
    place.replaceChildren(
      ...(made ? [secret(made)] : []),
      live.length > 0 ? h("ul", { class: "rows" }, live.map(row)) : h("p", { class: "hint" }, "No tokens yet. A token lets a program act for you, and never more than you may."),
      h("details", {}, h("summary", {}, "Make a token"), maker()));
    if (made) place.querySelector("input").focus();
  }

  function row(t) {
    const scope = [t.read_only && "reads only", t.projects.length > 0 ? t.projects.join(", ") : "all projects"].filter(Boolean).join(", ");
    return h("li", {}, h("span", { class: "grow" }, h("strong", {}, t.name), ` ${scope}`), h("span", { class: "kind" }, `until ${day(t.expires)}`),
      h("button", { type: "button", class: "small", "aria-label": `Revoke ${t.name}`, onclick: (e) => told(e, async () => { await call("DELETE", `/account/tokens/${t.id}`); await list(); }) }, "Revoke"));
  }

  function secret(made) {
    const input = h("input", { type: "text", readonly: true, value: made.secret, "aria-label": "Secret of the token", class: "mono" });
    return h("div", { class: "notice", role: "status" }, h("p", {}, h("strong", {}, made.token.name), " is made. Its secret is shown this once; keep it where only the program can read it."),
      h("div", { class: "joined" }, input, copier(() => made.secret, () => input)));
  }

  function maker() {
    const most = session.account.policy.token_days || 365;
    return form({
      fields: [
        field({ name: "name", label: "What it is for", placeholder: "nightly export", required: true, autocomplete: "off" }),
        field({ name: "expires", label: "Last day", type: "date", value: later(Math.min(90, most)), max: later(most), required: true }),
        field({ name: "project", label: "For", choices: [["", "all my projects"], ...session.projects.filter((p) => p.role).map((p) => [p.key, `${p.key} only`])] }),
        field({ name: "read_only", label: "It only reads", type: "checkbox", value: true }),
      ],
      button: "Make the token",
      act: async ({ project, ...v }) => {
        await list(await confirmed(() => call("POST", "/account/tokens", { ...v, projects: project ? [project] : [] })));
      },
    });
  }
}

// factors adds an authenticator app. Passkeys are left to the web app.
function factors(must) {
  const a = session.account;
  if (a.user.second_factor) return null;
  const place = h("div", {}, h("p", { class: "hint" }, "An app on your phone that shows six digits (TOTP). You are asked for them when you sign in."),
    form({ fields: [], button: "Add an authenticator app", act: async () => enrol(await confirmed(() => call("POST", "/account/factors/totp"))) }));
  return h("details", { open: must }, h("summary", {}, h("h3", {}, "Second factor")), place);

  function enrol(e) {
    return h("div", {}, h("img", { src: e.png, alt: "QR code for the authenticator app", width: 200, height: 200 }),
      h("p", {}, "Scan the picture with the app, or type in ", h("code", {}, e.secret), ". It is shown this once."),
      form({
        fields: [field({ name: "code", label: "The six digits the app shows", required: true, autocomplete: "one-time-code", inputmode: "numeric" })], button: "Take it into use",
        act: async (v) => codes(await call("POST", "/account/factors/totp/code", { enrolment: e.enrolment, code: v.code.trim() })),
      }));
  }

  function codes(r) {
    const list = h("pre", { tabindex: "0" }, r.recovery_codes.join("\n"));
    return h("div", { class: "notice", role: "status" }, h("p", {}, "The app is in use. Print these recovery codes; each works once, and they are shown this once."), list,
      h("div", { class: "row" }, copier(() => r.recovery_codes.join("\n"), () => list), h("button", { type: "button", class: "small", onclick: load }, "Done")));
  }
}
