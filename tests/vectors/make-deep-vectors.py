#!/usr/bin/python3
"""Makes torch-deep.txt: cells with several stages, groups or fixed weights,
each as a plain loop over steps that PyTorch differentiates.

  tests/vectors/make-deep-vectors.py      (Debian: python3-torch python3-numpy)

Numbers are made and written as make-vectors.py does.
"""
import importlib.util
import os
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
spec = importlib.util.spec_from_file_location(
    "vectors", os.path.join(HERE, "make-vectors.py"))
vectors = importlib.util.module_from_spec(spec)
spec.loader.exec_module(vectors)

T, B, D, START = 4, 3, 2, 31
tanh, sigmoid = torch.tanh, torch.sigmoid


class Params:
    """The layer's flat vector, handed out in its order: W, U, bias, extra."""

    def __init__(self, n):
        self.flat = vectors.tensor(START, (n,), 0.7).requires_grad_()
        self.at = 0

    def take(self, *shape):
        n = int(torch.tensor(shape).prod())
        self.at += n
        return self.flat[self.at - n:self.at].reshape(shape)


def dtrnn(H, depth, shortcut=False):
    def make(p):
        W = p.take(D, H)
        R = [p.take(H, H) for _ in range(depth)]
        S = p.take(H, H) if shortcut else torch.zeros(H, H)
        b = p.take(depth, H)

        def step(x, h, t):
            s = h
            for l in range(depth):
                a = s @ R[l] + b[l]
                if l == 0:
                    a = a + x @ W
                if l == depth - 1:
                    a = a + h @ S
                s = tanh(a)
            return s
        return step
    return make, H, H * (D + depth * (H + 1) + shortcut * H)


def rhn(H, depth, uncoupled=False):
    G = 3 if uncoupled else 2

    def make(p):
        W = p.take(D, G * H)
        R = [p.take(H, G * H) for _ in range(depth)]
        b = p.take(depth, G * H)

        def step(x, h, t):
            s = h
            for l in range(depth):
                a = s @ R[l] + b[l] + (x @ W if l == 0 else 0)
                g, c = tanh(a[:, :H]), sigmoid(a[:, H:2 * H])
                kept = sigmoid(a[:, 2 * H:]) if uncoupled else 1 - c
                s = g * c + s * kept
            return s
        return step
    return make, H, G * H * (D + depth * (H + 1))


def scrn(H, S, alpha, act=tanh):
    def make(p):
        W, P, R = p.take(D, H + S), p.take(S, H), p.take(H, H)
        b = p.take(H + S)
        keep = sigmoid(p.take(S)) if alpha is None else torch.tensor(alpha)

        def step(x, state, t):
            h, s = state[:, :H], state[:, H:]
            s = keep * s + (1 - keep) * (x @ W[:, H:] + b[H:])
            h = act(x @ W[:, :H] + s @ P + h @ R + b[:H])
            return torch.cat([h, s], 1)
        return step
    n = (D + 1) * (H + S) + (S + H) * H
    return make, H + S, n + (S if alpha is None else 0)


def half_lives(S):
    """Half-lives from 2 steps to 100, evenly by their logarithm."""
    at = [k / (S - 1) if S > 1 else 0.5 for k in range(S)]
    return [0.5 ** (1 / (2 * 50 ** a)) for a in at]


def cwrnn(H, periods):
    k = H // len(periods)

    def make(p):
        W = p.take(D, H)
        columns = []
        for i in range(len(periods)):
            U = p.take(H - i * k, k)
            columns.append(torch.cat([torch.zeros(i * k, k), U]))
        U, b = torch.cat(columns, 1), p.take(H)

        def step(x, h, t):
            new = tanh(x @ W + h @ U + b)
            due = torch.tensor([t % q == 0 for q in periods])
            return torch.where(due.repeat_interleave(k), new, h)
        return step
    g = len(periods)
    return make, H, D * H + k * k * g * (g + 1) // 2 + H


def esn(H, leak):
    def make(p):
        W, U, b = p.take(D, H), p.take(H, H), p.take(H)

        def step(x, h, t):
            return (1 - leak) * h + leak * tanh(x @ W + h @ U + b)
        return step
    return make, H, H * (D + H + 1)


VARIANTS = {
    "dtrnn": dtrnn(4, 2),
    "dtrnn-4": dtrnn(3, 4),
    "dtrnn-s": dtrnn(4, 3, True),
    "rhn": rhn(4, 3),
    "rhn-1": rhn(5, 1),
    "rhn-u1": rhn(3, 1, True),
    "rhn-u": rhn(4, 2, True),
    "scrn": scrn(5, 2, half_lives(2)),
    "scrn-logistic": scrn(3, 4, [0.9] * 4, sigmoid),
    "scrn-relu": scrn(3, 1, half_lives(1), torch.relu),
    "scrn-learn": scrn(4, 2, None),
    "cwrnn": cwrnn(4, [1, 2, 4, 8]),
    "cwrnn-2-3-5": cwrnn(6, [2, 3, 5]),
    "esn": esn(5, 0.3),
    "esn-leak": esn(3, 0.8),
}


def main():
    f = vectors.File("torch-deep.txt")
    for name, (make, width, n) in VARIANTS.items():
        p = Params(n)
        step = make(p)
        assert p.at == n
        x = vectors.tensor(START + 100000, (T, B, D)).requires_grad_()
        dy = vectors.tensor(START + 200000, (T, B, width))
        first = vectors.tensor(START + 300000, (B, width),
                               0.9).requires_grad_()
        dend = vectors.tensor(START + 305000, (B, width))
        h, y = first, []
        for t in range(T):
            h = step(x[t], h, t)
            y.append(h)
        y = torch.stack(y)
        ((y * dy).sum() + (h * dend).sum()).backward()
        f.array(f"{name}.y", y)
        f.array(f"{name}.dw", p.flat.grad)
        f.array(f"{name}.dx", x.grad)
        f.array(f"{name}.dfirst0", first.grad)
    f.close()


if __name__ == "__main__":
    main()
