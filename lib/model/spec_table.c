/*
 * spec_table.c - the options of a training: the master copy.
 */
#include "model/spec.h"

#define AT(member) offsetof(struct rn_spec, member)
#define TABLE(types) (const void *const *)(types)

static const char data[] = "Data";
static const char windows[] = "Windows and split";
static const char network[] = "Network";
static const char training[] = "Training";

const struct rn_spec_field rn_spec_fields[] = {
	{ .name = "time-col", .group = data, .kind = RN_SPEC_TEXT,
	  .offset = AT(time_col),
	  .help = "the time column, or none for row numbers" },
	{ .name = "time-format", .group = data, .kind = RN_SPEC_TEXT,
	  .offset = AT(time_format),
	  .help = "how times are written, as in strftime; s or ms: since 1970" },
	{ .name = "freq", .group = data, .kind = RN_SPEC_TEXT,
	  .offset = AT(freq),
	  .help = "the time step to make of the rows: 15min, 1h, 1d, B, MS, ..." },
	{ .name = "target-col", .group = data, .kind = RN_SPEC_TEXT,
	  .offset = AT(target_col), .is_list = true,
	  .help = "the column to forecast; a comma list, or all" },
	{ .name = "id-col", .group = data, .kind = RN_SPEC_TEXT,
	  .offset = AT(id_col),
	  .help = "the column that tells whose row it is, in a long file" },
	{ .name = "past-cols", .group = data, .kind = RN_SPEC_TEXT,
	  .offset = AT(past_cols), .is_list = true,
	  .help = "input columns that are known up to the last row" },
	{ .name = "future-cols", .group = data, .kind = RN_SPEC_TEXT,
	  .offset = AT(future_cols), .is_list = true,
	  .help = "input columns that are known for the rows ahead, too" },
	{ .name = "calendar", .group = data, .kind = RN_SPEC_TEXT,
	  .offset = AT(calendar), .is_list = true,
	  .help = "inputs from the time: hour, weekday, month, ..." },
	{ .name = "na", .group = data, .kind = RN_SPEC_TEXT,
	  .offset = AT(na), .is_list = true,
	  .help = "words that are missing values, too; a comma list" },
	{ .name = "missing", .group = data, .kind = RN_SPEC_TYPE,
	  .offset = AT(missing), .table = TABLE(rn_missing_types),
	  .help = "what to do about missing values and rows" },
	{ .name = "no-header", .group = data, .kind = RN_SPEC_FLAG,
	  .offset = AT(no_header),
	  .help = "the first row is data; columns are called 1, 2, ..." },
	{ .name = "rows", .group = data, .kind = RN_SPEC_ROWS,
	  .offset = AT(rows), .help = "data rows A to B-1 alone, from 0" },
	{ .name = "season", .group = data, .kind = RN_SPEC_SEASON,
	  .offset = AT(season),
	  .help = "steps in a season; auto: find it" },
	{ .name = "scaler", .group = data, .kind = RN_SPEC_TYPE,
	  .offset = AT(scaler), .table = TABLE(rn_scaler_types),
	  .help = "how values are brought to a common size" },
	{ .name = "scaler-rows", .group = data, .kind = RN_SPEC_EITHER,
	  .offset = AT(scale_all), .word = { "train", "all" },
	  .help = "the rows that the scaler is fitted on" },

	{ .name = "input-size", .group = windows, .kind = RN_SPEC_INT,
	  .offset = AT(shape.n_in), .min = 1, .max = 100000,
	  .help = "rows that one forecast is made from" },
	{ .name = "horizon", .letter = 'H', .group = windows,
	  .kind = RN_SPEC_INT, .offset = AT(shape.n_out), .min = 1, .max = 10000,
	  .help = "rows that are forecast at once" },
	{ .name = "lead", .group = windows, .kind = RN_SPEC_INT,
	  .offset = AT(shape.lead), .min = 1, .max = 100000,
	  .help = "steps from the last input to the first target" },
	{ .name = "train-size", .group = windows, .kind = RN_SPEC_SIZE,
	  .offset = AT(split.size[RN_TRAIN]),
	  .help = "windows to train on; 0: all that the others leave" },
	{ .name = "val-size", .group = windows, .kind = RN_SPEC_SIZE,
	  .offset = AT(split.size[RN_VALID]),
	  .help = "windows to validate on" },
	{ .name = "test-size", .group = windows, .kind = RN_SPEC_SIZE,
	  .offset = AT(split.size[RN_TEST]),
	  .help = "windows to judge on" },

	{ .name = "cell", .group = network, .kind = RN_SPEC_TYPE,
	  .offset = AT(net.cell), .table = TABLE(rn_cell_types),
	  .help = "the recurrent cell" },
	{ .name = "layers", .group = network, .kind = RN_SPEC_WIDTHS,
	  .offset = AT(net), .help = "units of each recurrent layer" },
	{ .name = "dropout", .group = network, .kind = RN_SPEC_REAL,
	  .offset = AT(net.dropout), .min = 0, .max = 0.99,
	  .help = "share of each layer's outputs masked in training" },
	{ .name = "variational", .group = network, .kind = RN_SPEC_FLAG,
	  .offset = AT(net.variational),
	  .help = "one mask per sequence and connection, on states too" },
	{ .name = "init", .group = network, .kind = RN_SPEC_TYPE,
	  .offset = AT(net.init), .table = TABLE(rn_init_types),
	  .help = "how the weights start" },

	{ .name = "loss", .group = training, .kind = RN_SPEC_TYPE,
	  .offset = AT(train.loss), .table = TABLE(rn_loss_types),
	  .help = "what training makes small" },
	{ .name = "huber-delta", .group = training, .kind = RN_SPEC_REAL,
	  .offset = AT(train.args.delta), .min = 1e-9, .max = 1e9,
	  .help = "where the huber loss turns straight, in scaled units" },
	{ .name = "dof", .group = training, .kind = RN_SPEC_REAL,
	  .offset = AT(train.args.dof), .min = 1, .max = 1e6,
	  .help = "degrees of freedom of the student loss" },
	{ .name = "optimizer", .group = training, .kind = RN_SPEC_TYPE,
	  .offset = AT(train.optim), .table = TABLE(rn_optim_types),
	  .help = "how a gradient becomes a step" },
	{ .name = "learning-rate", .group = training, .kind = RN_SPEC_REAL,
	  .offset = AT(train.rate), .min = 0, .max = 1e30,
	  .help = "the size of a step (also --lr)" },
	{ .name = "momentum", .group = training, .kind = RN_SPEC_REAL,
	  .offset = AT(train.momentum), .min = 0, .max = 0.9999,
	  .help = "of the sgd optimizer" },
	{ .name = "weight-decay", .group = training, .kind = RN_SPEC_REAL,
	  .offset = AT(train.weight_decay), .min = 0, .max = 1e3,
	  .help = "pulls the weights towards zero" },
	{ .name = "schedule", .group = training, .kind = RN_SPEC_TYPE,
	  .offset = AT(train.schedule), .table = TABLE(rn_schedule_types),
	  .help = "how the learning rate changes" },
	{ .name = "batch-size", .group = training, .kind = RN_SPEC_INT,
	  .offset = AT(train.batch_size), .min = 1, .max = 65536,
	  .help = "windows in one step" },
	{ .name = "epochs", .group = training, .kind = RN_SPEC_INT,
	  .offset = AT(train.epochs), .min = 1, .max = 100000,
	  .help = "passes over the training windows" },
	{ .name = "patience", .group = training, .kind = RN_SPEC_INT,
	  .offset = AT(train.patience), .min = 0, .max = 100000,
	  .help = "stop after so many epochs that did not improve; 0: never" },
	{ .name = "clip-norm", .group = training, .kind = RN_SPEC_REAL,
	  .offset = AT(train.clip_norm), .min = 0, .max = 1e9,
	  .help = "the gradient's norm at most; 0: no limit" },
	{ .name = "clip-value", .group = training, .kind = RN_SPEC_REAL,
	  .offset = AT(train.clip_value), .min = 0, .max = 1e9,
	  .help = "each gradient element at most; 0: no limit" },
	{ .name = "keep", .group = training, .kind = RN_SPEC_EITHER,
	  .offset = AT(train.keep_last), .word = { "best", "last" },
	  .help = "the weights that validated best, or the last" },
	{ .name = "seed", .group = training, .kind = RN_SPEC_SEED,
	  .offset = AT(train.seed), .help = "the start of all random numbers" },
	{ .name = NULL }
};

