# rnnfc: forecasting time series with recurrent networks.
#
#   make            the program, ./rnnfc
#   make all        the program and the static library
#   make deps       install what is missing (Debian packages; root or sudo)
#   make demo       train, predict and plot a data set that ships
#   make check      every test: unit, gradient, command line, documents
#   make asan       the same under the address and undefined-behaviour
#                   sanitizers
#   make fuzz       hostile input: each target of tests/fuzz for FUZZ_SECONDS
#                   (600), with clang's libFuzzer
#   make bench      how fast it is, beside PyTorch where python3-torch is
#                   (not a test; JSON=FILE writes the figures);
#                   bench-quick: in a minute; bench-reading: CSV alone;
#                   bench-growth: how time and memory grow with the data;
#                   bench-cells: each cell beside its matrix products
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
# OpenBLAS is not linked but loaded (lib/base/blas.h).
LIBS := -lcsv -ljansson -lz -lzstd -lm -ldl -pthread

LIB_SRC  := $(sort $(wildcard lib/*/*.c))
LIB_HDR  := $(sort $(wildcard lib/*.h lib/*/*.h))
CMD_SRC  := $(sort $(wildcard cmd/*.c))
UNIT_SRC := $(filter-out tests/unit/test_kernel.c, \
                        $(sort $(wildcard tests/unit/test_*.c)))
MAN1     := $(sort $(wildcard man/*.1))
MAN5     := $(sort $(wildcard man/*.5))
MAN7     := $(sort $(wildcard man/*.7))
LIB_OBJ  := $(LIB_SRC:%.c=$(BUILD)/%.o)
LIB2_OBJ := $(LIB_SRC:%.c=$(BUILD)/double/%.o)
CMD_OBJ  := $(CMD_SRC:%.c=$(BUILD)/%.o)
UNIT_OBJ := $(UNIT_SRC:%.c=$(BUILD)/double/%.o)
UNIT_BIN := $(UNIT_SRC:tests/unit/%.c=$(BUILD)/unit/%)
FUZZ_SRC := $(filter-out tests/fuzz/fuzz.c,$(sort $(wildcard tests/fuzz/*.c)))
FUZZ_BIN := $(FUZZ_SRC:tests/fuzz/%.c=$(BUILD)/bin/%)
BENCH_BIN := $(addprefix $(BUILD)/bench/,limit engine table tokens cells spawn empty)

# The forms of the kernels (lib/base/kernel.h), each tested by itself.
KERNEL_SRC    := $(filter lib/nn/cell_% lib/nn/vec.c lib/nn/norm.c \
                          lib/nn/skip.c lib/nn/attention_layer.c \
                          lib/base/gemm.c lib/base/rng.c \
                          lib/train/optim_%,$(LIB_SRC))
FORM_chosen   :=
FORM_portable := -DRN_KERNEL=
FORMS         := chosen portable
ifneq ($(filter x86_64-%,$(shell $(CC) -dumpmachine)),)
FORM_v3 := -DRN_KERNEL='__attribute__((target("arch=x86-64-v3")))' \
           -DKERNEL_LEVEL=3
FORM_v4 := -DRN_KERNEL='__attribute__((target("arch=x86-64-v4")))' \
           -DKERNEL_LEVEL=4
FORMS   += v3 v4
endif
UNIT_BIN += $(FORMS:%=$(BUILD)/unit/test_kernel-%)

# Debian's packages: to build and run, and to test.
PACKAGES      := build-essential libcsv-dev libopenblas-dev libjansson-dev \
                 librandom123-dev zlib1g-dev libzstd-dev gnuplot-nox
TEST_PACKAGES := libcmocka-dev bats mandoc jq zstd bzip2 xz-utils
FUZZ_PACKAGES := clang zstd

.SECONDARY:
.DELETE_ON_ERROR:
.PHONY: all deps deps-check demo check asan bench bench-quick bench-reading \
        bench-growth bench-cells bench-records learn fuzz fuzz-run install uninstall clean \
        help

$(BIN): $(CMD_OBJ) $(BUILD)/librnnfc.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

all: $(BIN) $(BUILD)/librnnfc.a

$(BUILD)/librnnfc.a: $(LIB_OBJ)
	@rm -f $@
	@ar rcs $@ $^

$(BUILD)/librnnfc-double.a: $(LIB2_OBJ)
	@rm -f $@
	@ar rcs $@ $^

is_kernel = $(filter $(KERNEL_SRC),$<)

$(BUILD)/double/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(OURS) $(if $(is_kernel),$(KERNEL)) -DRN_DOUBLE -c -o $@ $<

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(OURS) $(if $(is_kernel),$(KERNEL)) -c -o $@ $<

# Unit tests link a second, double-precision build of the library.
$(BUILD)/unit/%: $(BUILD)/double/tests/unit/%.o $(BUILD)/librnnfc-double.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lcmocka $(LIBS)

$(BUILD)/unit/test_kernel-%: tests/unit/test_kernel.c $(KERNEL_SRC) \
		$(BUILD)/librnnfc.a $(LIB_HDR) $(wildcard tests/unit/*.h)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(filter-out -MMD -MP,$(OURS)) $(KERNEL) $(FORM_$*) \
		$(LDFLAGS) -o $@ $(filter-out %.h,$^) -lcmocka $(LIBS)

# The helpers of the benchmark; two of them must start with next to nothing.
$(addprefix $(BUILD)/bench/,limit engine table tokens cells): \
$(BUILD)/bench/%: $(BUILD)/tests/bench/%.o $(BUILD)/librnnfc.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/bench/spawn: LDFLAGS += -static
$(BUILD)/bench/spawn $(BUILD)/bench/empty: \
$(BUILD)/bench/%: $(BUILD)/tests/bench/%.o
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^

# Whether cells learn what they are made for.
$(BUILD)/learn/learn: $(BUILD)/tests/learn/learn.o $(BUILD)/librnnfc.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

# The fuzz targets see every read of the library (tests/fuzz/fuzz.h).
$(BUILD)/bin/%: $(BUILD)/tests/fuzz/%.o $(BUILD)/tests/fuzz/fuzz.o \
		$(BUILD)/librnnfc.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -fsanitize=fuzzer -Wl,--wrap=read $(LDFLAGS) -o $@ $^ \
		$(LIBS)

-include $(LIB_OBJ:.o=.d) $(LIB2_OBJ:.o=.d) $(CMD_OBJ:.o=.d) $(UNIT_OBJ:.o=.d)
-include $(BENCH_BIN:$(BUILD)/bench/%=$(BUILD)/tests/bench/%.d)
-include $(BUILD)/tests/learn/learn.d
-include $(FUZZ_BIN:$(BUILD)/bin/%=$(BUILD)/tests/fuzz/%.d)

deps:
	@tests/install-packages.sh $(PACKAGES)

deps-check:
	@tests/install-packages.sh $(PACKAGES) $(TEST_PACKAGES)

demo: deps
	@$(MAKE) --no-print-directory $(BIN)
	@mkdir -p $(BUILD)/demo
	@set -e; cp datasets/electricity-load.csv $(BUILD)/demo; \
	run() { echo; echo "\$$ rnnfc $$*"; $(CURDIR)/$(BIN) "$$@"; }; \
	cd $(BUILD)/demo; \
	run train electricity-load.csv --preset auto --budget small; \
	run predict -H 8 --level 80; \
	run plot -o forecast.png; run plot; \
	echo; echo "The picture is $(BUILD)/demo/forecast.png"

check: deps-check
	@$(MAKE) --no-print-directory $(BIN) $(UNIT_BIN)
	@RNNFC=$(abspath $(BIN)) CC="$(CC)" tests/run.sh $(BUILD)/unit

asan:
	@$(MAKE) --no-print-directory check BUILD=build/asan BIN=build/asan/rnnfc \
		CFLAGS="-O1 -g -fsanitize=address,undefined \
		-fno-sanitize-recover=undefined -fno-omit-frame-pointer $(EXTRA)"

# Everything of it lies in a folder of its own: programs, corpora, findings.
fuzz:
	@tests/install-packages.sh $(PACKAGES) $(FUZZ_PACKAGES)
	@$(MAKE) --no-print-directory fuzz-run BUILD=$(BUILD)/fuzz \
		BIN=$(BUILD)/fuzz/rnnfc CC=clang \
		CFLAGS="-O1 -g -fsanitize=fuzzer-no-link,address,undefined \
		-fno-sanitize-recover=undefined -fno-omit-frame-pointer"

fuzz-run: $(BIN) $(FUZZ_BIN)
	@RNNFC=$(abspath $(BIN)) tests/fuzz/run.sh $(BUILD)

learn: $(BIN) $(BUILD)/learn/learn
	@RNNFC=$(abspath $(BIN)) tests/learn/run.sh $(BUILD)/learn/learn

bench: $(BIN) $(BENCH_BIN)
	@RNNFC=$(abspath $(BIN)) BENCH=$(abspath $(BUILD)/bench) \
		JSON=$(if $(JSON),$(abspath $(JSON))) tests/bench/run.sh

bench-quick: $(BIN) $(BENCH_BIN)
	@RNNFC=$(abspath $(BIN)) BENCH=$(abspath $(BUILD)/bench) \
		JSON=$(if $(JSON),$(abspath $(JSON))) tests/bench/run.sh --quick

bench-reading: $(BIN) $(BENCH_BIN)
	@RNNFC=$(abspath $(BIN)) BENCH=$(abspath $(BUILD)/bench) \
		JSON=$(if $(JSON),$(abspath $(JSON))) tests/bench/run.sh --reading

bench-growth: $(BIN) $(BENCH_BIN)
	@RNNFC=$(abspath $(BIN)) BENCH=$(abspath $(BUILD)/bench) \
		tests/bench/growth.sh

# DIR has the data sets; see the script.
bench-records: $(BIN)
	@RNNFC=$(abspath $(BIN)) tests/bench/records.sh $(DIR) $(RECORDS)

bench-cells: $(BUILD)/bench/cells
	@OPENBLAS_NUM_THREADS=1 $< $(ROUNDS)

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib \
		$(addprefix $(DESTDIR)$(PREFIX)/share/man/,man1 man5 man7)
	install $(BIN) $(DESTDIR)$(PREFIX)/bin/rnnfc
	install -m 644 $(BUILD)/librnnfc.a $(DESTDIR)$(PREFIX)/lib
	install -m 644 $(MAN1) $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 644 $(MAN5) $(DESTDIR)$(PREFIX)/share/man/man5
	install -m 644 $(MAN7) $(DESTDIR)$(PREFIX)/share/man/man7
	for h in $(LIB_HDR:lib/%=%); do install -D -m 644 lib/$$h \
		$(DESTDIR)$(PREFIX)/include/rnnfc/$$h || exit 1; done

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/rnnfc $(DESTDIR)$(PREFIX)/lib/librnnfc.a
	rm -f $(MAN1:man/%=$(DESTDIR)$(PREFIX)/share/man/man1/%)
	rm -f $(MAN5:man/%=$(DESTDIR)$(PREFIX)/share/man/man5/%)
	rm -f $(MAN7:man/%=$(DESTDIR)$(PREFIX)/share/man/man7/%)
	rm -rf $(DESTDIR)$(PREFIX)/include/rnnfc

clean:
	rm -rf build rnnfc

help:
	@sed -n '/^$$/q;s/^# \{0,1\}//p' Makefile
