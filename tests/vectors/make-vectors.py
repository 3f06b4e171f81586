#!/usr/bin/python3
"""Makes the text vectors of this folder with PyTorch and NumPy in float64.

  tests/vectors/make-vectors.py       (Debian: python3-torch python3-numpy)

Weights, inputs and gradients that arrive from outside are not stored: both
sides make them from noise().  A file is a list of arrays: a line "NAME N",
then N numbers, one a line.
"""
import math
import os
import numpy as np
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


def noise(start, n, size=1.0):
    """Numbers in [-1, 1), as noise() of tests/unit/help.h."""
    i = np.arange(start, start + n, dtype=np.uint32)
    i ^= i >> np.uint32(16)
    i *= np.uint32(0x7feb352d)
    i ^= i >> np.uint32(15)
    i *= np.uint32(0x846ca68b)
    i ^= i >> np.uint32(16)
    return size * (i.astype(np.float64) * 2.0**-31 - 1)


def tensor(start, shape, size=1.0):
    return torch.tensor(noise(start, int(np.prod(shape)), size).reshape(shape))


class File:
    def __init__(self, name):
        self.out = open(os.path.join(HERE, name), "w")

    def array(self, name, values):
        if isinstance(values, torch.Tensor):
            values = values.detach().numpy()
        values = np.asarray(values).reshape(-1)
        self.out.write(f"{name} {values.size}\n")
        self.out.writelines(f"{float(v)!r}\n" for v in values)

    def close(self):
        self.out.close()


class Weights:
    """A flat vector of noise, handed out in our order: W, U, bias, extra; a
    matrix has a row for each input, which is PyTorch's transposed."""

    def __init__(self, at, size):
        self.at, self.size = at, size

    def take(self, *shape):
        t = tensor(self.at, shape[::-1], self.size).permute(
            *reversed(range(len(shape))))
        self.at += t.numel()
        return t

    def fill(self, rnn, k, gru):
        """Layer k of a torch RNN; the second bias is 0 but for the GRU's n."""
        H = rnn.hidden_size
        with torch.no_grad():
            getattr(rnn, f"weight_ih_l{k}").copy_(
                self.take(*getattr(rnn, f"weight_ih_l{k}").shape))
            getattr(rnn, f"weight_hh_l{k}").copy_(
                self.take(*getattr(rnn, f"weight_hh_l{k}").shape))
            bias = getattr(rnn, f"bias_ih_l{k}")
            bias.copy_(self.take(*bias.shape))
            second = getattr(rnn, f"bias_hh_l{k}")
            second.zero_()
            if gru:
                second[2 * H:] = self.take(H)


def flat(weight):
    """A gradient in our order."""
    return weight.grad.T.reshape(-1)


def gradient(rnn, k, gru):
    """The gradient of layer k in our order."""
    H = rnn.hidden_size
    parts = [flat(getattr(rnn, f"{p}_l{k}"))
             for p in ("weight_ih", "weight_hh", "bias_ih")]
    if gru:
        parts.append(getattr(rnn, f"bias_hh_l{k}").grad[2 * H:])
    return torch.cat(parts)


KINDS = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "elman": torch.nn.RNN}


def layers():
    """One layer: as struct layer_bench of tests/unit/layer_bench.h."""
    T, B, D, H, start = 4, 3, 2, 5, 31
    f = File("torch-layers.txt")
    for name, kind in KINDS.items():
        rnn = kind(D, H)
        Weights(start, 0.7).fill(rnn, 0, name == "gru")
        x = tensor(start + 100000, (T, B, D)).requires_grad_()
        dy = tensor(start + 200000, (T, B, H))
        n_state = 2 if name == "lstm" else 1
        first, dend = [], []
        for s in range(n_state):
            at = start + 300000 + 10000 * s
            first.append(tensor(at, (1, B, H), 0.9).requires_grad_())
            dend.append(tensor(at + 5000, (1, B, H)))
        y, last = rnn(x, tuple(first) if n_state == 2 else first[0])
        last = last if n_state == 2 else (last,)
        loss = (y * dy).sum() + sum((a * b).sum() for a, b in zip(last, dend))
        loss.backward()
        f.array(f"{name}.y", y)
        f.array(f"{name}.dw", gradient(rnn, 0, name == "gru"))
        f.array(f"{name}.dx", x.grad)
        for s in range(n_state):
            f.array(f"{name}.last{s}", last[s])
            f.array(f"{name}.dfirst{s}", first[s].grad)
    f.close()


