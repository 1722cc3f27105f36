package archtest

// Module is the import path all packages of the tree share.
const Module = "github.com/cordon-ot/cordon"

// rule says what one package, or each package of one folder, may import.
type rule struct {
	path    string   // folder below the module root; a trailing "/*" means each folder in it
	may     []string // folders of ours it may import, in the same notation
	modules []string // modules of others it may import; {"*"} leaves that to the list of dependencies
	pure    bool     // computes only: see bannedWhenPure
	why     string   // the reason a reader gets when the rule is broken
}

// The analyses, from the bottom up; each line may import the ones above it as the table says.
var (
	ground   = []string{"internal/fault", "internal/near", "internal/sl", "internal/standard", "internal/model"}
	analyses = []string{
		"internal/finding", "internal/check", "internal/capability", "internal/zone", "internal/safety", "internal/risk", "internal/trace",
		"internal/gap", "internal/impact", "internal/observe", "internal/attack",
	}
	formats = []string{"internal/interchange/*", "internal/template"}
)

const (
	analysisWhy = "an analysis is a pure function of catalogue, snapshot and parameters, and stands only on those below it"
	storeWhy    = "a store keeps bytes and numbers; implementations meet only in the port and its conformance suite"
	formatWhy   = "a format turns bytes into items and back; who stores them, and when, is decided in app"
	edgeWhy     = "the edge decodes, calls one use case and prints; facts are reached through app"
	plantWhy    = "sample plants are input: they may know the model, never the answers"
)

