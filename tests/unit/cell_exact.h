/*
 * cell_exact.h - the equations of the cells and their derivatives in double,
 * one unit of one row at a time, as the heads of nn/cell_*.c have them.
 */
#ifndef CELL_EXACT_H
#define CELL_EXACT_H

#include <math.h>

enum { MAX_GATE = 4 };

static inline double exact_sigmoid(double x)
{
	return 1 / (1 + exp(-x));
}

/* One unit in one row, in double; a, q: pre-activations with their bias, and
 * the recurrent product; what backward leaves begins with d. */
struct point {
	double a[MAX_GATE], q[MAX_GATE], extra, prev[2], next[2], dnext[2];
	double da[MAX_GATE], dq[MAX_GATE], dextra, dprev[2];
};

static inline void exact_elman(struct point *p)
{
	const double h = tanh(p->a[0]);

	p->next[0] = h;
	p->da[0] = p->dnext[0] * (1 - h * h);
	p->dprev[0] = 0;
}

static inline void exact_gru(struct point *p)
{
	const double r = exact_sigmoid(p->a[0] + p->q[0]);
	const double z = exact_sigmoid(p->a[1] + p->q[1]);
	const double q = p->q[2] + p->extra, n = tanh(p->a[2] + r * q);
	const double dn = p->dnext[0] * (1 - z) * (1 - n * n);

	p->next[0] = (1 - z) * n + z * p->prev[0];
	p->da[0] = p->dq[0] = dn * q * r * (1 - r);
	p->da[1] = p->dq[1] = p->dnext[0] * (p->prev[0] - n) * z * (1 - z);
	p->da[2] = dn;
	p->dq[2] = p->dextra = dn * r;
	p->dprev[0] = p->dnext[0] * z;
}

static inline void exact_lstm(struct point *p)
{
	const double i = exact_sigmoid(p->a[0]), f = exact_sigmoid(p->a[1]);
	const double g = tanh(p->a[2]), o = exact_sigmoid(p->a[3]);
	const double c = f * p->prev[1] + i * g, t = tanh(c);
	const double dc = p->dnext[1] + p->dnext[0] * o * (1 - t * t);

	p->next[0] = o * t;
	p->next[1] = c;
	p->da[0] = dc * g * i * (1 - i);
	p->da[1] = dc * p->prev[1] * f * (1 - f);
	p->da[2] = dc * i * (1 - g * g);
	p->da[3] = p->dnext[0] * t * o * (1 - o);
	p->dprev[0] = 0;
	p->dprev[1] = dc * f;
}

#endif
