/*
 * model.c - any bytes as a model file; what loads can be saved and used.
 *
 * Most changes to a file only break its checksum or lengths, which would be
 * all that is ever tested.  So the mutator changes the header or the tensors
 * and mends the rest.
 */
#include "fuzz.h"

#include "base/safetensors_format.h"
#include "forecast/forecast.h"
#include "forecast/interval.h"
#include "forecast/outlook.h"
#include "model/model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { LENGTH = 8, AHEAD = 3 };

/* Of libFuzzer: changes the bytes in place, and returns how many there are. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
                               unsigned int seed);

static size_t read_length(const uint8_t *data)
{
	size_t n = 0;

	for (int i = 0; i < LENGTH; i++)
		n |= (size_t)data[i] << 8 * i;
	return n;
}

static void write_length(uint8_t *data, size_t n)
{
	for (int i = 0; i < LENGTH; i++)
		data[i] = (uint8_t)(n >> 8 * i);
}

static void write_checksum(uint8_t *data, size_t size)
{
	const size_t start = strlen(RN_HEADER_START);
	uint8_t *at = data + LENGTH + start;
	char digits[RN_N_CHECKSUM + 1];

	if (size < LENGTH + start + RN_N_CHECKSUM
	    || memcmp(data + LENGTH, RN_HEADER_START, start) != 0)
		return;
	memset(at, '0', RN_N_CHECKSUM);
	snprintf(digits, sizeof(digits), "%08lx",
	         crc32_z(0, data + LENGTH, size - LENGTH));
	memcpy(at, digits, RN_N_CHECKSUM);
}

/* Changes the header of n bytes, and moves the tensors behind it. */
static size_t mutate_header(uint8_t *data, size_t n, size_t size,
                            size_t max_size)
{
	const size_t n_tensors = size - LENGTH - n;
	uint8_t *tensors = malloc(n_tensors + 1);

	MUST(tensors);
	memcpy(tensors, data + LENGTH + n, n_tensors);
	n = LLVMFuzzerMutate(data + LENGTH, n, max_size - LENGTH - n_tensors);
	memcpy(data + LENGTH + n, tensors, n_tensors);
	free(tensors);
	write_length(data, n);
	return LENGTH + n + n_tensors;
}

/* Most of what the header of n bytes tells is numbers: changes a digit of one,
 * or puts one more before it. */
static size_t mutate_number(uint8_t *data, size_t n, size_t size,
                            size_t max_size, unsigned int seed)
{
	uint8_t *header = data + LENGTH;
	size_t at = seed % n;

	while (at < n && (header[at] < '0' || header[at] > '9'))
		at++;
	if (at == n)
		return size;
	seed /= (unsigned int)n;
	if (seed % 2 && size < max_size) {
		memmove(header + at + 1, header + at, size - LENGTH - at);
		write_length(data, n + 1);
		size++;
	}
	header[at] = (uint8_t)('0' + seed / 2 % 10);
	return size;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
                               unsigned int seed)
{
	const size_t n = size < LENGTH ? 0 : read_length(data);

	if (n == 0 || size > max_size || n >= size - LENGTH || seed % 16 == 0)
		return LLVMFuzzerMutate(data, size, max_size);
	switch (seed % 3) {
	case 0:
		size = mutate_number(data, n, size, max_size, seed / 3);
		break;
	case 1:
		size = mutate_header(data, n, size, max_size);
		break;
	default:
		LLVMFuzzerMutate(data + LENGTH + n, size - LENGTH - n,
		                 size - LENGTH - n);
	}
	write_checksum(data, size);
	return size;
}

/* Saved, loaded and saved again it is the same file. */
static void check_saved(const struct rn_model *model)
{
	struct fuzz_file one = fuzz_file_make("", 0), two = fuzz_file_make("", 0);
	struct rn_model again;
	struct rn_error err;
	size_t n1, n2;
	void *bytes1, *bytes2;

	MUST(rn_model_save(model, one.path, &err) == RN_OK);
	MUST(rn_model_load(&again, one.path, &err) == RN_OK);
	MUST(rn_model_save(&again, two.path, &err) == RN_OK);
	bytes1 = fuzz_file_bytes(&one, &n1);
	bytes2 = fuzz_file_bytes(&two, &n2);
	MUST(n1 == n2 && memcmp(bytes1, bytes2, n1) == 0);
	free(bytes1);
	free(bytes2);
	rn_model_release(&again);
	fuzz_file_close(&one);
	fuzz_file_close(&two);
}

/* The intervals around them that need no paths. */
static void check_intervals(const struct rn_model *m, int i,
                            const struct rn_series *rows, size_t ahead,
                            const double *yhat)
{
	const struct rn_interval_type *type = rn_interval_usual(m);
	const struct rn_fan_opts opts = { .type = type, .n_level = 2,
	                                  .level = { 80, 99.9 }, .temperature = 1 };
	const size_t reach = rn_interval_reach(type, m);
	struct rn_fan fan;
	struct rn_error err;

	if (reach == 0 || m->spec.is_categorical)
		return;
	ahead = ahead < reach ? ahead : reach;
	MUST(rn_fan_make(&fan, m, &opts, ahead, &err) == RN_OK);
	rn_fan_spread(&fan, i, rows, ahead, yhat);
	for (size_t k = 0; k < ahead; k++)
		MUST(!(rn_fan_low(&fan, 1)[k] > rn_fan_high(&fan, 1)[k]));
	rn_fan_release(&fan);
}

/* Forecasts what can be forecast without other files. */
static void check_forecast(const struct rn_model *m, struct rn_outlook *outlook,
                           double **input, size_t ahead)
{
	double yhat[AHEAD];
	char text[RN_TIME_TEXT];
	struct rn_error err;

	for (int i = 0; i < m->n_series; i++) {
		const struct rn_series s = rn_model_context(m, i, input);
		const enum rn_status status =
			rn_outlook_take(outlook, m, i, &s, NULL, &err);

		fuzz_check_status(status, &err);
		MUST(!status || m->columns.role[RN_AHEAD].n > 0);
		if (!status) {
			MUST(rn_forecast(m, m->series[i].scale, &outlook->rows, ahead, yhat,
			                 &err) == RN_OK);
			check_intervals(m, i, &outlook->rows, ahead, yhat);
		}
		MUST(fuzz_is_plain(rn_axis_text(text, &s.axis, (int64_t)s.n_row)));
	}
}

static void check_usable(const struct rn_model *m)
{
	const size_t n = (size_t)rn_columns_n_input(&m->columns);
	const size_t most = rn_model_most_ahead(m);
	const size_t ahead = most < AHEAD ? most : AHEAD;
	double **input = calloc(n + 1, sizeof(*input));
	struct rn_outlook outlook = RN_OUTLOOK_INIT;
	struct rn_error err;

	MUST(input);
	MUST(rn_model_horizon(m) > 0 && ahead > 0);
	MUST(rn_outlook_make(&outlook, m, ahead, &err) == RN_OK);
	check_forecast(m, &outlook, input, ahead);
	rn_outlook_release(&outlook);
	free(input);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_file file = fuzz_file_make(data, size);
	struct rn_model model;
	struct rn_error err;
	const enum rn_status status = rn_model_load(&model, file.path, &err);

	fuzz_check_status(status, &err);
	if (status) {
		MUST(!model.series && model.n_series == 0 && !model.curve);
	} else {
		check_usable(&model);
		check_saved(&model);
	}
	rn_model_release(&model);
	fuzz_file_close(&file);
	return 0;
}