// rules is the import table of the house. A package without a row fails the
// test: give it one, which is a decision worth a minute. A row may stand
// before its package does.
var rules = []rule{
	{path: "internal/fault", pure: true, why: "everything imports the error type, so it imports nothing of ours"},
	{path: "internal/words", pure: true, may: list("internal/fault"), why: "what is said in another language is data beside the program; who says it, and to whom, is decided at the edge"},
	{path: "internal/near", pure: true, why: "every face suggests words the same way, so the way stands below all of them"},
	{path: "internal/sl", pure: true, may: list("internal/fault"), why: "level arithmetic must be readable and testable alone"},
	{
		path: "internal/ledger", pure: true, may: list("internal/fault"), modules: list("golang.org/x/mod"),
		why: "a second verifier is written from this package: bytes in, verdict out, no product around it",
	},
	{path: "internal/api", pure: true, why: "wire types are frozen apart from the domain, so that neither drags the other along"},
	{
		path: "internal/standard", pure: true, may: list("internal/fault", "internal/near", "internal/sl"), modules: list("go.yaml.in/yaml/v3"),
		why: "the catalogue is data about the standard and knows no project",
	},
	{
		path: "internal/model", pure: true, may: list("internal/fault", "internal/near", "internal/sl", "internal/standard"),
		why: "the model says what a project is; it does not judge, store or print it",
	},
	{path: "internal/access", pure: true, may: ground, why: "who may do what is decided on the model alone"},

	{path: "internal/capability", pure: true, may: ground, why: analysisWhy},
	{path: "internal/finding", pure: true, may: ground, why: "every analysis makes findings, so the type stands below all of them"},
	{path: "internal/zone", pure: true, may: join(ground, list("internal/finding")), why: analysisWhy},
	{path: "internal/check", pure: true, may: join(ground, list("internal/finding", "internal/capability", "internal/trace", "internal/zone")), why: analysisWhy},
	{path: "internal/safety", pure: true, may: ground, why: analysisWhy},
	{path: "internal/risk", pure: true, may: ground, why: analysisWhy},
	{path: "internal/trace", pure: true, may: join(ground, list("internal/capability")), why: analysisWhy},
	{path: "internal/gap", pure: true, may: join(ground, list("internal/finding", "internal/capability", "internal/trace", "internal/zone", "internal/risk")), why: analysisWhy},
	{path: "internal/impact", pure: true, may: join(ground, list("internal/finding", "internal/capability", "internal/trace", "internal/zone", "internal/risk", "internal/gap")), why: analysisWhy},
	{path: "internal/observe", pure: true, may: join(ground, list("internal/zone")), why: analysisWhy},
	{path: "internal/attack", pure: true, may: join(ground, list("internal/capability", "internal/zone", "internal/gap", "internal/risk")), why: analysisWhy},

	{path: "internal/door", why: "the record and the administrative tables wait for one database the same way, and it knows neither"},

	{path: "internal/store", may: list("internal/fault", "internal/ledger"), modules: list("golang.org/x/mod"), why: storeWhy},
	{
		path: "internal/store/postgres/pgtest", modules: list("github.com/jackc/pgx/v5"),
		why: "it runs a real server for tests and knows nothing of the record",
	},
	{
		path: "internal/store/*", may: list("internal/door", "internal/fault", "internal/ledger", "internal/store"),
		modules: list("golang.org/x/mod", "zombiezen.com/go/sqlite", "modernc.org/sqlite", "github.com/jackc/pgx/v5", "github.com/google/go-cmp", "pgregory.net/rapid"), why: storeWhy,
	},

	{path: "internal/interchange/*", may: ground, modules: list("go.yaml.in/yaml/v3", "github.com/xuri/excelize/v2"), why: formatWhy},
	{path: "internal/report/*", may: join(ground, analyses), modules: list("*"), why: "a report prints what analyses found and computes nothing of its own"},
	{path: "internal/blob", may: list("internal/fault", "internal/trace"), why: "files of evidence are bytes under their digest; what they prove is the model's business"},
	{path: "internal/template/gen", may: list("internal/sl", "internal/standard", "internal/interchange/text"), modules: list("go.yaml.in/yaml/v3"), why: "it writes the data of the samples and is no part of the program"},
	{path: "internal/template", may: join(ground, list("internal/interchange/text")), modules: list("go.yaml.in/yaml/v3"), why: "a starter project is data in the text format"},

	{
		path: "internal/app", may: join(ground, analyses, formats, list("internal/ledger", "internal/store", "internal/access", "internal/report/*")), modules: list("*"),
		why: "use cases know the port, never a database: which store is in use is decided where the program starts",
	},
	{
		path: "internal/cli", may: join(ground, analyses, formats, list("internal/app", "internal/answer", "internal/api", "internal/access", "docs/api", "internal/remote", "internal/starter", "internal/settings", "internal/transfer", "internal/audit", "internal/ledger", "internal/blob", "internal/store", "internal/store/memory")), modules: list("*"),
		why: edgeWhy + "; it knows the port and the memory store, which a text folder is loaded into, but no database",
	},
	{path: "internal/answer", pure: true, may: join(ground, analyses, list("internal/access", "internal/api", "internal/app")), why: "an answer turns a state and what analyses say of it into a document, the same for the command line and the server"},
	{path: "internal/search", pure: true, may: ground, modules: list("golang.org/x/text"), why: analysisWhy},
	{path: "internal/filter", pure: true, may: ground, modules: list("github.com/expr-lang/expr"), why: analysisWhy},
	{path: "internal/starter", may: join(ground, list("internal/app", "internal/blob", "internal/template", "internal/interchange/text")), why: "the command line and the server fill a new project the same way"},
	{path: "internal/audit", may: list("internal/fault", "internal/ledger", "internal/store"), modules: list("golang.org/x/mod"), why: "security events are a record of their own: they know no project and no account"},
	{path: "internal/admin", may: list("internal/door", "internal/fault"), modules: list("*"), why: "the administrative tables are kept apart from every record; what they mean is the business of who uses them"},
	{path: "internal/account/factor", may: list("internal/fault"), modules: list("*"), why: "a factor is checked, never stored here"},
	{path: "internal/account/factor/factortest", modules: list("github.com/descope/virtualwebauthn"), why: "it makes keys for tests and knows nothing of what checks them"},
	{path: "internal/account/oidc", may: list("internal/fault"), modules: list("*"), why: "an identity is proved here; whose it is, account decides"},
	{path: "internal/account", may: list("internal/fault", "internal/near", "internal/admin", "internal/access", "internal/audit", "internal/account/factor", "internal/account/oidc", "internal/model"), modules: list("*"), why: "accounts know roles, never the content of a project"},
	{path: "internal/job", may: list("internal/fault", "internal/admin"), modules: list("*"), why: "a job is a function somebody registered; what it does is not known here"},
	{path: "internal/blob/*", may: list("internal/fault", "internal/trace", "internal/blob"), modules: list("*"), why: "files of evidence are bytes under their digest; what they prove is the model's business"},
	{path: "internal/upload", may: list("internal/fault", "internal/blob"), modules: list("*"), why: "an upload becomes a file of evidence and knows nothing of what it proves"},
	{path: "internal/backup", may: list("internal/fault", "internal/ledger", "internal/store", "internal/blob", "internal/model", "internal/app"), modules: list("*"), why: "a backup copies records as bytes; which database they lie in is decided by who asks"},
	{path: "internal/host", may: join(ground, analyses, list("internal/app", "internal/answer", "internal/access", "internal/admin", "internal/audit", "internal/store", "internal/blob")), modules: list("*"), why: "the projects of a server are opened through the port; which database they lie in is decided in serve"},
	{
		path: "internal/server", may: join(ground, analyses, list(
			"internal/app", "internal/api", "internal/access", "internal/answer", "internal/account", "internal/account/factor", "internal/account/oidc", "internal/audit", "internal/host", "internal/job", "internal/words",
			"internal/upload", "internal/blob", "internal/starter", "internal/transfer", "internal/store", "internal/search", "internal/filter", "internal/ledger", "internal/template", "internal/interchange/*", "internal/backup",
		)), modules: list("*"), why: edgeWhy,
	},
	{path: "internal/remote", may: join(ground, list("internal/app", "internal/answer", "internal/api", "internal/capability", "internal/ledger", "internal/blob", "internal/store", "internal/store/memory")), modules: list("*"), why: "it speaks the public API and nothing else: what the command line can do, anybody can"},
	{path: "internal/settings", may: list("internal/fault"), why: "settings are declared once for flags, environment, file and manual"},
	{path: "internal/transfer", may: join(ground, list("internal/app", "internal/blob", "internal/api", "internal/answer", "internal/starter", "internal/interchange/*")), why: "what comes in and goes out in bulk is the same for the command line and the server"},
	{path: "internal/serve", may: list("*"), modules: list("*"), why: "the composition of a server node: the one place that knows which stores there are"},

	{path: "internal/plant", may: ground, modules: list("*"), why: plantWhy},
	{
		path: "internal/plant/oracle", may: join(ground, list("internal/plant")), modules: list("go.yaml.in/yaml/v3"),
		why: "the oracle is the second opinion on every rule: shared code would make it agree with our mistakes",
	},
	{
		path: "internal/plant/translate", may: join(ground, list("internal/plant/oracle", "internal/capability", "internal/trace", "internal/gap")),
		why: "it gives the oracle's plants to the analyses for tests to compare; it shows both sides the same plant and answers nothing itself",
	},
	{path: "internal/archtest", why: "the checker reads source text only"},

	{path: "docs/api", why: "the golden document of the interface, embedded for those who read it"},
	{path: "web", why: "the built web app, embedded; it speaks the public API and knows nothing of the program"},
	{path: "test/*", may: list("*"), modules: list("*"), why: "tests of the whole program from outside"},

	{path: "cmd/cordon", may: list("*"), modules: list("*"), why: "wiring"},
	{path: "bench", may: list("*"), modules: list("*"), why: "measures the product from outside and inside"},
	{path: "bench/*", may: list("*"), modules: list("*"), why: "measures the product from outside and inside"},
	{path: "scripts/*", why: "tools of the repository run with nothing but the standard library"},
}

