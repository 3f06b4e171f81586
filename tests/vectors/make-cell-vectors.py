#!/usr/bin/python3
"""Makes torch-cells.txt: cells that PyTorch does not have, and options of
those that it has, each as a plain loop over steps that it differentiates.

  tests/vectors/make-cell-vectors.py      (Debian: python3-torch python3-numpy)

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

T, B, D, H, START = 4, 3, 2, 5, 31
exp, tanh, sigmoid = torch.exp, torch.tanh, torch.sigmoid


class Params:
    """The layer's flat vector, handed out in its order: W, U, bias, extra."""

    def __init__(self, n):
        self.flat = vectors.tensor(START, (n,), 0.7).requires_grad_()
        self.at = 0

    def take(self, *shape):
        n = int(torch.tensor(shape).prod())
        self.at += n
        return self.flat[self.at - n:self.at].reshape(shape)


def elman(act):
    def make(p):
        W, U, b = p.take(D, H), p.take(H, H), p.take(H)
        return lambda x, s: [act(x @ W + s[0] @ U + b)]
    return make


def relu(p):
    """torch.nn.RNNCell itself, with our vector for its weights."""
    rnn = torch.nn.RNNCell(D, H, nonlinearity="relu")
    W, U, b = p.take(D, H), p.take(H, H), p.take(H)
    weights = {"weight_ih": W.T, "weight_hh": U.T, "bias_ih": b,
               "bias_hh": torch.zeros(H)}
    call = torch.nn.utils.stateless.functional_call
    return lambda x, s: [call(rnn, weights, (x, s[0]))]


def gru_before(p):
    W, U, V, b = p.take(D, 3 * H), p.take(H, 2 * H), p.take(H, H), \
        p.take(3 * H)

    def step(x, s):
        a, h = x @ W + b, s[0]
        r, z = sigmoid(a[:, :2 * H] + h @ U).chunk(2, 1)
        n = tanh(a[:, 2 * H:] + (r * h) @ V)
        return [(1 - z) * n + z * h]
    return step


def hard(a):
    return torch.clamp(0.2 * a + 0.5, 0, 1)


def lstm(peephole, s=sigmoid):
    def make(p):
        W, U, b = p.take(D, 4 * H), p.take(H, 4 * H), p.take(4 * H)
        p_i, p_f, p_o = p.take(3, H) if peephole else torch.zeros(3, H)

        def step(x, state):
            h, c = state
            a_i, a_f, a_g, a_o = (x @ W + h @ U + b).chunk(4, 1)
            c2 = s(a_f + p_f * c) * c + s(a_i + p_i * c) * tanh(a_g)
            return [s(a_o + p_o * c2) * tanh(c2), c2]
        return step
    return make


def cifg(peephole):
    def make(p):
        W, U, b = p.take(D, 3 * H), p.take(H, 3 * H), p.take(3 * H)
        p_i, p_o = p.take(2, H) if peephole else torch.zeros(2, H)

        def step(x, s):
            h, c = s
            a_i, a_g, a_o = (x @ W + h @ U + b).chunk(3, 1)
            i = sigmoid(a_i + p_i * c)
            c2 = (1 - i) * c + i * tanh(a_g)
            return [sigmoid(a_o + p_o * c2) * tanh(c2), c2]
        return step
    return make


def mingru(p):
    W, b = p.take(D, 2 * H), p.take(2 * H)

    def step(x, s):
        a_z, g = (x @ W + b).chunk(2, 1)
        z = sigmoid(a_z)
        return [(1 - z) * s[0] + z * g]
    return step


def minlstm(p):
    W, b = p.take(D, 3 * H), p.take(3 * H)

    def step(x, s):
        a_f, a_i, g = (x @ W + b).chunk(3, 1)
        f, i = sigmoid(a_f), sigmoid(a_i)
        return [f / (f + i) * s[0] + i / (f + i) * g]
    return step


def slstm(p):
    W, U, b = p.take(D, 4 * H), p.take(H, 4 * H), p.take(4 * H)

    def step(x, s):
        h, c, n, m = s
        a_i, a_f, a_z, a_o = (x @ W + h @ U + b).chunk(4, 1)
        kept = torch.nn.functional.logsigmoid(a_f) + m
        m2 = torch.maximum(kept, a_i)
        i, f = exp(a_i - m2), exp(kept - m2)
        c2, n2 = f * c + i * tanh(a_z), f * n + i
        return [sigmoid(a_o) * c2 / n2, c2, n2, m2]
    return step


def lnlstm(p):
    W, U, b = p.take(D, 4 * H), p.take(H, 4 * H), p.take(4, H)
    gain_x, gain_h, d = p.take(4, H), p.take(4, H), p.take(4, H)
    gain_c, e = p.take(H), p.take(H)

    def norm(v):
        return torch.nn.functional.layer_norm(v, (H,), eps=1e-5)

    def step(x, s):
        h, c = s
        a = [norm((x @ W)[:, k * H:(k + 1) * H] + b[k]) * gain_x[k]
             + norm((h @ U)[:, k * H:(k + 1) * H]) * gain_h[k] + d[k]
             for k in range(4)]
        c2 = sigmoid(a[1]) * c + sigmoid(a[0]) * tanh(a[2])
        return [sigmoid(a[3]) * tanh(norm(c2) * gain_c + e), c2]
    return step


def cell(f, name, make, n_state, n):
    """One layer: as struct layer_bench of tests/unit/layer_bench.h."""
    p = Params(n)
    step = make(p)
    assert p.at == n, name
    x = vectors.tensor(START + 100000, (T, B, D)).requires_grad_()
    dy = vectors.tensor(START + 200000, (T, B, H))
    first, dend = [], []
    for s in range(n_state):
        at = START + 300000 + 10000 * s
        value = vectors.tensor(at, (B, H), 0.9)
        if name == "slstm" and s == 2:
            value = value.abs() + 0.5
        first.append(value.requires_grad_())
        dend.append(vectors.tensor(at + 5000, (B, H)))
    state, y = first, []
    for t in range(T):
        state = step(x[t], state)
        y.append(state[0])
    y = torch.stack(y)
    loss = (y * dy).sum() + sum((a * b).sum() for a, b in zip(state, dend))
    loss.backward()
    f.array(f"{name}.y", y)
    f.array(f"{name}.dw", p.flat.grad)
    f.array(f"{name}.dx", x.grad)
    for s in range(n_state):
        f.array(f"{name}.last{s}", state[s])
        f.array(f"{name}.dfirst{s}", first[s].grad)


def main():
    f = vectors.File("torch-cells.txt")
    full = H * (D + H + 1)
    cell(f, "elman-logistic", elman(sigmoid), 1, full)
    cell(f, "elman-relu", relu, 1, full)
    cell(f, "gru-before", gru_before, 1, 3 * full)
    cell(f, "lstm-peephole", lstm(True), 2, 4 * full + 3 * H)
    cell(f, "lstm-hard", lstm(False, hard), 2, 4 * full)
    cell(f, "lstm-hard-peephole", lstm(True, hard), 2, 4 * full + 3 * H)
    cell(f, "cifg", cifg(False), 2, 3 * full)
    cell(f, "cifg-peephole", cifg(True), 2, 3 * full + 2 * H)
    cell(f, "mingru", mingru, 1, 2 * H * (D + 1))
    cell(f, "minlstm", minlstm, 1, 3 * H * (D + 1))
    cell(f, "slstm", slstm, 4, 4 * full)
    cell(f, "lnlstm", lnlstm, 2, 4 * full + 14 * H)
    f.close()


if __name__ == "__main__":
    main()
