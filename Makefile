# The commands for development; `make help` lists them.

SHELL := /bin/bash
PREFIX ?= /usr/local
RID := $(if $(filter aarch64,$(shell uname -m)),linux-arm64,linux-x64)
SOURCES := $(shell find src -name '*.cs' -not -path '*/obj/*' -not -path '*/bin/*') src/LibvirtIdem/LibvirtIdem.csproj eng/start-order.txt eng/start.c Directory.Build.props Directory.Packages.props
export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1

.DEFAULT_GOAL := help
.PHONY: help build dist demo test test-hosts torture fuzz bench bench-check collection check lint fix texts install clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: dist/libvirt-idem ## publish the binary to dist/libvirt-idem

# gcc and objcopy also where clang is installed: llvm-objcopy 14 does not read a static binary.
dist/libvirt-idem: $(SOURCES)
	@scripts/packages build
	dotnet publish src/LibvirtIdem -c Release -r $(RID) -o build/publish -v quiet -p:CppCompilerAndLinker=gcc -p:ObjCopyName=objcopy
	@mkdir -p dist
	cp --remove-destination build/publish/libvirt-idem dist/libvirt-idem
	@touch dist/libvirt-idem

# Where a cross linker is known: both architectures.
OTHER := $(if $(filter x86_64,$(shell uname -m)),dist/linux-arm64/libvirt-idem)

collection: build $(OTHER) ## pack the Ansible collection with its binaries into dist
	@scripts/packages collection
	@scripts/collection
	@ls dist/libvirt_idem-libvirt-*.tar.gz

dist/linux-arm64/libvirt-idem: $(SOURCES) Directory.Build.targets
	@scripts/packages cross
	dotnet publish src/LibvirtIdem -c Release -r linux-arm64 -o build/publish-arm64 -v quiet \
		-p:CppCompilerAndLinker=aarch64-linux-gnu-gcc -p:ObjCopyName=aarch64-linux-gnu-objcopy
	@mkdir -p $(@D)
	cp --remove-destination build/publish-arm64/libvirt-idem $@
	@touch $@

dist: build $(OTHER) ## pack tar.gz, .deb and .rpm for each architecture, with checksums and an SBOM, into dist/release
	@scripts/packages dist
	@rm -rf dist/release
	@scripts/dist $(RID) dist/libvirt-idem dist/libvirt-idem dist/release
	@scripts/sbom $(RID) dist/libvirt-idem >dist/release/libvirt-idem-$(RID).cdx.json
ifneq ($(OTHER),)
	@qemu-aarch64-static $(OTHER) --version
	@scripts/dist linux-arm64 $(OTHER) dist/libvirt-idem dist/release
	@scripts/sbom linux-arm64 $(OTHER) >dist/release/libvirt-idem-linux-arm64.cdx.json
endif
	@cd dist/release && sha256sum -- * >SHA256SUMS
	@ls -l dist/release

demo: build ## reserve an address in a scratch root and show what changed
	@scripts/demo dist/libvirt-idem

test: build ## install what the tests need (as root) and run all of them
	@scripts/packages test
	@[ "$$(id -u)" -ne 0 ] || scripts/ansible-roots trixie sid
	@scripts/collection
	@scripts/test

# Roots and daemons are made once, which takes about half an hour, and kept in ${XDG_CACHE_HOME:-/var/cache}/libvirt-idem-test.
test-hosts: build ## as root: the tour of Debian 11, 13 and sid and of the modular daemons; what cannot be had is skipped
	@scripts/packages hosts
	@for suite in bullseye trixie sid; do nice -n 15 tests/hosts/root $$suite || [ $$? -eq 3 ] || exit; done
	@nice -n 15 tests/hosts/modular || [ $$? -eq 3 ]
	@scripts/test --explicit only --filter-namespace LibvirtIdem.Tests.Hosts

# One of them, and a tenth of it: make torture ONLY='*Races' SHARE=0.1
SHARE ?= 1
ONLY ?= *Guarantees *Interrupted *KillsOf* *EndsOf* *OrderLive *Races *DifferentialLive *Readers *XmlScannerAgainstSystemXml *Plans *SetModelTests *InPlaceWrites *HostileImages *AllocationLive

torture: build ## try in the long form, for about two hours, whether anything is ever lost
	@scripts/packages test
	@set -f; LIBVIRT_IDEM_TORTURE=$(SHARE) scripts/test --filter-class $(ONLY)

# Each reader for MINUTES; READER=NAME one of them.
MINUTES ?= 10
READER ?=

fuzz: ## fuzz what reads the files of others, guided by coverage (AFL and SharpFuzz), for about two hours
	@scripts/fuzz $$(($(MINUTES) * 60)) $(READER)

bench: build ## measure speed and memory against what one would use instead
	@scripts/packages bench
	@scripts/collection
	@scripts/bench
	@[ "$$(id -u)" -ne 0 ] || scripts/bench-ansible

bench-check: build ## fail where imports or calls that change nothing have become slower than bench/ratios.txt says
	@scripts/packages bench
	@scripts/bench-check

check: ## build, lint and run the tests that need neither root nor the published binary, in about a minute
	@scripts/packages lint
	dotnet build LibvirtIdem.sln -v quiet
	scripts/lint
	@scripts/test --no-build --filter-not-namespace 'LibvirtIdem.Tests.Live' --filter-not-namespace 'LibvirtIdem.Tests.Hosts' \
		--filter-not-namespace 'LibvirtIdem.Tests.Machine' --filter-not-namespace 'LibvirtIdem.Tests.Sets' --filter-not-method '*.PublishedBinary'

lint: ## check format, analyzers, shell scripts and Python, change nothing
	@scripts/packages lint
	dotnet format LibvirtIdem.sln --verify-no-changes
	dotnet build LibvirtIdem.sln -v quiet
	scripts/lint

fix: ## apply code formatting
	dotnet format LibvirtIdem.sln

install: build ## install binary, man page and completions below DESTDIR/PREFIX
	@scripts/install dist/libvirt-idem $(DESTDIR)$(PREFIX)

texts: ## generate help, man page, reference, schemas, completions and Ansible options from the table
	UPDATE=1 scripts/test --filter-class '*MadeTexts'

clean: ## remove everything that was built
	rm -rf build dist
	find src tests -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
