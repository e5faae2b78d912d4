# Everything a user or developer runs. `make` alone lists the targets.
.DEFAULT_GOAL := help
SHELL := /bin/bash
export GOFLAGS := $(GOFLAGS)
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD := 1

GO_SOURCES := $(shell find cmd geo planner api data web -name '*.go' -o -name '*.json' -o -name '*.sql' -o -name '*.csv' -o -name '*.geojson' 2>/dev/null | grep -v node_modules)
WEB_SOURCES := $(shell find web/src web/public web/worker web/courier web/*.ts web/*.html planner/report/paper.css web/package.json web/package-lock.json web/tsconfig.json web/vite.config.ts -type f 2>/dev/null)
# Only packages with soak tests know the flag -soak.
SOAK_PACKAGES := $(shell grep -rl '^func TestSoak' --include='*_test.go' cmd geo planner api data 2>/dev/null | xargs -rn1 dirname | sort -u | sed 's|^|./|')
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.releaseVersion=$(VERSION)

.PHONY: help demo build check test test-go test-race test-web bench bench-page screenshots bench-routes soak release clean setup-build setup-test

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

setup-build:
	@.ci/setup build

setup-test:
	@.ci/setup test

web/node_modules/.package-lock.json: web/package-lock.json | setup-build
	cd web && npm ci --no-audit --no-fund

web/dist/index.html: web/node_modules/.package-lock.json $(WEB_SOURCES)
	cd web && npm run build
	@touch $@

bin/cuntong: web/dist/index.html $(GO_SOURCES) go.mod go.sum
	CGO_ENABLED=0 go build -trimpath -ldflags '$(LDFLAGS)' -o $@ ./cmd/cuntong

build: setup-build bin/cuntong ## build the page and the program into bin/cuntong

demo: build ## load the sample, audit and plan it, serve the map on http://127.0.0.1:8080
	bin/cuntong demo

check: ## formatting, vet, staticcheck
	@test -z "$$(gofmt -l cmd geo planner api data web/*.go)" || { echo "not gofmt-ed:"; gofmt -l cmd geo planner api data web/*.go; exit 1; }
	go vet ./...
	go tool staticcheck ./...
	@if command -v golangci-lint >/dev/null; then golangci-lint run; fi

test: setup-test build check test-go test-race test-web ## prove everything: Go tests, the race detector, page tests in a real browser

test-go:
	go test -timeout 10m ./...

# The race detector slows SQLite, which is Go here, some fifteen times; so it watches the rooms that start goroutines (the
# jobs work on both stores at once) and, of the rooms above a store, the tests in which many ask at the same time.
# Long comparisons on one thread show it nothing and take minutes, ten times their time without it: they run without it.
ONE_THREAD := ^Test(TangledProblemsMatchBruteForce|SweepsAreExactForAnyMultipliers|BranchingAloneProvesTheOptimum|PartsOfManySitesBracketTheOptimum|CentersGoAroundRadiiThatTheyCannotDecide|EveryModelPlansWithRulesAndSaysWhy|RescoringEqualsTheFullRecount|APreflightBlocksWhatThePlanRefusesAndNothingElse|RulesThatFitNothingAreRefusedByName|ASuggestionGainsWhatTheAuditsSay|PlacesThatMustNotAndMustOpenAreKept|AQuestionWithoutAnAnswerSaysWhichLimitsConflict|AndorraLoads|GrandeComoreGivesTheFiguresOfTheReadme|RoadsAreLoadedTogetherWithRowsOrNotAtAll|ANewRoadNeverMakesAnyonesAccessWorse)$$
RACED := ./api/basemap ./geo/... ./planner/charge ./planner/cover ./planner/depot ./planner/fleet ./planner/job ./planner/median ./planner/study ./data
test-race:
	CGO_ENABLED=1 go test -race -timeout 10m -skip '$(ONE_THREAD)' $(RACED)
	CGO_ENABLED=1 go test -race -timeout 10m -run 'KeepsTheContract/(of_many_editors_one_wins|readers_see_one_state|of_many_workers)' ./data/gpkg
	CGO_ENABLED=1 go test -race -timeout 10m -run 'Audit|Jobs|ServeAnswers' ./api ./cmd/cuntong

test-web:
	cd web && npm run check && npm test && npm run e2e

bench: build ## measure published instances into planner/QUALITY.md, ten minutes; FULL=1: all of them, hours, and the figures for PERFORMANCE.md
	go test -run TestTableOfPublishedInstances -timeout $(if $(FULL),48h,30m) -v ./planner/quality -args -table -write ../QUALITY.md $(if $(FULL),-full)
ifdef FULL
	.ci/bench-solvers
	go test -run '^$$' -bench . -benchtime 3x ./...
	.ci/bench-nation
endif

bench-routes: ## measure routes on the published instances beside the project into planner/QUALITY.md (about two hours of one processor)
	for set in 'cvrp/X/X-:10s' 'cvrp/X/X-:60s' 'vrptw/solomon:400ms' 'vrptw/solomon:20s' 'vrptw/gh:20s' 'vrpspd:10s' 'mdvrp:30s' 'hvrp:30s' 'vrpb:30s' 'pdptw:30s'; do \
		go test ./planner/quality -run PublishedRoutes -timeout 0 -args -routes "$${set%:*}" -limit "$${set##*:}" -threads 1 -cpu-clock -routes-write ../QUALITY.md; done
	go test ./planner/quality -run PublishedTwoEchelon -v -timeout 0 -args -routes all -routes-write ../QUALITY.md
	go test ./planner/fleet -run '^$$' -bench CountyDay -benchtime 1x -args -county-seconds 20

bench-page: setup-test build ## measure the pages in a real browser: first paint of the dashboard and others, for PERFORMANCE.md
	cd web && npx playwright test -c playwright.measure.config.ts paint movement

screenshots: setup-test build ## take docs/screenshots anew, and in web/screenshots/vision as people see who do not see green, or no colour
	cd web && npx playwright test -c playwright.measure.config.ts screenshots

soak: setup-test build ## the long tests that do not fit into make test
	go test -run Soak -v -timeout 60m $(SOAK_PACKAGES) -args -soak

release: build ## archives for linux/amd64, linux/arm64, windows/amd64 with checksums, in dist/
	.ci/release "$(VERSION)" "$(LDFLAGS)"

clean: ## remove what was built
	rm -rf bin dist web/node_modules
	find web/dist -mindepth 1 ! -name .gitkeep -delete