def network(f, name, cell, widths, T, B, D, K, every, size):
    """A chain of layers of a kind, last step, dense; mean squared error."""
    kind = KINDS[cell]
    weights = Weights(1, size)
    rnns, D0 = [], D
    for width in widths:
        rnn = kind(D0, width)
        weights.fill(rnn, 0, cell == "gru")
        rnns.append(rnn)
        D0 = width
    dense = torch.nn.Linear(D0, K)
    with torch.no_grad():
        dense.weight.copy_(weights.take(K, D0))
        dense.bias.copy_(weights.take(K))
    x = tensor(3000000, (T, B, D))
    y = tensor(4000000, (B, K))
    h = x
    for rnn in rnns:
        h, _ = rnn(h)
    yhat = dense(h[-1])
    loss = torch.nn.functional.mse_loss(yhat, y)
    loss.backward()
    grad = torch.cat([gradient(r, 0, cell == "gru") for r in rnns]
                     + [flat(dense.weight), dense.bias.grad])
    f.array(f"{name}.yhat", yhat)
    f.array(f"{name}.loss", [loss.item()])
    f.array(f"{name}.norm", [grad.norm().item()])
    f.array(f"{name}.grad", grad[::every])


def networks():
    f = File("torch-networks.txt")
    for cell in KINDS:
        network(f, f"{cell}-stack", cell, [4, 3, 6], 5, 3, 2, 2, 1, 0.6)
    # The source chapter's network; every 37th element of its gradient.
    for cell in KINDS:
        network(f, f"{cell}-classic", cell, [50, 200], 5, 8, 1, 1, 37, 0.15)
    f.close()


def truncated():
    """A lane of three pieces, the state carried over and detached; and the
    same without detaching."""
    T, P, H, K, lead = 4, 3, 5, 2, 2
    f = File("torch-truncated.txt")
    series = torch.tensor(noise(3000000, T * P + lead + K - 1))
    for cell, kind in KINDS.items():
        rnn, dense = kind(1, H), torch.nn.Linear(H, K)
        weights = Weights(1, 0.6)
        weights.fill(rnn, 0, cell == "gru")
        with torch.no_grad():
            dense.weight.copy_(weights.take(K, H))
            dense.bias.copy_(weights.take(K))
        everything = list(rnn.parameters()) + list(dense.parameters())
        for detaches in (True, False):
            state, total = None, 0
            for p in range(P):
                at = torch.arange(p * T, (p + 1) * T)
                h, state = rnn(series[at].reshape(T, 1, 1), state)
                y = torch.stack([series[at + lead + k] for k in range(K)], 1)
                loss = torch.nn.functional.mse_loss(dense(h[:, 0]), y)
                if not detaches:
                    total = total + loss
                    continue
                for w in everything:
                    w.grad = None
                loss.backward()
                f.array(f"{cell}.loss{p}", [loss.item()])
                f.array(f"{cell}.grad{p}", torch.cat(
                    [gradient(rnn, 0, cell == "gru"), flat(dense.weight),
                     dense.bias.grad]))
                state = (tuple(s.detach() for s in state)
                         if cell == "lstm" else state.detach())
        for w in everything:
            w.grad = None
        total.backward()
        f.array(f"{cell}.whole", torch.cat(
            [gradient(rnn, 0, cell == "gru"), flat(dense.weight),
             dense.bias.grad]))
    f.close()


def torch_stack():
    """torch.nn.LSTM's own num_layers is our chain of layers."""
    f = File("torch-stacked.txt")
    T, B, D, H = 6, 2, 3, 4
    for cell, kind in KINDS.items():
        rnn = kind(D, H, num_layers=2)
        weights = Weights(1, 0.6)
        for k in range(2):
            weights.fill(rnn, k, cell == "gru")
        dense = torch.nn.Linear(H, 1)
        with torch.no_grad():
            dense.weight.copy_(weights.take(1, H))
            dense.bias.copy_(weights.take(1))
        h, _ = rnn(tensor(3000000, (T, B, D)))
        yhat = dense(h[-1])
        loss = torch.nn.functional.mse_loss(yhat, tensor(4000000, (B, 1)))
        loss.backward()
        f.array(f"{cell}.yhat", yhat)
        f.array(f"{cell}.grad", torch.cat(
            [gradient(rnn, k, cell == "gru") for k in range(2)]
            + [flat(dense.weight), dense.bias.grad]))
    f.close()


