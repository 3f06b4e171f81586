#!/usr/bin/env python3
"""Loads a model file's weights into PyTorch, without reshuffling anything,
and compares what `rnnfc predict` prints with what PyTorch makes of them.

usage: check-model.py PROGRAM MODEL
Debian packages: python3-torch python3-numpy.  Ends with status 1 where the
largest relative difference is above 1e-5.
"""
import json
import subprocess
import sys

import numpy as np
import torch

DTYPES = {"F32": np.float32, "F64": np.float64, "I64": np.int64, "U8": np.uint8}
CELLS = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "elman": torch.nn.RNN}


def load(path):
    """The tensors and the metadata of a safetensors file."""
    with open(path, "rb") as f:
        n = int.from_bytes(f.read(8), "little")
        header = json.loads(f.read(n))
        data = f.read()
    meta = header.pop("__metadata__")
    tensors = {}
    for name, t in header.items():
        begin, end = t["data_offsets"]
        values = np.frombuffer(data[begin:end], DTYPES[t["dtype"]])
        tensors[name] = values.reshape(t["shape"])
    return tensors, meta


def build(tensors, meta):
    """The layers, loaded strictly by the names in the file."""
    width, layers = 1, []
    for k, H in enumerate(map(int, meta["layers"].split(","))):
        layer = CELLS[meta["cell"]](width, H)
        layer.load_state_dict({
            key: torch.tensor(tensors[f"rnn.{k}.{key}"])
            for key in layer.state_dict()})
        layers.append(layer)
        width = H
    out = torch.nn.Linear(width, int(meta["horizon"]))
    out.load_state_dict({key: torch.tensor(tensors[f"out.{key}"])
                         for key in out.state_dict()})
    return layers, out


def forecast(tensors, meta, n):
    """n rows after the context, by the forecast rule of rnnfc-predict(1)."""
    layers, out = build(tensors, meta)
    shift, scale = tensors["series.scale"][0]
    T, lead, K = (int(meta[k]) for k in ("input-size", "lead", "horizon"))
    x = list(tensors["context"])

    def window(cutoff):
        z = (np.array(x[cutoff + 1 - T:cutoff + 1]) - shift) / scale
        h = torch.tensor(z.astype(np.float32)).reshape(T, 1, 1)
        for layer in layers:
            h, _ = layer(h)
        return [float(v) * scale + shift for v in out(h[-1, 0])]

    known = len(x)
    with torch.no_grad():
        while len(x) < known + n:
            last = len(x)
            for k in range(lead - 1):
                x.append(window(last + k - lead)[0])
            x.extend(window(last - 1)[:K])
    return np.array(x[known:known + n])


def main():
    program, path = sys.argv[1:]
    tensors, meta = load(path)
    n = 24
    lines = subprocess.run([program, "predict", "-m", path, "-H", str(n)],
                           check=True, capture_output=True,
                           text=True).stdout.splitlines()
    ours = np.array([float(line.split(",")[-1]) for line in lines[1:]])
    theirs = forecast(tensors, meta, n)
    worst = float(np.max(np.abs(ours - theirs) / np.abs(theirs)))
    print(f"{meta['cell']} {meta['layers']}: largest relative difference "
          f"over {n} rows {worst:.2e}")
    sys.exit(worst > 1e-5)


main()
