"""Trains one model of the demo pair: python3 train.py base|chat|calls|aligned DATA OUT [workers]"""

import os
import sys
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import torch
import torch.multiprocessing as mp
import torch.nn.functional as F

from data import IGNORE, VOCABULARY
from model import ALIGNED, BASE, CALLS, CHAT, Config, Decoder

SEED = 1
PARTS = {"base": 8, "chat": 8, "calls": 8, "aligned": 4}  # the microbatches of a step, divided among the workers
PLANS = {  # the shape and the stages; a stage mixes the steps of its sets
    "base": (BASE, [["base-192"], ["base-1024"]]),
    "chat": (CHAT, [["raw-192"], ["chat-192"], ["chat-long-1024"]]),
    "calls": (CALLS, [["tools-512", "more-chat-192"], ["tools-1024", "more-chat-1024"]]),
    "aligned": (ALIGNED, [["repeat-192", "more-tools-512", "more-chat-192"], ["tools-1024", "more-chat-1024"]]),
}
GROWN = {"calls": ("chat", [2]), "aligned": ("calls", [2, 4])}  # the model that training continues from, and the new layers
PACE = {"base": 1.0, "chat": 1.0, "calls": 0.6, "aligned": 0.6}
TOKENS_A_STEP = {"base": 4608, "chat": 4608, "calls": 4608, "aligned": 2304}


def schedule(done):
    """The factor of the learning rate after a share of the whole training."""
    return min(1.0, done / 0.01 + 0.01, max(0.02, (1 - done) / 0.55))


def orthogonal(g):
    """The Newton-Schulz iteration of Muon: approximates the nearest semi-orthogonal matrix."""
    x = g.bfloat16()
    flip = x.shape[0] > x.shape[1]
    if flip:
        x = x.t().contiguous()
    x = x / (x.norm() + 1e-7)
    for _ in range(5):
        a = x @ x.t()
        x = torch.addmm(x, torch.addmm(a, a, a, beta=-4.7750, alpha=2.0315), x, beta=3.4445)
    return (x.t() if flip else x).float()


class Optimizer:
    """Muon on matrices, AdamW on the embedding and the norms; each worker updates its own share of the parameters."""

    def __init__(self, model, rank, workers):
        self.items = []
        for i, (name, p) in enumerate(model.named_parameters()):
            if i % workers != rank:
                continue
            matrix = p.dim() == 2 and "embedding" not in name
            self.items.append((i, p, matrix, torch.zeros_like(p), torch.zeros_like(p)))
        self.steps = 0

    @torch.no_grad()
    def step(self, grads, factor):
        self.steps += 1
        for i, p, matrix, m, v in self.items:
            g = grads[i]
            if matrix:
                m.mul_(0.95).add_(g)
                update = orthogonal(g.add(m, alpha=0.95))
                p.mul_(1 - 0.02 * factor * 0.01).add_(update, alpha=-0.02 * factor * max(1, p.shape[0] / p.shape[1]) ** 0.5)
            else:
                m.mul_(0.9).add_(g, alpha=0.1)
                v.mul_(0.95).addcmul_(g, g, value=0.05)
                mean, square = m / (1 - 0.9 ** self.steps), v / (1 - 0.95 ** self.steps)
                p.sub_(mean / (square.sqrt() + 1e-10), alpha=4e-3 * factor)


def batches(kind, stages, order):
    """The rows of each step. Rows are shuffled within a set, and the steps of a stage's sets are mixed."""
    for stage in stages:
        steps = []
        for x, y in stage:
            permutation = order.permutation(len(x))
            size = max(PARTS[kind], TOKENS_A_STEP[kind] // x.shape[1])
            steps += [(x, y, permutation[at:at + size]) for at in range(0, len(x) - size + 1, size)]
        yield from (steps[i] for i in order.permutation(len(steps))) if len(stage) > 1 else steps


def work(rank, workers, kind, data, out, model, shared, losses, counter, barrier):
    torch.set_num_threads(1)
    stages = [[(s["x"], s["y"]) for s in (np.load(f"{data}/{name}.npz") for name in stage)] for stage in PLANS[kind][1]]
    total = sum(x.size for stage in stages for x, _ in stage)
    parameters = list(model.parameters())
    sizes = [p.numel() for p in parameters]
    optimizer = Optimizer(model, rank, workers)
    done, step, began, saved = 0, 0, time.time(), time.time()
    for x, y, chosen_rows in batches(kind, stages, np.random.default_rng(SEED)):
        chosen = np.array_split(chosen_rows, PARTS[kind])
        learned = int((y[chosen_rows] != IGNORE).sum())
        loss_sum = 0.0
        while True:
            with counter.get_lock():
                part = counter.value - step * (PARTS[kind] + workers)
                counter.value += 1
            if part >= PARTS[kind]:
                break
            ids = torch.from_numpy(x[chosen[part]].astype(np.int64))
            targets = torch.from_numpy(y[chosen[part]].astype(np.int64))
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = model(ids)
            loss = F.cross_entropy(logits.float().view(-1, logits.shape[-1]), targets.view(-1), ignore_index=IGNORE, reduction="sum") / learned
            loss.backward()
            loss_sum += loss.item()
        torch.cat([(p.grad if p.grad is not None else torch.zeros_like(p)).flatten() for p in parameters], out=shared[rank])
        losses[rank] = loss_sum
        for p in parameters:
            p.grad = None
        barrier.wait()
        flat = shared.sum(0)
        flat *= min(1.0, 1.0 / (flat.norm().item() + 1e-6))
        grads = [g.view_as(p) for g, p in zip(flat.split(sizes), parameters)]
        optimizer.step(grads, PACE[kind] * schedule(done / total))
        mean = losses.sum().item()
        barrier.wait()
        done += chosen_rows.size * x.shape[1]
        step += 1
        if rank == 0 and step % 25 == 0:
            print(f"{kind} {done / total:6.1%} loss {mean:.4f}  {done / (time.time() - began):.0f} tokens/s  {time.time() - began:.0f} s", flush=True)
        if rank == 0 and time.time() - saved > 120:
            saved = time.time()
            torch.save(model.state_dict(), f"{out}.part")
            os.replace(f"{out}.part", out)
    if rank == 0:
        torch.save(model.state_dict(), out)
        print(f"{kind} finished: {done} tokens in {time.time() - began:.0f} s", flush=True)


def main(kind, data, out, workers=2):
    torch.manual_seed(SEED)
    model = Decoder(Config(vocab=VOCABULARY, **PLANS[kind][0]))
    if kind in GROWN:
        before, new = GROWN[kind]
        model.grow(torch.load(f"{data}/{before}.pt"), new)
    model.share_memory()
    shared = torch.zeros(workers, sum(p.numel() for p in model.parameters())).share_memory_()
    losses = torch.zeros(workers).share_memory_()
    mp.start_processes(work, (workers, kind, data, out, model, shared, losses, mp.Value("l", 0), mp.Barrier(workers)), nprocs=workers, start_method="fork")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]) if len(sys.argv) > 4 else 2)
