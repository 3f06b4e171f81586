#!/usr/bin/python3
"""Makes numpy-metrics.txt and numpy-classical.txt: metrics, and forecasts of
naive2 and theta, by NumPy from their definitions.

  tests/vectors/make-metric-vectors.py   (Debian: python3-numpy)

The series are made from noise() on both sides.
"""
import os
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))


def noise(start, n, size=1.0):
    """Numbers in [-1, 1), as noise() of tests/unit/help.h."""
    i = np.arange(start, start + n, dtype=np.uint32)
    i ^= i >> np.uint32(16)
    i *= np.uint32(0x7feb352d)
    i ^= i >> np.uint32(15)
    i *= np.uint32(0x846ca68b)
    i ^= i >> np.uint32(16)
    return size * (i.astype(np.float64) * 2.0**-31 - 1)


class File:
    def __init__(self, name):
        self.out = open(os.path.join(HERE, name), "w")

    def array(self, name, values):
        values = np.asarray(values, dtype=float).reshape(-1)
        self.out.write(f"{name} {values.size}\n")
        self.out.writelines(f"{float(v)!r}\n" for v in values)


# Three series of unequal length: 30 training rows, then what is forecast.
SEASON, TRAIN = 7, 30


def series(i):
    n = 12 + 5 * i
    train = 10 * (i + 1) + noise(1000 * i, TRAIN, 3)
    y = 10 * (i + 1) + noise(1000 * i + 100, n, 3)
    yhat = y + noise(1000 * i + 200, n, 2)
    naive2 = y + noise(1000 * i + 300, n, 4)
    low = {80: yhat - 1 - noise(1000 * i + 400, n, .5),
           95: yhat - 2 - noise(1000 * i + 500, n, .5)}
    high = {80: yhat + 1 + noise(1000 * i + 600, n, .5),
            95: yhat + 2 + noise(1000 * i + 700, n, .5)}
    return train, y, yhat, naive2, low, high


def smape(y, f):
    return 200 * np.mean(np.abs(y - f) / (np.abs(y) + np.abs(f)))


def pinball(y, q, tau):
    return np.where(y >= q, tau * (y - q), (1 - tau) * (q - y))


def metrics(ids):
    """In the order of the table, over these series together."""
    all_ = [series(i) for i in ids]
    y = np.concatenate([s[1] for s in all_])
    f = np.concatenate([s[2] for s in all_])
    g = np.concatenate([s[3] for s in all_])
    n = np.array([len(s[1]) for s in all_])
    q = np.concatenate([np.full(len(s[1]), np.mean(np.abs(
        s[0][SEASON:] - s[0][:-SEASON]))) for s in all_])
    root = [np.sqrt(np.mean((s[2] - s[1])**2)
                    / np.mean((s[0][SEASON:] - s[0][:-SEASON])**2))
            for s in all_]
    corr = [np.corrcoef(s[1], s[2])[0, 1] for s in all_]
    losses = [pinball(y, f, .5)]
    for level in (80, 95):
        lo = np.concatenate([s[4][level] for s in all_])
        hi = np.concatenate([s[5][level] for s in all_])
        losses += [pinball(y, lo, (100 - level) / 200),
                   pinball(y, hi, (100 + level) / 200)]
    # lo and hi are now the widest
    mase, mase2 = np.mean(np.abs(f - y) / q), np.mean(np.abs(g - y) / q)
    score = hi - lo + 40 * (lo - y) * (y < lo) + 40 * (y - hi) * (y > hi)
    return [np.mean(np.abs(f - y)), np.sqrt(np.mean((f - y)**2)),
            np.mean((f - y)**2), mase, np.average(root, weights=n),
            smape(y, f), (smape(y, f) / smape(y, g) + mase / mase2) / 2,
            np.sqrt(np.sum((f - y)**2) / np.sum((y - y.mean())**2)),
            np.average(corr, weights=n), np.mean(losses),
            2 * np.mean(losses), 100 * np.mean((lo <= y) & (y <= hi)),
            np.mean(score / q)]


def write_metrics():
    out = File("numpy-metrics.txt")
    for i in range(3):
        out.array(f"series{i}", metrics([i]))
    out.array("all", metrics([0, 1, 2]))


def seasonal(x, m):
    """Seasonal indices from a centred moving average; ratios or not."""
    kernel = np.ones(m) if m % 2 else np.r_[.5, np.ones(m - 1), .5]
    half = len(kernel) // 2
    trend = np.full(len(x), np.nan)
    trend[half:len(x) - half] = np.convolve(x, kernel / m, "valid")
    ratio = bool((x > 0).all())
    rest = x / trend if ratio else x - trend
    index = np.array([np.nanmean(rest[k::m]) for k in range(m)])
    return (index / index.mean() if ratio else index - index.mean()), ratio


def is_seasonal(x, m):
    if m < 2 or len(x) < 3 * m:
        return False
    d = x - x.mean()
    r = np.array([np.sum(d[:len(d) - k] * d[k:]) for k in range(m + 1)])
    r /= r[0]
    return abs(r[m]) > 1.645 * np.sqrt((1 + 2 * np.sum(r[1:m]**2)) / len(x))


def smooth(y, alpha):
    """The best first level for an alpha: least squares on the errors."""
    a = np.zeros(len(y))
    level = 0.0
    for t, v in enumerate(y):
        a[t] = v - level
        level += alpha * a[t]
    c = (1 - alpha)**np.arange(len(y))
    first = np.sum(a * c) / np.sum(c * c)
    return np.sum((a - first * c)**2), level + first * (1 - alpha)**len(y)


def classical(x, m, ahead):
    h = np.arange(ahead)
    if is_seasonal(x, m):
        index, ratio = seasonal(x, m)
        at = index[np.arange(len(x)) % m]
        then = index[(len(x) + h) % m]
    else:
        ratio, at, then = False, np.zeros(len(x)), np.zeros(ahead)
    y = x / at if ratio else x - at
    slope, level = np.polyfit(np.arange(len(y)), y, 1)
    line = level + slope * np.arange(len(y))
    low, high = 1e-4, 1 - 1e-4
    while high - low > 1e-10:
        grid = np.linspace(low, high, 200)
        best = np.argmin([smooth(2 * y - line, a)[0] for a in grid])
        alpha = grid[best]
        low, high = grid[max(best - 1, 0)], grid[min(best + 1, 199)]
    last = smooth(2 * y - line, alpha)[1]
    theta = (level + slope * (len(y) + h) + last) / 2
    both = np.full(ahead, y[-1]), theta
    return [f * then if ratio else f + then for f in both]


# name, rows, period, level, trend, season's size
CASES = [("even", 100, 8, 50, .2, 10), ("odd", 75, 7, 50, -.1, 10),
         ("negative", 90, 6, 0, .3, 10), ("noise", 80, 12, 50, 0, 0),
         ("short", 20, 8, 50, 1, 10), ("none", 40, 1, 50, .5, 0)]


def write_classical():
    out = File("numpy-classical.txt")
    for i, (name, n, m, level, trend, size) in enumerate(CASES):
        t = np.arange(n)
        x = (level + trend * t + size * noise(t[0] + 7000, m)[t % m]
             + noise(8000 + 500 * i, n, 3))
        naive2, theta = classical(x, m, 10)
        out.array(f"{name}.naive2", naive2)
        out.array(f"{name}.theta", theta)


if __name__ == "__main__":
    write_metrics()
    write_classical()
