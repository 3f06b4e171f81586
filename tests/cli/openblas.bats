#!/usr/bin/env bats
# OpenBLAS: loaded where it is needed, and what is said of its kernels.

load common

has_avx512() {
	grep -qw avx512f /proc/cpuinfo && grep -qw avx512vl /proc/cpuinfo &&
		grep -qw avx512bw /proc/cpuinfo && grep -qw avx512dq /proc/cpuinfo
}

# From here on a file that is no library stands before OpenBLAS.
break_openblas() {
	mkdir broken
	: >broken/libopenblas.so.0
	export LD_LIBRARY_PATH=$PWD/broken
}

# One line of warning is on standard error, from COMMAND.
warns_once() { # COMMAND REMEDY
	local words="rnnfc $1: warning: OpenBLAS uses its Haswell kernels"

	[ "$(grep -c warning <<<"$stderr")" -eq 1 ] || report
	[[ $stderr == *"$words"*"; $2"* ]] || report
}

@test "what computes nothing does without OpenBLAS" {
	quarters data.csv
	rnnfc train data.csv -q "${small[@]}"
	break_openblas
	works --version
	works --help
	works train --help
	works list cells
	works inspect data.csv
	works info
	works evaluate
	works predict --holdout
	works plot --what data
	works plot --what loss
}

@test "a missing OpenBLAS is named, and the package that has it" {
	quarters data.csv
	rnnfc train data.csv -q "${small[@]}"
	cp model.safetensors before
	break_openblas
	fails 5 libopenblas0 train data.csv "${small[@]}"
	complains libopenblas.so.0
	fails 5 libopenblas0 predict
	fails 5 libopenblas0 evaluate data.csv
	fails 5 libopenblas0 evaluate data.csv --naive
	fails 5 libopenblas0 plot
	run -5 --separate-stderr rnnfc --version -v
	complains libopenblas0
	[ -z "$output" ]
	works info # which has the rest to tell
	[[ $output == *"OpenBLAS cannot be loaded on this machine"* ]]
	works info --json
	cmp model.safetensors before
}

@test "a library without the functions is no OpenBLAS" {
	mkdir broken
	cp "$(ldd "$RNNFC" | awk '/libcsv/ { print $3 }')" \
		broken/libopenblas.so.0
	export LD_LIBRARY_PATH=$PWD/broken
	quarters data.csv
	fails 5 libopenblas0 train data.csv "${small[@]}"
	complains cblas_sgemm
	holds broken data.csv
}

@test "kernels without the processor's AVX-512 are warned of once" {
	has_avx512 || skip "the processor has no AVX-512"
	quarters data.csv
	export OPENBLAS_CORETYPE=Haswell
	works train data.csv "${small[@]}"
	warns_once train "unset OPENBLAS_CORETYPE"
	for words in predict "evaluate data.csv" "evaluate data.csv --naive"; do
		# shellcheck disable=SC2086 # several words
		works $words
		warns_once "${words%% *}" "unset OPENBLAS_CORETYPE"
		[ "${#stderr_lines[@]}" -eq 1 ]
	done
	works --version -v
	says "kernels for Haswell"
	[ -z "$stderr" ]
}

@test "--quiet and a clean environment warn of nothing" {
	quarters data.csv
	OPENBLAS_CORETYPE=Haswell works train data.csv -q "${small[@]}"
	[ -z "$stderr" ]
	OPENBLAS_CORETYPE=Haswell works predict -q
	[ -z "$stderr" ]
	works train data.csv "${small[@]}"
	[[ $stderr != *warning* ]]
	works predict
	[ -z "$stderr" ]
	works evaluate data.csv
	[ -z "$stderr" ]
}

@test "where nobody chose the kernels, the warning says how to" {
	has_avx512 || skip "the processor has no AVX-512"
	quarters data.csv
	rnnfc train data.csv -q "${small[@]}"
	mkdir other
	cat >stub.c <<-'END'
		char *openblas_get_corename(void) { return "Haswell"; }
		void openblas_set_num_threads(int n) { (void)n; }
		void cblas_sgemm(void) { }
		void cblas_sgemv(void) { }
		void cblas_dgemm(void) { }
		void dsyevd_(void) { }
	END
	# shellcheck disable=SC2086 # CC may hold options
	${CC:-cc} -shared -fPIC -o other/libopenblas.so.0 stub.c
	LD_LIBRARY_PATH=$PWD/other works predict
	warns_once predict "try OPENBLAS_CORETYPE=SkylakeX"
	OPENBLAS_CORETYPE='' LD_LIBRARY_PATH=$PWD/other works predict
	warns_once predict "try OPENBLAS_CORETYPE=SkylakeX"
}
