#!/usr/bin/python3
"""Makes torch-around.txt: what stands around the cells, by PyTorch in float64.

  tests/vectors/make-layer-vectors.py            (Debian: python3-torch)

Numbers come from noise(), as in make-vectors.py.
"""
import importlib.machinery
import importlib.util
import os
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
PATH = os.path.join(HERE, "make-vectors.py")
SPEC = importlib.util.spec_from_file_location("vectors", PATH)
vectors = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(vectors)
tensor, flat = vectors.tensor, vectors.flat


def ends(k):
    return f"l{k}", f"l{k}_reverse"


def fill(weights, rnn, end, gru):
    """One direction of a layer; the second bias is 0 but for the GRU's n."""
    H = rnn.hidden_size
    with torch.no_grad():
        for name in ("weight_ih", "weight_hh", "bias_ih"):
            part = getattr(rnn, f"{name}_{end}")
            part.copy_(weights.take(*part.shape))
        second = getattr(rnn, f"bias_hh_{end}")
        second.zero_()
        if gru:
            second[2 * H:] = weights.take(H)


def gradient(rnn, end, gru):
    parts = [flat(getattr(rnn, f"{p}_{end}"))
             for p in ("weight_ih", "weight_hh", "bias_ih")]
    if gru:
        parts.append(getattr(rnn, f"bias_hh_{end}").grad[2 * rnn.hidden_size:])
    return torch.cat(parts)


def both_ways(f, cell, n):
    """A network of n bidirectional layers: h_n of the last, dense, MSE."""
    T, B, D, H, K = 6, 3, 2, 4, 2
    gru = cell == "gru"
    rnn = vectors.KINDS[cell](D, H, num_layers=n, bidirectional=True)
    weights = vectors.Weights(1, 0.6)
    for k in range(n):
        for end in ends(k):
            fill(weights, rnn, end, gru)
    dense = torch.nn.Linear(2 * H, K)
    with torch.no_grad():
        dense.weight.copy_(weights.take(K, 2 * H))
        dense.bias.copy_(weights.take(K))
    _, last = rnn(tensor(3000000, (T, B, D)))
    h = last if gru else last[0]
    yhat = dense(torch.cat([h[-2], h[-1]], dim=1))
    loss = torch.nn.functional.mse_loss(yhat, tensor(4000000, (B, K)))
    loss.backward()
    f.array(f"both-{cell}-{n}.yhat", yhat)
    f.array(f"both-{cell}-{n}.grad", torch.cat(
        [gradient(rnn, end, gru) for k in range(n) for end in ends(k)]
        + [flat(dense.weight), dense.bias.grad]))


def norms(f):
    """One layer alone, as tests/unit/chain_bench.h."""
    T, B, H, start = 4, 3, 5, 31
    for name in ("layer", "batch"):
        norm = (torch.nn.LayerNorm(H) if name == "layer"
                else torch.nn.BatchNorm1d(H))
        with torch.no_grad():
            norm.weight.copy_(tensor(start, (H,), 0.7))
            norm.bias.copy_(tensor(start + H, (H,), 0.7))
            if name == "batch":
                norm.running_mean.copy_(tensor(start + 2 * H, (H,), 0.7))
                norm.running_var.copy_(tensor(start + 3 * H, (H,), 0.7).abs())
        x = tensor(start + 100000, (T, B, H)).requires_grad_()
        y = norm(x.reshape(T * B, H)).reshape(T, B, H)
        (y * tensor(start + 200000, (T, B, H))).sum().backward()
        f.array(f"norm-{name}.y", y)
        f.array(f"norm-{name}.dw",
                torch.cat([norm.weight.grad, norm.bias.grad]))
        f.array(f"norm-{name}.dx", x.grad)
        if name == "batch":
            f.array("norm-batch.running",
                    torch.cat([norm.running_mean, norm.running_var]))
            norm.eval()
            f.array("norm-batch.after", norm(x.reshape(T * B, H)))


def convolution(f, stride):
    T, B, D, H, K, start = 7, 3, 2, 4, 3, 31
    conv = torch.nn.Conv1d(D, H, K, stride=stride)
    weights = vectors.Weights(start, 0.7)
    with torch.no_grad():
        conv.weight.copy_(weights.take(H, D * K).reshape(H, D, K))
        conv.bias.copy_(weights.take(H))
    x = tensor(start + 100000, (T, B, D)).requires_grad_()
    # The last step is kept: the first that is lies at (T - 1) % stride.
    seen = torch.nn.functional.pad(x.permute(1, 2, 0), (K - 1, 0))
    y = torch.relu(conv(seen[:, :, (T - 1) % stride:])).permute(2, 0, 1)
    (y * tensor(start + 200000, tuple(y.shape))).sum().backward()
    f.array(f"conv-{stride}.y", y)
    f.array(f"conv-{stride}.dw", torch.cat(
        [conv.weight.grad.reshape(H, D * K).T.reshape(-1), conv.bias.grad]))
    f.array(f"conv-{stride}.dx", x.grad)


if __name__ == "__main__":
    out = vectors.File("torch-around.txt")
    for cell in ("lstm", "gru"):
        for n in (1, 2):
            both_ways(out, cell, n)
    norms(out)
    for stride in (1, 2, 3):
        convolution(out, stride)
    out.close()
