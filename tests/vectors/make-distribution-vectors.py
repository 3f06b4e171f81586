#!/usr/bin/python3
"""Makes distribution.txt: quantiles of the normal and of Student's t
distribution (Debian: python3-mpmath), in the form of make-vectors.py.

An array is of one distribution, normal or t-NU, in the order of the shares.
"""
import os
from mpmath import betainc, erfinv, mp, mpf, sqrt

HERE = os.path.dirname(os.path.abspath(__file__))
mp.dps = 40
SHARES = [mpf(p) for p in (
    "0.000001", "0.001", "0.025", "0.2", "0.4999", "0.5", "0.7", "0.9",
    "0.95", "0.975", "0.995", "0.9999", "0.999999")]


def student(nu, p):
    """By bisection: twice the tail beyond x is I of (nu / 2, 1 / 2) at nu /
    (nu + x^2)."""
    tail, low, high = min(p, 1 - p), mpf(0), mpf(10) ** 7
    if tail == mpf("0.5"):
        return mpf(0)
    for _ in range(110):
        x = (low + high) / 2
        if betainc(nu / 2, mpf("0.5"), 0, nu / (nu + x * x),
                   regularized=True) > 2 * tail:
            low = x
        else:
            high = x
    return -x if p < mpf("0.5") else x


with open(os.path.join(HERE, "distribution.txt"), "w") as f:
    for nu in ("normal", "1", "1.5", "2", "3.5", "4", "30", "1000"):
        f.write(f"{nu if nu == 'normal' else 't-' + nu} {len(SHARES)}\n")
        for p in SHARES:
            x = (sqrt(2) * erfinv(2 * p - 1) if nu == "normal"
                 else student(mpf(nu), p))
            f.write(f"{float(x)!r}\n")
