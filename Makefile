# Pagewalk's commands. Each installs what it lacks first (.ci/install says how, and what it does where it may not).
.DEFAULT_GOAL := help
JOBS ?= $(shell nproc)
COUNT ?= 10000
LONG ?= 300
FUZZ_SECONDS ?= 60
STORM ?= 1000000
# Random scenarios nobody has seen yet, each time; `make test` always runs the same ones.
ifndef SEED
SEED := $(shell od -An -N4 -tu4 /dev/urandom | tr -d ' ')
endif
NODE := .ci/with-node

.PHONY: help play test cli conformance mutations storm fuzz dist bench sheets start-pictures wasm clean

help:
	@echo 'make play        build the page and serve it on this machine'
	@echo 'make test        build with sanitizers and run every test there is'
	@echo 'make conformance compare the engine with the kernel of this machine'
	@echo 'make mutations   break rules of the engine on purpose; the comparison must notice each'
	@echo 'make storm       STORM=1000000 random commands where memory is short, under sanitizers, with every byte read compared'
	@echo 'make fuzz        libFuzzer over each reader of foreign text, FUZZ_SECONDS=60 a target (needs clang)'
	@echo 'make cli         build/pagewalk, the command line program'
	@echo 'make dist        web/dist, a folder of static files for any host and any path on it; pagewalk.html there is all of it in one file'
	@echo 'make bench       measure the engine, the size of the page and how fast it is'
	@echo 'make sheets      pictures of the page by width, theme and language, to be looked at (start-pictures: those of the start page)'
	@echo 'make clean       remove everything that was built'

play:
	@.ci/build-time
	@$(MAKE) --no-print-directory dist
	@$(NODE) node .ci/serve.mjs web/dist $(PORT)

test:
	@.ci/install test
	@$(NODE) node tests/run-all.mjs

cli:
	@.ci/install cli
	@cmake --preset release >/dev/null
	@cmake --build --preset release --target pagewalk -j $(JOBS)
	@echo 'build/pagewalk is ready: try build/pagewalk --help'

conformance:
	@.ci/install cli
	@cmake --preset release >/dev/null
	@cmake --build --preset release --target pagewalk-conformance pagewalk-live -j $(JOBS)
	@build/release/pagewalk-conformance
	@echo 'random scenarios from seed $(SEED) on; make conformance SEED=$(SEED) runs them again'
	@build/release/pagewalk-conformance random --count $(COUNT) --steps 30 --seed $(SEED) --jobs $(JOBS)
	@build/release/pagewalk-conformance random --count $(LONG) --steps 200 --seed $(SEED) --jobs $(JOBS)

mutations:
	@.ci/install test
	@$(NODE) node tests/conformance/mutations.mjs

storm:
	@.ci/install test
	@cmake --preset check >/dev/null
	@cmake --build --preset check --target pagewalk_tests -j $(JOBS)
	@PAGEWALK_STORM_COMMANDS=$(STORM) build/check/pagewalk_tests "storm*"

fuzz:
	@.ci/install fuzz
	@cmake --preset fuzz >/dev/null
	@cmake --build --preset fuzz -j $(JOBS)
	@$(NODE) node tests/fuzz/run.mjs $(FUZZ_SECONDS)

wasm:
	@cmake --preset wasm >/dev/null
	@cmake --build --preset wasm -j $(JOBS)

dist:
	@.ci/install play
	@$(MAKE) --no-print-directory wasm
	@cd web && ../$(NODE) npm run --silent build
	@echo 'web/dist is ready: copy it to any static host'

bench: dist
	@.ci/install bench
	@cmake --preset release >/dev/null
	@cmake --build --preset release --target pagewalk_bench pagewalk_bench_live pagewalk_bench_growth -j $(JOBS)
	@cmake --build --preset wasm --target pagewalk_bench -j $(JOBS)
	@$(NODE) node tests/bench/bench.mjs
	@build/release/pagewalk_bench_growth
	@$(NODE) node .ci/bundle-sizes.mjs web/dist
	@$(NODE) node tests/bench/page.mjs

sheets: dist
	@.ci/install test
	@$(NODE) node tests/sheets/sheets.mjs

start-pictures: dist
	@.ci/install test
	@$(NODE) node tests/sheets/start_pictures.mjs

clean:
	rm -rf build web/dist
