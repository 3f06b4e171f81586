/*
 * rnnfc.h - the library, in the order that data flows through it.
 *
 *   CSV -> panel -> scaler -> windows -> batches -> network -> loss
 *       -> gradients -> optimiser -> model file -> forecast -> CSV / plot
 */
#ifndef RNNFC_H
#define RNNFC_H

#include "base/error.h"
#include "base/real.h"
#include "base/block.h"
#include "base/blas.h"
#include "base/shard.h"
#include "base/file.h"

#include "data/dialect.h"
#include "data/csv.h"
#include "data/time.h"
#include "data/axis.h"
#include "data/step.h"
#include "data/freq.h"
#include "data/vocabulary.h"
#include "data/panel.h"
#include "data/phase.h"
#include "data/tail.h"
#include "data/profile.h"
#include "data/season.h"
#include "data/quantile.h"
#include "data/scaler.h"
#include "data/level.h"
#include "data/window.h"

#include "nn/arch.h"
#include "nn/attention.h"
#include "nn/cell.h"
#include "nn/combine.h"
#include "nn/init.h"
#include "nn/loss.h"
#include "nn/network.h"
#include "nn/arch.h"

#include "train/baseline.h"
#include "train/epoch.h"
#include "train/optim.h"
#include "train/schedule.h"
#include "train/trainer.h"

#include "model/spec.h"
#include "model/spec_method.h"
#include "model/residual.h"
#include "model/verdict.h"
#include "model/model.h"

#include "forecast/metric.h"
#include "forecast/guess.h"
#include "forecast/conformal.h"
#include "forecast/judge.h"
#include "forecast/origins.h"
#include "forecast/tally.h"
#include "forecast/scores.h"
#include "forecast/forecast.h"
#include "forecast/paths.h"
#include "forecast/interval.h"
#include "forecast/bands.h"
#include "forecast/outlook.h"
#include "forecast/ensemble.h"
#include "forecast/fit.h"
#include "forecast/evaluate.h"
#include "forecast/folds.h"
#include "forecast/importance.h"

#include "select/outline.h"
#include "select/recipe.h"
#include "select/contest.h"
#include "select/auto.h"

#include "plot/chart.h"

#endif
