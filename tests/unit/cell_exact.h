/*
 * cell_exact.h - the equations of the cells and their derivatives in double,
 * one unit of one row at a time, as the heads of nn/cell_*.c have them.
 */
#ifndef CELL_EXACT_H
#define CELL_EXACT_H

#include <math.h>

enum { MAX_GATE = 4, MAX_STATE = 4 };

static inline double exact_sigmoid(double x)
{
	return 1 / (1 + exp(-x));
}

/* One unit in one row, in double; a, q: pre-activations with their bias, and
 * the recurrent product; what backward leaves begins with d. */
struct point {
	double a[MAX_GATE], q[MAX_GATE], extra;
	double prev[MAX_STATE], next[MAX_STATE], dnext[MAX_STATE];
	double da[MAX_GATE], dq[MAX_GATE], dextra, dprev[MAX_STATE];
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

static inline void exact_cifg(struct point *p)
{
	const double i = exact_sigmoid(p->a[0]), g = tanh(p->a[1]);
	const double o = exact_sigmoid(p->a[2]);
	const double c = (1 - i) * p->prev[1] + i * g, t = tanh(c);
	const double dc = p->dnext[1] + p->dnext[0] * o * (1 - t * t);

	p->next[0] = o * t;
	p->next[1] = c;
	p->da[0] = dc * (g - p->prev[1]) * i * (1 - i);
	p->da[1] = dc * i * (1 - g * g);
	p->da[2] = p->dnext[0] * t * o * (1 - o);
	p->dprev[0] = 0;
	p->dprev[1] = dc * (1 - i);
}

static inline void exact_mingru(struct point *p)
{
	const double z = exact_sigmoid(p->a[0]), g = p->a[1];

	p->next[0] = (1 - z) * p->prev[0] + z * g;
	p->da[0] = p->dnext[0] * (g - p->prev[0]) * z * (1 - z);
	p->da[1] = p->dnext[0] * z;
	p->dprev[0] = p->dnext[0] * (1 - z);
}

static inline void exact_minlstm(struct point *p)
{
	const double f = exact_sigmoid(p->a[0]), i = exact_sigmoid(p->a[1]);
	const double k = f / (f + i), g = p->a[2];
	const double dk = p->dnext[0] * (p->prev[0] - g) * k * (1 - k);

	p->next[0] = k * p->prev[0] + (1 - k) * g;
	p->da[0] = dk * (1 - f);
	p->da[1] = -dk * (1 - i);
	p->da[2] = p->dnext[0] * (1 - k);
	p->dprev[0] = p->dnext[0] * k;
}

/* The states h c n m, of which only those that are not h matter by ratios. */
static inline void exact_slstm(struct point *p)
{
	const double f = exact_sigmoid(p->a[1]), kept = log(f) + p->prev[3];
	const double m = fmax(kept, p->a[0]);
	const double i = exp(p->a[0] - m), g = exp(kept - m);
	const double z = tanh(p->a[2]), o = exact_sigmoid(p->a[3]);
	const double c = g * p->prev[1] + i * z, n = g * p->prev[2] + i;
	const double dc = p->dnext[1] + p->dnext[0] * o / n;
	const double dn = p->dnext[2] - p->dnext[0] * o * c / (n * n);
	const double di = (dc * z + dn) * i;
	const double dg = (dc * p->prev[1] + dn * p->prev[2]) * g;
	const double dm = p->dnext[3] - di - dg;

	p->next[0] = o * c / n;
	p->next[1] = c, p->next[2] = n, p->next[3] = m;
	p->da[0] = di + (m > kept ? dm : 0);
	p->dprev[3] = dg + (m > kept ? 0 : dm);
	p->da[1] = p->dprev[3] * (1 - f);
	p->da[2] = dc * i * (1 - z * z);
	p->da[3] = p->dnext[0] * c / n * o * (1 - o);
	p->dprev[0] = 0;
	p->dprev[1] = dc * g, p->dprev[2] = dn * g;
}

#endif