// bannedWhenPure lists standard packages that a pure package must not import,
// each with its reason. A ban covers the packages below it too.
var bannedWhenPure = map[string]string{
	"os":           "the domain gets its input as values; files and environment belong to the edge",
	"net":          "no call leaves the machine from the domain; the network belongs to the edge",
	"database/sql": "storage is behind package store",
	"log":          "the domain returns what it knows; the edge logs it",
	"syscall":      "the domain is the same on every machine",
	"crypto/rand":  "the id source is passed in, so that the same input gives the same bytes",
	"math/rand":    "version 2 with a seeded generator says where the numbers come from",
}

// bannedCalls lists functions that a pure package must not name: package path
// to function to reason. For math/rand/v2 every function is banned except
// those that make a generator from a seed.
var bannedCalls = map[string]map[string]string{
	"time": {
		"Now":       clockWhy,
		"Since":     clockWhy,
		"Until":     clockWhy,
		"Sleep":     clockWhy,
		"After":     clockWhy,
		"AfterFunc": clockWhy,
		"Tick":      clockWhy,
		"NewTimer":  clockWhy,
		"NewTicker": clockWhy,
	},
}

const (
	clockWhy = "the clock is passed in as a function: a result must not depend on when it is asked for"
	randWhy  = "package-level randomness differs from run to run; take a seeded generator as a parameter"
)

// seededRand names what a pure package may use of math/rand/v2.
var seededRand = set("New", "NewPCG", "NewChaCha8", "NewZipf", "Rand", "Source", "PCG", "ChaCha8", "Zipf")

// emptyNames are package names that say nothing about what is inside.
var emptyNames = set("util", "utils", "common", "helper", "helpers", "type", "types", "models", "misc", "base", "shared", "lib")

// longestFile is how many lines a file may have before it must say why.
const longestFile = 600

func list(s ...string) []string { return s }

func join(lists ...[]string) []string {
	var all []string
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}

func set(names ...string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, n := range names {
		m[n] = true
	}
	return m
}
