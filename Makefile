# The commands of the house; `make help` lists them.

SHELL := /bin/bash
PREFIX ?= /usr/local
RID := $(if $(filter aarch64,$(shell uname -m)),linux-arm64,linux-x64)
SOURCES := $(shell find src -name '*.cs' -not -path '*/obj/*' -not -path '*/bin/*') src/LibvirtIdem/LibvirtIdem.csproj Directory.Build.props Directory.Packages.props
export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1

.DEFAULT_GOAL := help
.PHONY: help build demo test bench lint fix install clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: dist/libvirt-idem ## publish the binary to dist/libvirt-idem

dist/libvirt-idem: $(SOURCES)
	@scripts/packages build
	dotnet publish src/LibvirtIdem -c Release -r $(RID) -o build/publish -v quiet
	@mkdir -p dist
	cp build/publish/libvirt-idem dist/libvirt-idem
	@touch dist/libvirt-idem

demo: build ## reserve an address in a scratch root and show what changed
	@scripts/demo dist/libvirt-idem

test: build ## install what the tests need (as root) and run all of them
	@scripts/packages test
	@scripts/test

bench: build ## measure speed and memory against what one would use instead
	@scripts/packages bench
	@scripts/bench

lint: ## check format and analyzers, change nothing
	dotnet format LibvirtIdem.sln --verify-no-changes
	dotnet build LibvirtIdem.sln -v quiet

fix: ## put the sources into the house's format
	dotnet format LibvirtIdem.sln

install: build ## install the binary below DESTDIR/PREFIX
	install -D -m 0755 dist/libvirt-idem $(DESTDIR)$(PREFIX)/bin/libvirt-idem

clean: ## remove everything that was built
	rm -rf build dist
	find src tests -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
