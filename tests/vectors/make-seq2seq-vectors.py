#!/usr/bin/python3
"""Makes torch-seq2seq.txt: encoder-decoders of GRUs in float64.

  tests/vectors/make-seq2seq-vectors.py

Assembled step by step from torch.nn.GRU, as the header of
lib/nn/arch_seq2seq.c says; numbers are made and stored as in make-vectors.py.
"""
import importlib.util
import os
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
spec = importlib.util.spec_from_file_location(
    "vectors", os.path.join(HERE, "make-vectors.py"))
vectors = importlib.util.module_from_spec(spec)
spec.loader.exec_module(vectors)

T, B, D, N, K = 5, 3, 2, 4, 2
WIDTHS = (3, 4)


class Attention(torch.nn.Module):
    """Scores of E [T, B, H] for a query s [B, H], and their context."""

    def __init__(self, kind, H):
        super().__init__()
        self.kind = kind
        A = (H + 1) // 2 if kind == "additive" else H
        shapes = {"additive": [(A, H), (A, H), (A,)],
                  "general": [(H, H), (H, 2 * H)], "dot": [(H, 2 * H)]}[kind]
        self.w = torch.nn.ParameterList(
            [torch.nn.Parameter(torch.zeros(s)) for s in shapes])

    def context(self, s, E):
        if self.kind == "additive":
            wq, uk, v = self.w
            e = torch.tanh(s @ wq.T + E @ uk.T) @ v
        else:
            q = s @ self.w[0].T if self.kind == "general" else s
            e = (E * q).sum(-1)
        a = torch.softmax(e, 0)
        return (a.unsqueeze(-1) * E).sum(0)

    def combine(self, s, E):
        c = self.context(s, E)
        return torch.tanh(torch.cat([c, s], -1) @ self.w[-1].T)


class Seq2seq(torch.nn.Module):
    def __init__(self, every, kind):
        super().__init__()
        H = WIDTHS[-1]
        self.every, self.kind = every, kind
        n_in = 1 + (H if every else 0) + (H if kind == "additive" else 0)
        self.enc = torch.nn.ModuleList(
            [torch.nn.GRU(d, h) for d, h in zip((D,) + WIDTHS, WIDTHS)])
        self.dec = torch.nn.ModuleList(
            [torch.nn.GRU(d, h) for d, h in zip((n_in,) + WIDTHS, WIDTHS)])
        self.att = Attention(kind, H) if kind != "none" else None
        self.out = torch.nn.Linear(H, K)
        self.fill()

    def parts(self):
        """In the order of our parameters."""
        yield from self.enc
        if self.kind == "additive":
            yield self.att
        yield from self.dec
        if self.kind in ("general", "dot"):
            yield self.att
        yield self.out

    def fill(self):
        weights = vectors.Weights(1, 0.6)
        with torch.no_grad():
            for part in self.parts():
                if isinstance(part, torch.nn.GRU):
                    weights.fill(part, 0, True)
                elif part is self.out:
                    part.weight.copy_(weights.take(*part.weight.shape))
                    part.bias.copy_(weights.take(*part.bias.shape))
                else:
                    for w in part.w:
                        w.copy_(weights.take(*w.shape))

    def gradient(self):
        parts = []
        for part in self.parts():
            if isinstance(part, torch.nn.GRU):
                parts.append(vectors.gradient(part, 0, True))
            else:
                parts += [vectors.flat(w) if w.dim() > 1 else w.grad
                          for w in part.parameters()]
        return torch.cat(parts)

    def forward(self, x, y, forced):
        E, states = x, []
        for rnn in self.enc:
            E, last = rnn(E)
            states.append(last)
        value, outputs = x[-1, :, :1], []
        for i in range(N):
            fed = [value]
            if self.every:
                fed.append(E[-1])
            if self.kind == "additive":
                fed.append(self.att.context(states[-1][0], E))
            h = torch.cat(fed, -1).unsqueeze(0)
            for k, rnn in enumerate(self.dec):
                h, states[k] = rnn(h, states[k])
            h = h[0]
            if self.kind in ("general", "dot"):
                h = self.att.combine(h, E)
            outputs.append(self.out(h))
            value = y[:, i:i + 1] if forced else outputs[-1][:, :1]
        return torch.cat(outputs, -1)


def main():
    f = vectors.File("torch-seq2seq.txt")
    x = vectors.tensor(3000000, (T, B, D))
    y = vectors.tensor(4000000, (B, N))
    dyhat = vectors.tensor(5000000, (B, N * K))
    for every in (False, True):
        for kind in ("none", "additive", "general", "dot"):
            for forced in (False, True):
                net = Seq2seq(every, kind)
                yhat = net(x, y, forced)
                (yhat * dyhat).sum().backward()
                name = (f"{kind}-{'every' if every else 'init'}-"
                        f"{'forced' if forced else 'free'}")
                f.array(f"{name}.yhat", yhat)
                f.array(f"{name}.grad", net.gradient())
    f.close()


main()
