# rnnfc: forecasting time series with recurrent networks.
#
#   make            the program, ./rnnfc
#   make all        the program and the static library
#   make deps       install what is missing (Debian packages; root or sudo)
#   make demo       train, predict and plot a data set that ships
#   make check      every test: unit, gradient, command line, documents
#   make asan       the same under the address and undefined-behaviour
#                   sanitizers
#   make bench      how fast it trains (not a test)
#   make install    program, library, headers, man pages (PREFIX, DESTDIR)
#   make uninstall  take them away again
#   make clean      remove what was built
#   make help       this text
#
# CC, CFLAGS, LDFLAGS, PREFIX, DESTDIR and BUILD are yours to set.

CC      ?= cc
ifeq ($(origin CC),default)
CC      := gcc
endif
CFLAGS  ?= -O2 -g
PREFIX  ?= /usr/local
DESTDIR ?=
BUILD   ?= build
BIN     ?= rnnfc

VERSION := 0.1.0

WARN := -Wall -Wextra -Wshadow -Wvla -Wwrite-strings -Wpointer-arith \
        -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 -Wundef \
        -Wimplicit-fallthrough
HARD := -fstack-protector-strong
OURS := -std=c11 -D_GNU_SOURCE -pedantic $(WARN) $(HARD) -Ilib -MMD -MP \
        -DRN_VERSION='"$(VERSION)"' -pthread
# The pointwise loops of a network step: vectorised, fused multiply-add, and
# no test for NaN in them.
KERNEL := -O3 -fno-math-errno -fno-trapping-math -ffp-contract=fast
LIBS := -lcsv -lopenblas -ljansson -lz -lm -pthread

LIB_SRC  := $(sort $(wildcard lib/*/*.c))
CMD_SRC  := $(sort $(wildcard cmd/*.c))
UNIT_SRC := $(sort $(wildcard tests/unit/test_*.c))
LIB_OBJ  := $(LIB_SRC:%.c=$(BUILD)/%.o)
LIB2_OBJ := $(LIB_SRC:%.c=$(BUILD)/double/%.o)
CMD_OBJ  := $(CMD_SRC:%.c=$(BUILD)/%.o)
UNIT_BIN := $(UNIT_SRC:tests/unit/%.c=$(BUILD)/unit/%)

.SECONDARY:
.DELETE_ON_ERROR:
.PHONY: all deps demo check asan bench install uninstall clean help

$(BIN): $(CMD_OBJ) $(BUILD)/librnnfc.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

all: $(BIN) $(BUILD)/librnnfc.a

$(BUILD)/librnnfc.a: $(LIB_OBJ)
	@rm -f $@
	@echo "  AR  $@"; ar rcs $@ $^

$(BUILD)/librnnfc-double.a: $(LIB2_OBJ)
	@rm -f $@
	@echo "  AR  $@"; ar rcs $@ $^

# The pointwise kernels get KERNEL on top.
is_kernel = $(filter lib/base/rng.c lib/nn/cell_% lib/nn/vec.c lib/train/optim_%,$<)

$(BUILD)/double/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(OURS) $(if $(is_kernel),$(KERNEL)) -DRN_DOUBLE -c -o $@ $<

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(OURS) $(if $(is_kernel),$(KERNEL)) -c -o $@ $<

$(BUILD)/unit/%: $(BUILD)/double/tests/unit/%.o $(BUILD)/librnnfc-double.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lcmocka $(LIBS)

-include $(LIB_OBJ:.o=.d) $(LIB2_OBJ:.o=.d) $(CMD_OBJ:.o=.d)
