#!/usr/bin/env python3
"""The same work in PyTorch, for tests/bench/run.sh.

  peer.py [OPTIONS] version
  peer.py [OPTIONS] train T LAYERS BATCH N_TRAIN N_VALID EPOCHS
  peer.py [OPTIONS] infer T LAYERS N_WINDOW
  peer.py [OPTIONS] latency T LAYERS COUNT

  --threads N      torch.set_num_threads
  --batch N        of inference: windows at once
  --seconds N      of inference: how long
  --jit            of inference: traced, frozen and optimised for inference

A chain of LSTM layers with dropout 0.2 behind each, and a dense layer on the
last step: the classic recipe (keras' start, RMSprop, squared error) with
other sizes.  Prints one number: the seconds of the training loop with
validation, windows a second, or the median microseconds of one window.

What could slow PyTorch down and is not the work itself stays outside the
clock: imports, making the tensors, the first batch (which starts its threads
and fills its caches).  Denormals are flushed, windows lie in memory
time-major and contiguous, and the loss is read once an epoch.
OMP_NUM_THREADS, OPENBLAS_NUM_THREADS and ATEN_CPU_CAPABILITY are the
caller's.
"""
import argparse
import statistics
import time

import torch


class Network(torch.nn.Module):
    def __init__(self, layers):
        super().__init__()
        wide = [1] + layers
        self.rnn = torch.nn.ModuleList(
            torch.nn.LSTM(wide[i], wide[i + 1]) for i in range(len(layers)))
        self.drop = torch.nn.Dropout(0.2)
        self.out = torch.nn.Linear(wide[-1], 1)
        for cell in self.rnn:
            h = cell.hidden_size
            torch.nn.init.xavier_uniform_(cell.weight_ih_l0)
            for k in range(4):
                torch.nn.init.orthogonal_(
                    cell.weight_hh_l0[k * h:(k + 1) * h].data)
            cell.bias_ih_l0.data.zero_()
            cell.bias_hh_l0.data.zero_()
            cell.bias_ih_l0.data[h:2 * h] = 1
        torch.nn.init.xavier_uniform_(self.out.weight)
        self.out.bias.data.zero_()

    def forward(self, x):
        for i, cell in enumerate(self.rnn):
            if i > 0:
                x = self.drop(x)
            x, _ = cell(x)
        return self.out(self.drop(x[-1]))


def make_windows(n, steps):
    """n windows of a noisy wave, time-major, and their targets."""
    t = torch.arange(n + steps + 1, dtype=torch.float32)
    wave = 0.3 * torch.sin(t * 0.0654) + 0.05 * torch.randn(len(t))
    x = wave.unfold(0, steps, 1)[:n].t().contiguous().unsqueeze(2)
    return x, wave[steps + 1:steps + 1 + n].unsqueeze(1)


def train_epoch(net, opt, x, y, batch):
    n = x.shape[1]
    total = torch.zeros(())
    order = torch.randperm(n)
    net.train()
    for i in range(0, n, batch):
        j = order[i:i + batch]
        opt.zero_grad(set_to_none=True)
        loss = ((net(x.index_select(1, j)) - y[j]) ** 2).mean()
        loss.backward()
        opt.step()
        total += loss.detach() * len(j)
    return total.item() / n


def validate(net, x, y, batch):
    total = 0.0
    net.eval()
    with torch.inference_mode():
        for i in range(0, x.shape[1], batch):
            total += ((net(x[:, i:i + batch]) - y[i:i + batch]) ** 2).sum()
    return float(total) / x.shape[1]


def train(args):
    net = Network(args.layers)
    opt = torch.optim.RMSprop(net.parameters(), lr=1e-3, alpha=0.9, eps=1e-7)
    x, y = make_windows(args.n_train + args.n_valid, args.T)
    xt, yt = x[:, :args.n_train].contiguous(), y[:args.n_train]
    xv, yv = x[:, args.n_train:].contiguous(), y[args.n_train:]
    first = min(args.n_train, 64)
    train_epoch(net, opt, xt[:, :first], yt[:first], first)
    start = time.perf_counter()
    for _ in range(args.epochs):
        train_epoch(net, opt, xt, yt, args.batch)
        if args.n_valid:
            validate(net, xv, yv, args.batch)
    print(f"{time.perf_counter() - start:.6f}")


def make_ready(args, example):
    """The network as PyTorch runs it fastest."""
    net = Network(args.layers).eval()
    if args.jit:
        net = torch.jit.freeze(torch.jit.trace(net, example))
        net = torch.jit.optimize_for_inference(net)
        for _ in range(3):
            net(example)
    return net


def infer(args):
    x, _ = make_windows(args.n_window, args.T)
    with torch.inference_mode():
        # Contiguous batches, cut before the clock starts.
        part = [x[:, i:i + args.batch].contiguous()
                for i in range(0, args.n_window, args.batch)]
        net = make_ready(args, part[0])
        net(part[0])
        done, start = 0, time.perf_counter()
        while time.perf_counter() - start < args.seconds:
            for p in part:
                net(p)
            done += args.n_window
        print(f"{done / (time.perf_counter() - start):.1f}")


def latency(args):
    x, _ = make_windows(args.count, args.T)
    took = []
    with torch.inference_mode():
        part = [x[:, i:i + 1].contiguous() for i in range(args.count)]
        net = make_ready(args, part[0])
        for p in part[:200]:
            net(p).item()
        for p in part:
            start = time.perf_counter()
            net(p).item()
            took.append(time.perf_counter() - start)
    print(f"{statistics.median(took) * 1e6:.3f}")


def version(_):
    print(torch.__version__)


def read_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--jit", action="store_true")
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--seconds", type=float, default=1.0)
    modes = parser.add_subparsers(required=True)
    for run, numbers in ((version, []),
                         (train, ["batch", "n_train", "n_valid", "epochs"]),
                         (infer, ["n_window"]),
                         (latency, ["count"])):
        mode = modes.add_parser(run.__name__)
        mode.set_defaults(run=run)
        if numbers:
            mode.add_argument("T", type=int)
            mode.add_argument("layers", type=lambda text: [
                int(width) for width in text.split(",")])
        for name in numbers:
            mode.add_argument(name, type=int)
    return parser.parse_args()


def main():
    args = read_arguments()
    torch.manual_seed(1)
    torch.set_num_threads(args.threads)
    torch.set_flush_denormal(True)
    args.run(args)


if __name__ == "__main__":
    main()
