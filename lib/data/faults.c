/*
 * faults.c - all places where a time axis is not regular.
 */
#include "data/faults.h"

static enum rn_axis_defect_kind kind_of(int64_t d, int64_t step)
{
	if (d == 0)
		return RN_AXIS_SAME;
	if (d < 0)
		return RN_AXIS_BACK;
	return d % step == 0 ? RN_AXIS_GAP : RN_AXIS_OFF;
}

void rn_faults_add(struct rn_faults *faults, const struct rn_axis *axis,
                   const struct rn_timecol *times)
{
	int64_t at = 0, before = 0;
	bool is_exact;

	for (size_t k = 0; k < times->n; k++, before = at) {
		struct rn_fault *fault;
		enum rn_axis_defect_kind kind;

		at = rn_axis_locate(axis, times->time[k], &is_exact);
		if (k == 0 || at - before == axis->step)
			continue;
		kind = kind_of(at - before, axis->step);
		fault = &faults->of[kind];
		if (fault->n++ == 0) {
			fault->line = rn_timecol_line(times, k);
			fault->before = rn_timecol_line(times, k - 1);
		}
		if (kind == RN_AXIS_GAP)
			faults->n_step += (uint64_t)((at - before) / axis->step - 1);
	}
}

size_t rn_faults_n(const struct rn_faults *faults)
{
	size_t n = 0;

	for (int i = 0; i < RN_N_FAULT; i++)
		n += faults->of[i].n;
	return n;
}
