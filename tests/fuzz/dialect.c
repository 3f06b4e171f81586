/*
 * dialect.c - any beginning of a file, whole or cut anywhere.
 *
 * The reader takes the first 64 KiB for it, which inputs as short as those of
 * csv.c never fill.
 */
#include "fuzz.h"

#include "data/dialect.h"

#include <stdlib.h>
#include <string.h>

/* What is asked for stays, and what is found is one of those there are. */
static void check_found(const struct rn_dialect *found,
                        const struct rn_dialect *asked,
                        const struct rn_sample *sample)
{
	if (asked->delimiter)
		MUST(found->delimiter == asked->delimiter);
	else if (found->delimiter)
		MUST(strchr(",;\t|", found->delimiter)
		     && memchr(sample->text, found->delimiter, sample->n));
	if (asked->decimal)
		MUST(found->decimal == asked->decimal);
	else if (found->decimal == ',')
		MUST(found->delimiter != ','
		     && memchr(sample->text, ',', sample->n));
	else
		MUST(!found->decimal || found->decimal == '.');
}

static void find(const struct rn_dialect *asked,
                 const struct rn_sample *sample)
{
	struct rn_dialect found = *asked;
	struct rn_error err;
	char text[RN_FORMAT_TEXT];
	struct rn_format format = { .has_lf = true, .packing = "gzip" };
	const enum rn_status status = rn_dialect_find(&found, sample, &err);

	fuzz_check_status(status, &err);
	MUST(status == RN_OK || status == RN_EDATA || status == RN_ELIMIT);
	if (status)
		return;
	check_found(&found, asked, sample);
	format.dialect = found;
	MUST(fuzz_is_plain(rn_format_text(text, &format)));
}

/* The bits of the first byte: is the sample whole, and what is asked for. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct rn_dialect asked[] = {
		{ 0, 0 }, { 0, 0 }, { 0, '.' }, { 0, ',' }, { ',', 0 }, { ';', 0 },
		{ '\t', ',' }, { '|', '.' }
	};
	/* Memory of its own, so that one byte too far is noticed. */
	char *text = malloc(size ? size : 1);
	const struct rn_sample sample = { "file", text, size ? size - 1 : 0,
		size && (data[0] & 8) };

	MUST(text);
	if (size > 0) {
		memcpy(text, data + 1, size - 1);
		find(&asked[data[0] % COUNT(asked)], &sample);
	}
	free(text);
	return 0;
}