def losses():
    """Of 40 targets, whose outputs are 1, 2 (mu, r), 5 (logits) or 4."""
    f = File("torch-losses.txt")
    y = tensor(4000000, (40,), 2.0)
    classes = torch.arange(40) * 7 % 5
    F = torch.nn.functional

    def sigma(z):
        return F.softplus(z[:, 1]) + 1e-3

    def gaussian(z):
        u = (y - z[:, 0]) / sigma(z)
        return (u ** 2 / 2 + torch.log(sigma(z))
                + math.log(2 * math.pi) / 2).mean()

    def student(z):
        t = torch.distributions.StudentT(3.5, z[:, 0], sigma(z))
        return -t.log_prob(y).mean()

    def pinball(z):
        e = z[:, 0] - y
        return torch.max(-0.3 * e, 0.7 * e).mean()

    def smape(z):
        size = (z[:, 0] + 0.7).abs() + (y + 0.7).abs()
        return (200 * (z[:, 0] - y).abs() / size.clamp(min=0.01)).mean()

    def quantiles(z):
        """Of 0.1, 0.3, 0.6, 0.9: the third is the first output."""
        gap = F.softplus(z)
        q2 = z[:, 0]
        q = torch.stack((q2 - gap[:, 2] - gap[:, 1], q2 - gap[:, 2], q2,
                         q2 + gap[:, 3]), dim=1)
        tau = torch.tensor((0.1, 0.3, 0.6, 0.9))
        e = q - y[:, None]
        return torch.max(-tau * e, (1 - tau) * e).sum(dim=1).mean()

    for name, width, of in (
            ("mse", 1, lambda z: F.mse_loss(z[:, 0], y)),
            ("mae", 1, lambda z: F.l1_loss(z[:, 0], y)),
            ("huber", 1, lambda z: F.huber_loss(z[:, 0], y, delta=0.6)),
            ("logcosh", 1, lambda z: torch.log(torch.cosh(z[:, 0] - y)).mean()),
            ("pinball", 1, pinball), ("smape", 1, smape),
            ("mase", 1, lambda z: 1.3 * F.l1_loss(z[:, 0], y)),
            ("sum", 1, lambda z: 0.5 * F.mse_loss(z[:, 0], y)
             + 2 * F.huber_loss(z[:, 0], y, delta=0.6) + 0.01 * smape(z)),
            ("gaussian", 2, gaussian), ("student", 2, student),
            ("quantiles", 4, quantiles),
            ("cross-entropy", 5, lambda z: F.cross_entropy(z, classes))):
        z = tensor(3000000, (40, width), 2.0).requires_grad_()
        loss = of(z)
        loss.backward()
        f.array(f"{name}.loss", [loss.item()])
        f.array(f"{name}.grad", z.grad)
    f.close()


def optimisers():
    """25 steps on a gradient that depends on the weights."""
    n, f = 7, File("torch-optim.txt")
    O = torch.optim
    makers = {
        "rmsprop": lambda p, d: O.RMSprop(p, lr=0.01, alpha=0.9, eps=1e-7,
                                          weight_decay=d),
        "sgd": lambda p, d: O.SGD(p, lr=0.01, weight_decay=d),
        "momentum": lambda p, d: O.SGD(p, lr=0.01, momentum=0.9,
                                       weight_decay=d),
        "nesterov": lambda p, d: O.SGD(p, lr=0.01, momentum=0.9,
                                       nesterov=True, weight_decay=d),
        "adam": lambda p, d: O.Adam(p, lr=0.01, weight_decay=d),
        "adamw": lambda p, d: O.AdamW(p, lr=0.01, weight_decay=d),
    }
    for name, make in makers.items():
        for decay in (0, 0.01):
            w = tensor(1, (n,))
            opt = make([w], decay)
            for t in range(25):
                w.grad = 0.5 * w.detach() + tensor(1000 + n * t, (n,))
                opt.step()
            f.array(f"{name}-{decay}", w)

    def one_cycle(t):
        """A line from 0.04 to 1 in 30 % of the steps, then a cosine to 0."""
        done = t / 25
        return (0.04 + 0.96 * done / 0.3 if done < 0.3
                else (1 + math.cos(math.pi * (done - 0.3) / 0.7)) / 2)

    S = O.lr_scheduler
    for name, make in {
            "cosine": lambda o: S.CosineAnnealingLR(o, T_max=25),
            "one-cycle": lambda o: S.LambdaLR(o, one_cycle)}.items():
        for decay in (0, 0.01):
            w = tensor(1, (n,))
            opt = makers["adamw"]([w], decay)
            schedule = make(opt)
            for t in range(25):
                w.grad = 0.5 * w.detach() + tensor(1000 + n * t, (n,))
                opt.step()
                schedule.step()
            f.array(f"adamw-{name}-{decay}", w)
    f.close()


def clipping():
    """By value, and by a norm that is exceeded and one that is not."""
    f = File("torch-clip.txt")
    U = torch.nn.utils
    for name, clip in (("value", lambda w: U.clip_grad_value_([w], 0.3)),
                       ("norm", lambda w: U.clip_grad_norm_([w], 0.7)),
                       ("room", lambda w: U.clip_grad_norm_([w], 70.0))):
        w = tensor(0, (23,))
        w.grad = tensor(500, (23,), 1.5)
        size = clip(w)
        f.array(f"{name}.grad", w.grad)
        if size is not None:
            f.array(f"{name}.size", [size.item()])
    f.close()


def ridge():
    """Direct solution of the normal equations, and numpy's least squares."""
    n, T, K, lead = 60, 4, 2, 2
    t = np.arange(n)
    x = 10 + np.sin(t / 3) + 0.3 * noise(0, n)
    first = np.arange(n - T - lead - K + 2)
    X = np.stack([x[first + i] for i in range(T)], axis=1)
    Y = np.stack([x[first + T - 1 + lead + k] for k in range(K)], axis=1)
    A = np.hstack([X, np.ones((len(X), 1))])
    W = np.linalg.lstsq(A, Y, rcond=None)[0]
    f = File("numpy-ridge.txt")
    f.array("forecast", A @ W)
    f.close()


if __name__ == "__main__":
    layers()
    networks()
    truncated()
    torch_stack()
    losses()
    optimisers()
    clipping()
    ridge()
