# The commands of daily work. `make help` lists them.
GO      ?= go
TOOL    := $(GO) tool -modfile=tools/go.mod
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
LDFLAGS := -s -w -X main.version=$(VERSION)

.DEFAULT_GOAL := help
.PHONY: help run build web image test check fmt fmt-check vet lint arch trace api notice bench bench-large clean need-go need-node need-race

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## build, and serve a sample plant on this machine
	@scripts/run.sh

# make build WEB=no leaves the web app out, for machines without Node.
WEB ?= yes

build: need-go $(if $(filter no,$(WEB)),,web) ## build bin/cordon, one static binary with the web app in it
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o bin/cordon ./cmd/cordon

web: need-node ## build the web app, if something in it changed
	@scripts/web.sh

image: build ## pack the binary into a container image, without container tools
	$(GO) run ./scripts/image -binary bin/cordon -out dist/cordon-image.tar -tag cordon:$(VERSION)

test: build test-go test-web ## run all tests, in a browser too

.PHONY: test-go test-web web-check web-packages pictures
test-go: need-go
	$(GO) test -timeout 20m ./...

test-web: build ## run the tests of the web app
	@scripts/web-test.sh

check: fmt-check vet lint arch api trace web-check test-race ## everything CI asks for

web-packages: need-node
	@scripts/web.sh packages

web-check: web-packages ## check the web app: types, lint, format, generated files
	cd web && npm run --silent check && node scripts/notice.mjs --check && node scripts/api-types.mjs --check

pictures: build ## take the pictures of the guide and of README anew
	cd web && CORDON_BIN="$(CURDIR)/bin/cordon" node e2e/pictures.mjs

.PHONY: test-race
test-race: need-race
	@# The long loops are for make test; under the race detector they would take
	@# ten times as long and show nothing about races.
	CGO_ENABLED=1 $(GO) test -race -short -timeout 40m ./...

fmt: need-go ## format all Go code
	$(TOOL) gofumpt -w $(GOFILES)

fmt-check: need-go
	@list=$$($(TOOL) gofumpt -l $(GOFILES)) || exit 1; \
	if [ -n "$$list" ]; then echo "These files are not formatted; run make fmt:"; echo "$$list"; exit 1; fi

vet: need-go
	$(GO) vet ./...

lint: need-go ## run the linters of .golangci.yml
	$(TOOL) golangci-lint run ./...

arch: need-go ## check import directions, dependencies, sizes, documents
	$(GO) test -count=1 ./internal/archtest ./scripts/...

api: need-go ## check the document of the interface
	@$(GO) run ./scripts/apilint

trace: need-go ## list the requirements of docs/spec that no test carries
	@$(GO) run ./scripts/spectrace

notice: need-go ## write NOTICE again after a change of dependencies
	scripts/notice.sh > NOTICE.new && mv NOTICE.new NOTICE
	scripts/web.sh packages && cd web && node scripts/notice.mjs

bench: build ## measure against the reference programs, 10,000 and 100,000 items
	$(GO) run ./bench -items 10000,100000

bench-large: build ## the same with 1,000,000 items
	$(GO) run ./bench -items 1000000

clean: ## remove what was built and the sample plant of make run
	rm -rf bin run dist

need-go:
	@scripts/prerequisites.sh

need-node:
	@scripts/prerequisites.sh node

need-race:
	@scripts/prerequisites.sh race

# gofumpt takes files; folders that Go ignores (testdata, run) stay out.
GOFILES = $(shell find . -name '*.go' -not -path './run/*' -not -path './web/node_modules/*' -not -path '*/testdata/*')
