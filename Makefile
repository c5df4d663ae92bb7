# dictum - build, test, install. `make help` lists the targets.
NAME    = dictum
VERSION = 0.1.0

PREFIX  ?= /usr/local
BINDIR  ?= $(PREFIX)/bin
DATADIR ?= $(PREFIX)/share
MANDIR  ?= $(DATADIR)/man
BASHCOMPDIR ?= $(DATADIR)/bash-completion/completions

PKGS       = libgit2 yaml-0.1 libpcre2-8 libcmark libxxhash zlib
PKG_CONFIG ?= pkg-config
PKG_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(PKGS) 2>/dev/null)
PKG_LIBS   := $(shell $(PKG_CONFIG) --libs $(PKGS) 2>/dev/null)

# CFLAGS, CPPFLAGS and LDFLAGS belong to the person typing make; ours have other names.
CFLAGS  ?= -O2 -g
STD      = -std=c11 -pthread
WARN     = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion \
           -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wundef -Wcast-qual \
           -Wwrite-strings -Wformat=2 -Wnull-dereference
DEFS     = -D_POSIX_C_SOURCE=200809L -DDICTUM_VERSION='"$(VERSION)"'
HARDEN   = -fstack-protector-strong
ifdef DEV
WARN    += -Werror
endif

# Each variant has its own objects, so a sanitizer build never mixes with a normal one.
VARIANT ?= release
ifeq ($(VARIANT),asan)
EXTRA = -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all -DDICTUM_ARENA_MALLOC
else ifeq ($(VARIANT),cov)
EXTRA = -O0 -g --coverage
endif
BUILD ?= build
B = $(BUILD)/$(VARIANT)

SRC   := $(sort $(wildcard src/*/*.c))
OBJ   := $(SRC:src/%.c=$(B)/%.o) $(B)/embedded.o
EMBED := $(sort $(wildcard templates/* static/* src/model/dialects/* src/schema/metaschemas/* src/cli/embed/*))
LIB    = $(B)/lib$(NAME).a
BIN    = $(B)/$(NAME)
UNIT  := $(sort $(wildcard tests/unit/*/t_*.c))
UTEST := $(UNIT:tests/unit/%.c=$(B)/unit/%)
FUZZ  := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(wildcard tests/fuzz/f_*.c))

COMPILE = $(CC) $(STD) $(WARN) $(HARDEN) $(DEFS) -Isrc $(PKG_CFLAGS) $(CPPFLAGS) $(CFLAGS) $(EXTRA)
LINK    = $(CC) $(STD) $(CFLAGS) $(EXTRA) $(LDFLAGS)
Q = $(if $(V),,@)

all: $(BIN)                             ## build the program (default)

$(BIN): $(B)/cli/main.o $(LIB)
	@echo '  LINK  $@'
	$(Q)$(LINK) -o $@ $^ $(PKG_LIBS) $(LDLIBS)

$(LIB): $(filter-out $(B)/cli/main.o,$(OBJ))
	@echo '  AR    $@'
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(B)/%.o: src/%.c Makefile
	@echo '  CC    $<'
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -MMD -MP -c -o $@ $<

$(B)/embedded.o: src/base/embed.sh $(EMBED) Makefile
	@echo '  EMBED $@'
	@mkdir -p $(@D)
	$(Q)sh src/base/embed.sh $(EMBED) >$(B)/embedded.c
	$(Q)$(COMPILE) -c -o $@ $(B)/embedded.c

$(B)/unit/%: tests/unit/%.c $(LIB) Makefile
	@echo '  TEST  $@'
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -Itests -MMD -MP -MF $@.d -o $@ $< $(LIB) $(LDFLAGS) $(PKG_LIBS) -lcmocka

-include $(OBJ:.o=.d) $(UTEST:=.d)

check: check-style check-unit check-golden check-e2e   ## every test

check-unit: $(UTEST)                    ## one TAP program per module
	$(Q)CMOCKA_MESSAGE_OUTPUT=TAP prove -j2 -e '' $(UTEST)

check-style:                            ## layer order, headers that stand alone
	$(Q)CC='$(CC)' sh tests/style/layers.sh

check-golden check-e2e: $(BIN)

clean:                                  ## remove everything make created
	rm -rf build

.PHONY: all check check-unit check-golden check-e2e check-style clean
.DELETE_ON_ERROR:
