#!/usr/bin/python3
"""Makes torch-segment.txt: networks of segments in float64.

  tests/vectors/make-segment-vectors.py

Assembled from torch.nn.Linear, GRU and LSTM as the header of
lib/nn/arch_segment.c says; numbers are made and stored as in make-vectors.py.
"""
import importlib.util
import os
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
spec = importlib.util.spec_from_file_location(
    "vectors", os.path.join(HERE, "make-vectors.py"))
vectors = importlib.util.module_from_spec(spec)
spec.loader.exec_module(vectors)

T, B, D, W, N, H = 12, 3, 2, 4, 10, 5
SEGMENTS = (N + W - 1) // W
# One vector for all series; or one for each of four, and whose the rows are.
ALL, EACH = (1, H // 2, [0, 0, 0]), (4, 2, [2, 0, 2])


class Segments(torch.nn.Module):
    def __init__(self, cell, k, series):
        super().__init__()
        self.k = k
        n_series, width, self.whose = series
        self.embed = torch.nn.Linear(D * W, H)
        self.rnn = cell(H, H)
        self.position = torch.nn.Parameter(torch.zeros(SEGMENTS, H - width))
        self.series = torch.nn.Parameter(torch.zeros(n_series, width))
        self.out = torch.nn.Linear(H, W * k)
        self.fill()

    def fill(self):
        weights = vectors.Weights(1, 0.6)
        with torch.no_grad():
            for w in self.embed.parameters():
                w.copy_(weights.take(*w.shape))
            weights.fill(self.rnn, 0, isinstance(self.rnn, torch.nn.GRU))
            # Ours has a row for each position, as it is here.
            for w in (self.position, self.series):
                w.copy_(weights.take(*reversed(w.shape)).T)
            for w in self.out.parameters():
                w.copy_(weights.take(*w.shape))

    def gradient(self):
        flat = vectors.flat
        return torch.cat([
            flat(self.embed.weight), self.embed.bias.grad,
            vectors.gradient(self.rnn, 0, isinstance(self.rnn, torch.nn.GRU)),
            self.position.grad.flatten(), self.series.grad.flatten(),
            flat(self.out.weight), self.out.bias.grad])

    def forward(self, x):
        # [T, B, D] -> [T / W, B, D * W], steps next to each other
        x = x.reshape(T // W, W, B, D).permute(0, 2, 3, 1).flatten(2)
        _, state = self.rnn(torch.relu(self.embed(x)))
        rows = []
        for m in range(SEGMENTS):
            place = torch.cat([self.position[m].expand(B, -1),
                               self.series[self.whose]], 1)
            again = self.rnn(place[None], state)[0][0]
            rows.append(self.out(again).reshape(B, W, self.k))
        y = torch.cat(rows, 1)[:, :N]
        return y.flatten(1)


def main():
    f = vectors.File("torch-segment.txt")
    x = vectors.tensor(3000000, (T, B, D))
    for cell in (torch.nn.GRU, torch.nn.LSTM):
        for k, series in ((1, ALL), (2, ALL), (1, EACH)):
            net = Segments(cell, k, series)
            yhat = net(x)
            (yhat * vectors.tensor(5000000, (B, N * k))).sum().backward()
            name = f"{cell.__name__.lower()}-{k}"
            name += "-series" if series is EACH else ""
            f.array(f"{name}.yhat", yhat)
            f.array(f"{name}.grad", net.gradient())
    f.close()


main()
