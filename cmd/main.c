/*
 * main.c - the command table, help and version.
 */
#include "opt.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern const struct cmd cmd_train, cmd_predict, cmd_plot, cmd_evaluate,
	cmd_inspect, cmd_info, cmd_list;

static const struct cmd *const cmds[] = {
	&cmd_train, &cmd_predict, &cmd_plot, &cmd_evaluate, &cmd_inspect,
	&cmd_info, &cmd_list, NULL
};

static const struct cmd *find(const char *name)
{
	for (int i = 0; cmds[i]; i++)
		if (strcmp(cmds[i]->name, name) == 0)
			return cmds[i];
	return NULL;
}

static void print_help(FILE *out)
{
	fputs("usage: rnnfc COMMAND [OPTIONS] [FILE]\n\n"
	      "Forecasts time series with recurrent networks.  Three commands, in "
	      "one folder:\n\n"
	      "  rnnfc train data.csv    trains, judges itself, writes "
	      "model.safetensors\n"
	      "  rnnfc predict           the next steps as CSV, in the data's own "
	      "units\n"
	      "  rnnfc plot              a picture of history, held-out rows and "
	      "forecast\n\n"
	      "Commands:\n", out);
	for (int i = 0; cmds[i]; i++)
		fprintf(out, "  %-10s %s\n", cmds[i]->name, cmds[i]->summary);
	fputs("\nrnnfc COMMAND --help tells more; so do "
	      "rnnfc(1) and its pages.\n", out);
}

static int print_version(const struct ui *ui)
{
	struct rn_error err;

	if (ui->verbose && rn_blas_start(&err))
		return ui_fail(ui, &err);
	puts("rnnfc " RN_VERSION);
	if (!ui->verbose)
		return RN_OK;
	printf("matrix products: OpenBLAS, kernels for %s, one thread each\n",
	       rn_blas_core());
	printf("processors: %d\n", rn_cpu_count());
	return RN_OK;
}

/* Descriptors 0 to 2 must be open, or a file of ours could land on one. */
static void open_standard_streams(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDWR);
	} while (fd >= 0 && fd <= 2);
	if (fd > 2)
		close(fd);
}

static int run(const struct cmd *cmd, struct ui *ui, int argc, char **argv)
{
	static char name[64];

	snprintf(name, sizeof(name), "rnnfc %s", cmd->name);
	ui->command = name;
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--json") == 0)
			ui->json = true; /* errors in other options are JSON too */
	return cmd->run(cmd, ui, argc, argv);
}

static int help(struct ui *ui, const char *name)
{
	const struct cmd *cmd = name ? find(name) : NULL;
	char option[] = "--help";
	char *argv[] = { NULL, option, NULL };
	char shown[RN_SHOWN];

	if (cmd)
		return run(cmd, ui, 2, argv);
	if (name)
		return ui_misuse(ui, "no command \"%s\"",
		                 rn_show(shown, name, strlen(name)));
	print_help(stdout);
	return RN_OK;
}

static int dispatch(struct ui *ui, int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : NULL;
	const char *next = argc > 2 ? argv[2] : NULL;
	char shown[RN_SHOWN];

	if (!word) {
		print_help(stderr);
		return RN_EUSAGE;
	}
	if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0
	    || strcmp(word, "help") == 0)
		return help(ui, next);
	if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0) {
		ui->verbose = next && (strcmp(next, "-v") == 0
		                       || strcmp(next, "--verbose") == 0);
		return print_version(ui);
	}
	if (find(word))
		return run(find(word), ui, argc - 1, argv + 1);
	return ui_misuse(ui, "no command \"%s\"",
	                 rn_show(shown, word, strlen(word)));
}

int main(int argc, char **argv)
{
	struct ui ui = { .command = "rnnfc", .color = "auto" };
	struct rn_error err;
	int status;

	open_standard_streams();
	signal(SIGXFSZ, SIG_IGN); /* a limit on file size is an error like others */
	status = dispatch(&ui, argc, argv);
	if ((fflush(stdout) || ferror(stdout)) && !status) {
		rn_fail_errno(&err, "cannot write", "standard output");
		status = ui_fail(&ui, &err);
	}
	return status;
}
