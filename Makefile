# dictum - build, test, install. `make help` lists the targets.
NAME    = dictum
VERSION = 0.1.0

PREFIX  ?= /usr/local
BINDIR  ?= $(PREFIX)/bin
DATADIR ?= $(PREFIX)/share
MANDIR  ?= $(DATADIR)/man
BASHCOMPDIR ?= $(DATADIR)/bash-completion/completions
# Debian's zsh looks for what packages bring in vendor-completions, for what the machine's owner adds in /usr/local in site-functions.
ZSHCOMPDIR  ?= $(DATADIR)/zsh/$(if $(filter /usr,$(PREFIX)),vendor-completions,site-functions)
FISHCOMPDIR ?= $(DATADIR)/fish/vendor_completions.d
INSTALL ?= install

PKGS       = libgit2 yaml-0.1 libpcre2-8 libcmark libxxhash zlib
PKG_CONFIG ?= pkg-config
PKG_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(PKGS) 2>/dev/null)
PKG_LIBS   := $(shell $(PKG_CONFIG) --libs $(PKGS) 2>/dev/null)

# CFLAGS, CPPFLAGS and LDFLAGS belong to the person typing make; ours have other names.
CFLAGS  ?= -O2 -g
STD      = -std=c11 -pthread
WARN     = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion \
           -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wundef -Wcast-qual \
           -Wwrite-strings -Wformat=2 -Wnull-dereference -Werror=implicit-function-declaration
DEFS     = -D_POSIX_C_SOURCE=200809L -DDICTUM_VERSION='"$(VERSION)"'
ifdef DEV
WARN    += -Werror
endif

# Each variant has its own objects, so a sanitizer build never mixes with a normal one.
VARIANT ?= release
BUILD   ?= build
# However the folder was named: dependencies that were recorded under another name would not be seen.
override BUILD := $(patsubst $(CURDIR)/%,%,$(abspath $(BUILD)))
B        = $(BUILD)/$(VARIANT)
SANITIZE = -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all -DDICTUM_ARENA_MALLOC
ifeq ($(VARIANT),release)
OPTIMIZED = $(filter-out -O0,$(filter -O%,$(CFLAGS)))
HARDEN    = $(HARDEN_CC) $(if $(OPTIMIZED),$(if $(findstring _FORTIFY_SOURCE,$(CFLAGS) $(CPPFLAGS)),,$(FORTIFY)))
LDHARDEN  = $(HARDEN_LD)
else ifeq ($(VARIANT),asan)
EXTRA = $(SANITIZE)
else ifeq ($(VARIANT),cov)
EXTRA = -O0 -g --coverage -DDICTUM_COVERAGE='"$(abspath $(B))"'
else ifeq ($(VARIANT),tsan)
EXTRA = -O1 -g -fno-omit-frame-pointer -fsanitize=thread -Wno-null-dereference # of which it makes gcc see too much
else ifeq ($(VARIANT),fuzz)
EXTRA = $(SANITIZE) -fsanitize=fuzzer-no-link
else
$(error VARIANT is '$(VARIANT)', expected one of release, asan, tsan, cov, fuzz)
endif