/*
 * The recipe of the source chapter, to the letter: the target lies two steps
 * after the last input, the scaler sees all rows, the last weights are kept.
 */
static const struct rn_preset classic = {
	.name = "classic",
	.title = "the source chapter's recipe to the letter, its slips included",
	.shrink = true,
	.option = {
		{ "input-size", "5" }, { "lead", "2" }, { "horizon", "1" },
		{ "train-size", "11960" }, { "val-size", "1040" },
		{ "test-size", "1000" }, { "scaler", "center-max" },
		{ "scaler-rows", "all" }, { "init", "keras" },
		{ "layers", "50,200" }, { "epochs", "10" }, { "keep", "last" },
	},
};

const struct rn_preset *const rn_presets[] = { &classic, NULL };

void rn_spec_init(struct rn_spec *spec)
{
	*spec = (struct rn_spec){
		.missing = &rn_missing_error,
		.season.n = -1,
		.shape = { .n_in = 5, .lead = 1, .n_out = 1 },
		.split.size = { [RN_VALID] = 0.1, [RN_TEST] = 0.1 },
		.scaler = &rn_scaler_center_max,
		.net = {
			.cell = &rn_cell_lstm,
			.n_rnn = 2,
			.width = { 50, 200 },
			.dropout = 0.2,
			.init = &rn_init_keras,
		},
		.train = {
			.loss = &rn_loss_mse,
			.args = { .delta = RN_HUBER_DELTA, .dof = RN_STUDENT_DOF },
			.optim = &rn_optim_rmsprop,
			.rate = 0.001,
			.schedule = rn_schedule_types[0],
			.batch_size = 512,
			.epochs = 10,
			.seed = 1,
		},
	};
}