SRC   := $(sort $(wildcard src/*/*.c))
OBJ   := $(SRC:src/%.c=$(B)/%.o) $(B)/embedded.o
EMBED := $(sort $(wildcard templates/* static/* src/model/dialects/* src/schema/metaschemas/* src/cli/embed/* src/site/embed/*))
LIB    = $(B)/lib$(NAME).a
BIN    = $(B)/$(NAME)
UNIT  := $(sort $(wildcard tests/unit/*/t_*.c))
UTEST := $(UNIT:tests/unit/%.c=$(B)/unit/%)
FUZZ  := $(patsubst tests/fuzz/%.c,$(B)/%,$(sort $(wildcard tests/fuzz/f_*.c)))
# The same without libFuzzer: they read what tests/fuzz/corpus keeps.
REPLAY := $(FUZZ:$(B)/%=$(B)/replay/%)
STYLE := $(sort $(wildcard tests/style/*.sh))
GOLD  := $(wildcard tests/golden/run.sh)
RULES := $(wildcard tests/rules/run.sh tests/changes/run.sh tests/catalogue/run.sh)
BATS  := $(sort $(wildcard tests/e2e/*.bats))
NODE  := $(sort $(wildcard tests/js/*.test.mjs) $(wildcard tests/browser/*.test.mjs))
SEARCH := $(sort $(wildcard tests/js/search*.test.mjs))
NPM    = tests/browser/node_modules/.installed
TOOLS := $(patsubst tests/tools/%.c,$(B)/tools/%,$(sort $(wildcard tests/tools/*.c)))

ALL_C   = $(STD) $(HARDEN) $(DEFS) -Isrc $(PKG_CFLAGS) $(CPPFLAGS) $(CFLAGS) $(EXTRA)
COMPILE = $(CC) $(WARN) $(ALL_C)
LINK    = $(CC) $(STD) $(CFLAGS) $(EXTRA) $(LDHARDEN) $(LDFLAGS)
Q = $(if $(V),,@)

# The program under test is always the one of the chosen variant, by its full name. What is short runs first. Then tests with browsers go one after another,
# and stories beside them; there are four rows of these. Three go on at a time, for a quarter of it is waiting for disks.
PROVE = DICTUM='$(abspath $(BIN))' CC='$(CC)' CMOCKA_MESSAGE_OUTPUT=TAP prove -j3 --failures --comments \
        --rules='seq=tests/{browser,js}/*' --rules='seq=tests/e2e/{a,b,c,d,f}*' --rules='seq=tests/e2e/{g,h,m,n,o}*' \
        --rules='seq=tests/e2e/{p,r}*' --rules='seq=tests/e2e/*' --rules='par=**' -e 'sh tests/tools/tap.sh'

# What tests write is held in memory where that has room: flushing a disk took a quarter of `make check`, and takes hours of what fails at every
# system call. Half a GiB is there at a time (measured); TMPDIR names another place.
ROOM_MIB = 2048
IN_MEMORY = [ -n "$$TMPDIR" ] || ! room=$$(sh tests/tools/room.sh $(ROOM_MIB)) || export TMPDIR="$$room";

all: $(BIN)                             ## build the program (default)

$(BIN): $(B)/cli/main.o $(if $(filter asan,$(VARIANT)),$(B)/leaks.o) $(LIB) $(B)/link.stamp
	@echo '  LINK  $@'
	$(Q)$(LINK) -o $@ $(filter %.o %.a,$^) $(PKG_LIBS) $(LDLIBS)

$(LIB): $(filter-out $(B)/cli/main.o,$(OBJ)) $(B)/objects.stamp
	@echo '  AR    $@'
	$(Q)rm -f $@ && $(AR) rcs $@ $(filter %.o,$^)

$(B)/%.o: src/%.c $(B)/compile.stamp
	@echo '  CC    $<'
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -MMD -MP -c -o $@ $<

$(B)/leaks.o: tests/leaks.c $(B)/compile.stamp
	@echo '  CC    $<'
	$(Q)$(COMPILE) -c -o $@ $<

$(B)/embedded.o: src/base/embed.sh $(EMBED) $(B)/compile.stamp $(B)/embed.stamp
	@echo '  EMBED $@'
	@mkdir -p $(@D)
	$(Q)sh src/base/embed.sh $(EMBED) >$(B)/embedded.c
	$(Q)$(COMPILE) -c -o $@ $(B)/embedded.c

$(B)/unit/%: tests/unit/%.c $(LIB) $(B)/compile.stamp
	@echo '  TEST  $@'
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -Itests -MMD -MP -MF $@.d -o $@ $< $(LIB) $(LDHARDEN) $(LDFLAGS) $(PKG_LIBS) -lcmocka

$(B)/f_%: tests/fuzz/f_%.c $(LIB) $(B)/compile.stamp
	@echo '  FUZZ  $@'
	$(Q)$(COMPILE) -fsanitize=fuzzer -MMD -MP -MF $@.d -o $@ $< $(LIB) $(PKG_LIBS)

$(B)/replay/main.o: tests/fuzz/replay.c $(B)/compile.stamp
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -MMD -MP -c -o $@ $<

$(B)/replay/f_%: tests/fuzz/f_%.c $(B)/replay/main.o $(LIB) $(B)/compile.stamp
	@echo '  TEST  $@'
	$(Q)$(COMPILE) -MMD -MP -MF $@.d -o $@ $< $(B)/replay/main.o $(LIB) $(LDHARDEN) $(LDFLAGS) $(PKG_LIBS)

# Programs that the tests run, e.g. to be killed.
$(B)/tools/%: tests/tools/%.c $(LIB) $(B)/compile.stamp
	@echo '  TOOL  $@'
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -MMD -MP -MF $@.d -o $@ $< $(LIB) $(LDHARDEN) $(LDFLAGS) $(PKG_LIBS)

# The program inside of another: its main has another name.
$(B)/tools/fail/dictum_main.o: $(B)/cli/main.o
	@mkdir -p $(@D)
	$(Q)objcopy --redefine-sym main=dictum_main $< $@

$(B)/tools/fail/trial.o: tests/tools/fail/trial.c $(B)/compile.stamp
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -Itests/tools -MMD -MP -c -o $@ $<

$(B)/tools/%_fail: tests/tools/%_fail.c $(B)/tools/fail/trial.o $(B)/tools/fail/dictum_main.o $(LIB) $(B)/compile.stamp
	@echo '  TOOL  $@'
	$(Q)$(COMPILE) -Itests/tools -MMD -MP -MF $@.d -o $@ $< $(B)/tools/fail/trial.o $(B)/tools/fail/dictum_main.o $(LIB) $(LDHARDEN) $(LDFLAGS) $(PKG_LIBS) -ldl

# Stamps change only when what they remember does: other flags, or a file that went away, rebuild what they touch.
$(B)/compile.stamp: REMEMBER = $(CC) $(ALL_C)
$(B)/link.stamp:    REMEMBER = $(LINK) $(PKG_LIBS) $(LDLIBS)
$(B)/objects.stamp: REMEMBER = $(OBJ)
$(B)/embed.stamp:   REMEMBER = $(EMBED)
$(B)/%.stamp: FORCE
	@mkdir -p $(@D); r='$(subst ','\'',$(REMEMBER))'; [ -f $@ ] && [ "$$r" = "$$(cat $@)" ] || printf '%s\n' "$$r" >$@
FORCE:
.PRECIOUS: $(B)/%.stamp

# What the compiler accepts is found out once per compiler. Targets that do not compile by themselves go without.
INDIRECT = deps site check asan tsan coverage valgrind fuzz bench lint dist distcheck clean distclean help uninstall
HARDEN_MK = $(BUILD)/harden-$(subst /,_,$(subst $(eval ) ,_,$(CC))).mk
ifneq ($(filter-out $(INDIRECT),$(or $(MAKECMDGOALS),all)),)
ifeq ($(PKG_LIBS),)
$(error $(PKG_CONFIG) does not find all of $(PKGS): on Debian `make deps` installs what building needs)
endif
include $(HARDEN_MK)
endif
$(HARDEN_MK): tests/tools/flags.sh
	@mkdir -p $(@D)
	@sh tests/tools/flags.sh $(CC) >$@.part && mv $@.part $@

-include $(OBJ:.o=.d) $(UTEST:=.d) $(TOOLS:=.d) $(FUZZ:=.d) $(REPLAY:=.d) $(B)/replay/main.d $(B)/tools/fail/trial.d

# Targets that install first start make again: pkg-config is asked while the Makefile is read.
AGAIN = $(MAKE) --no-print-directory
JOBS := $(shell nproc 2>/dev/null || echo 2)
FAST  = $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(JOBS)) --quiet
HAVE  = $(Q)sh tests/tools/packages.sh

deps:                                   ## install what building needs
	$(HAVE) build

site:                                   ## install what is missing, build, render definitions/ into _site/
	$(HAVE) build
	$(Q)$(AGAIN) $(FAST) all
	$(Q)$(AGAIN) render

render: $(BIN)
	$(Q)$(BIN) -C definitions build --worktree --output '$(CURDIR)/_site'
	@echo 'open $(CURDIR)/_site/index.html'

check:                                  ## install what the tests need and run all of them
	$(HAVE) build test
	$(Q)$(AGAIN) $(FAST) all unit-programs $(NPM)
	$(Q)$(AGAIN) check-all

# One run of prove, so that the last line speaks for everything.
check-all: $(BIN) $(UTEST) $(REPLAY) $(TOOLS) $(NPM)
	$(Q)$(IN_MEMORY) $(PROVE) $(STYLE) $(UTEST) $(REPLAY) $(GOLD) $(RULES) $(BATS) $(NODE)

unit-programs: $(UTEST) $(REPLAY) $(TOOLS)

check-unit: $(UTEST) $(REPLAY)          ## one TAP program per module, kept inputs of fuzzers
	$(Q)$(PROVE) $(UTEST) $(REPLAY)

check-golden: $(BIN)                    ## command line -> expected output, byte for byte
	$(Q)$(PROVE) $(GOLD)

check-rules: $(BIN) $(TOOLS)           ## lint rules, classes of changes, and the catalogue of bad inputs
	$(Q)$(PROVE) $(RULES)

check-e2e: $(BIN) $(TOOLS)              ## stories with real repositories
	$(Q)$(IN_MEMORY) $(PROVE) $(BATS)

check-style: $(BIN)                     ## layer order, headers that stand alone, house rules
	$(Q)DICTUM='$(abspath $(BIN))' $(PROVE) $(STYLE)

check-browser: $(BIN) $(TOOLS) $(NPM)   ## the rendered site in Chromium, its links, HTML and API; reports read back
	$(Q)$(PROVE) $(NODE)

# `make check` takes a sample of what these try; DEEP tells them to try all of it, or, where it is more than 1, of failing memory and system
# calls every DEEP-th.
DEEP ?= 1
DEEP_TESTS := tests/e2e/memory.bats tests/e2e/faults.bats tests/js/escape.test.mjs tests/js/order.test.mjs tests/js/incremental.test.mjs
check-deep: $(BIN) $(TOOLS) $(NPM) $(B)/unit/doc/t_yaml_plain  ## all of what make check tries a sample of: an hour on two cores; minutes with DEEP=20
	$(Q)$(IN_MEMORY) DEEP='$(DEEP)' $(PROVE) $(DEEP_TESTS) $(B)/unit/doc/t_yaml_plain

check-search: $(BIN) $(TOOLS) $(NPM)    ## both engines of search, on small and large dictionaries
	$(Q)$(PROVE) $(SEARCH)

$(NPM): tests/browser/package-lock.json
	@echo '  NPM   tests/browser'
	$(Q)cd tests/browser && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

golden-update: $(BIN)                   ## accept current output; review it with git diff
	$(Q)DICTUM='$(abspath $(BIN))' UPDATE=1 sh tests/golden/run.sh
	$(Q)DICTUM='$(abspath $(BIN))' UPDATE=1 sh tests/rules/run.sh
	$(Q)DICTUM='$(abspath $(BIN))' UPDATE=1 sh tests/changes/run.sh

PARTS = check-unit check-golden check-rules check-e2e

asan:                                   ## unit, golden and e2e tests under ASan + UBSan
	$(HAVE) build test
	$(Q)$(AGAIN) VARIANT=asan $(FAST) all unit-programs
	$(Q)set -e; for part in $(PARTS); do $(AGAIN) VARIANT=asan $$part; done

THREADED := $(patsubst %,tests/e2e/%.bats,build corpus diff files fix gone history news reads scope sparse)
check-threads: $(BIN) $(TOOLS)
	$(Q)$(PROVE) $(THREADED)

tsan:                                   ## unit tests, and the stories of what runs on several threads, under ThreadSanitizer
	$(HAVE) build test
	$(Q)$(AGAIN) VARIANT=tsan $(FAST) all unit-programs
	$(Q)set -e; for part in check-unit check-threads; do $(AGAIN) VARIANT=tsan $$part; done

# valgrind knows neither Landlock nor seccomp and would say so.
VALGRIND = valgrind -q --leak-check=full --suppressions=$(CURDIR)/tests/tools/valgrind.supp --errors-for-leak-kinds=definite --error-exitcode=99

valgrind:                               ## unit tests, lint and build of definitions/ under valgrind
	$(HAVE) build test valgrind
	$(Q)$(AGAIN) $(FAST) all unit-programs
	$(Q)TAP_WRAP='$(VALGRIND)' $(AGAIN) check-unit
	$(Q)$(VALGRIND) $(BIN) -C definitions lint --sandbox off >/dev/null
	$(Q)out=$$(mktemp -d) && trap 'rm -rf "$$out"' EXIT && \
	  $(VALGRIND) $(BIN) -C definitions build --sandbox off --worktree --output "$$out/site"
	@echo 'valgrind: no errors'

# What is reached, with a little room: coverage of threads and of what a machine forbids differs by some lines.
COVERAGE_MIN ?= 97.5
COVERAGE_MIN_BRANCHES ?= 90
coverage:                               ## what tests run of src/; below COVERAGE_MIN (97.5) % of lines, COVERAGE_MIN_BRANCHES (90) it fails
	$(HAVE) build test
	$(Q)find $(BUILD)/cov -name '*.gcda' -delete 2>/dev/null || true
	$(Q)$(AGAIN) VARIANT=cov $(FAST) all unit-programs
	$(Q)set -e; for part in $(PARTS) check-search; do $(AGAIN) VARIANT=cov $$part; done
	$(Q)COVERAGE_MIN='$(COVERAGE_MIN)' COVERAGE_MIN_BRANCHES='$(COVERAGE_MIN_BRANCHES)' sh tests/tools/coverage.sh $(BUILD)/cov

FUZZ_SECONDS ?= 60
fuzz:                                   ## each fuzzer for FUZZ_SECONDS (60); finds go to build/fuzz/
	$(HAVE) build fuzz
	$(Q)$(AGAIN) VARIANT=fuzz CC=clang $(FAST) fuzz-programs
	$(Q)sh tests/tools/fuzz.sh $(BUILD)/fuzz $(FUZZ_SECONDS)

fuzz-programs: $(FUZZ)

MUTANTS ?= 60
mutation: $(BIN) unit-programs          ## do tests notice changes of validation, escapers, publisher? MUTANTS (60), or FILE[:LINE]
	$(Q)node tests/tools/mutate.mjs $(B) '$(MUTANTS)'

BENCH_RUNS ?= 7
bench: $(BIN) $(TOOLS) tests/bench/node_modules/.installed   ## medians of BENCH_RUNS (7) against peers and the machine's floor, 1,000 to 100,000 definitions
	$(Q)mkdir -p $(BUILD)/bench && DICTUM='$(abspath $(BIN))' node tests/bench/run.mjs $(BUILD)/bench $(BENCH_RUNS)
	$(Q)DICTUM='$(abspath $(BIN))' node tests/bench/search.mjs $(BUILD)/bench

tests/bench/node_modules/.installed: tests/bench/package-lock.json
	@echo '  NPM   tests/bench'
	$(Q)cd tests/bench && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	$(Q)touch $@

# internalAstError: cppcheck 2.10 cannot read a compound literal after "?". autoVariables: parsers keep their frame's objects.
lint:                                   ## cppcheck over src/
	$(HAVE) lint
	$(Q)cppcheck -q -j$(JOBS) --std=c11 --enable=warning,portability --inline-suppr --error-exitcode=1 \
	  --suppress=missingIncludeSystem --suppress=internalAstError --suppress=autoVariables $(DEFS) -Isrc src

MANPAGES := $(wildcard man/*.[157])
install: all                            ## install under $(DESTDIR)$(PREFIX)
	$(INSTALL) -d '$(DESTDIR)$(BINDIR)'
	$(INSTALL) -m 755 $(BIN) '$(DESTDIR)$(BINDIR)/$(NAME)'
	@set -e; for page in $(MANPAGES); do d='$(DESTDIR)$(MANDIR)'/man$${page##*.}; \
	  $(INSTALL) -d "$$d"; $(INSTALL) -m 644 "$$page" "$$d/"; done
	$(INSTALL) -d '$(DESTDIR)$(BASHCOMPDIR)' '$(DESTDIR)$(ZSHCOMPDIR)' '$(DESTDIR)$(FISHCOMPDIR)'
	$(INSTALL) -m 644 completions/$(NAME).bash '$(DESTDIR)$(BASHCOMPDIR)/$(NAME)'
	$(INSTALL) -m 644 completions/_$(NAME) '$(DESTDIR)$(ZSHCOMPDIR)/_$(NAME)'
	$(INSTALL) -m 644 completions/$(NAME).fish '$(DESTDIR)$(FISHCOMPDIR)/$(NAME).fish'

uninstall:                              ## remove what install put there
	rm -f '$(DESTDIR)$(BINDIR)/$(NAME)' '$(DESTDIR)$(BASHCOMPDIR)/$(NAME)' '$(DESTDIR)$(ZSHCOMPDIR)/_$(NAME)' \
	  '$(DESTDIR)$(FISHCOMPDIR)/$(NAME).fish'
	@for page in $(MANPAGES); do rm -f '$(DESTDIR)$(MANDIR)'/man$${page##*.}/$${page#man/}; done

DIST = $(NAME)-$(VERSION)
dist:                                   ## reproducible tarball of the last commit
	$(Q)git archive --format=tar --prefix=$(DIST)/ HEAD | gzip -9n >$(DIST).tar.gz
	@echo '$(DIST).tar.gz'

distcheck: dist                         ## the tarball builds, passes, installs and uninstalls by itself
	$(Q)set -e; d=$$(mktemp -d); trap 'rm -rf "$$d"' EXIT; tar -C "$$d" -xzf $(DIST).tar.gz; t="$$d/$(DIST)"; \
	  $(AGAIN) -C "$$t" check; \
	  $(AGAIN) -C "$$t" install DESTDIR="$$d/root" PREFIX=/usr; "$$d/root/usr/bin/$(NAME)" --version; \
	  $(AGAIN) -C "$$t" uninstall DESTDIR="$$d/root" PREFIX=/usr; \
	  left=$$(find "$$d/root" -type f); [ -z "$$left" ] || { echo "uninstall left: $$left"; exit 1; }; \
	  echo '$(DIST).tar.gz is ready'

clean:                                  ## remove everything make built (distclean: also npm packages)
	rm -rf $(BUILD) _site ._site.* $(NAME)-*.tar.gz

distclean: clean
	rm -rf tests/browser/node_modules

help:                                   ## this list
	@sed -n 's/^\([a-z0-9-]*\):[^#]*## /\1|/p' Makefile | awk -F'|' '{printf "  %-14s %s\n",$$1,$$2}'

.PHONY: all deps site render check check-all unit-programs check-unit check-golden check-rules check-e2e check-style check-browser check-deep check-search check-threads \
        golden-update asan tsan valgrind coverage fuzz fuzz-programs mutation bench lint install uninstall dist distcheck \
        clean distclean help FORCE
.DELETE_ON_ERROR:
