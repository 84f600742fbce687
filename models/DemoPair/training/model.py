"""The demo pair's architecture: a small Llama-like decoder with tied embeddings."""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn


@dataclass
class Config:
    vocab: int
    dim: int
    layers: int
    heads: int
    kv_heads: int
    ff: int
    context: int = 1024
    rope_theta: float = 10000.0
    eps: float = 1e-5

    @property
    def head_dim(self) -> int:
        return self.dim // self.heads


class RMSNorm(nn.Module):
    def __init__(self, dim: int, eps: float):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(dim))
        self.eps = eps

    def forward(self, x):
        x = x.float()
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + self.eps) * self.weight


def rotate(x, cos, sin):
    a, b = x.chunk(2, dim=-1)
    return torch.cat((a * cos - b * sin, b * cos + a * sin), dim=-1)


class Layer(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.c = c
        self.attention_norm = RMSNorm(c.dim, c.eps)
        self.query = nn.Linear(c.dim, c.heads * c.head_dim, bias=False)
        self.key = nn.Linear(c.dim, c.kv_heads * c.head_dim, bias=False)
        self.value = nn.Linear(c.dim, c.kv_heads * c.head_dim, bias=False)
        self.out = nn.Linear(c.dim, c.dim, bias=False)
        self.mlp_norm = RMSNorm(c.dim, c.eps)
        self.gate = nn.Linear(c.dim, c.ff, bias=False)
        self.up = nn.Linear(c.dim, c.ff, bias=False)
        self.down = nn.Linear(c.ff, c.dim, bias=False)

    def forward(self, x, cos, sin, mask):
        c = self.c
        b, t, _ = x.shape
        n = self.attention_norm(x)
        q = rotate(self.query(n).view(b, t, c.heads, c.head_dim), cos, sin).transpose(1, 2)
        k = rotate(self.key(n).view(b, t, c.kv_heads, c.head_dim), cos, sin).transpose(1, 2)
        v = self.value(n).view(b, t, c.kv_heads, c.head_dim).transpose(1, 2)
        group = c.heads // c.kv_heads
        # The query heads of one group share keys and values: the group is folded into the time axis.
        q = q.reshape(b * c.kv_heads, group * t, c.head_dim)
        k = k.reshape(b * c.kv_heads, t, c.head_dim)
        v = v.reshape(b * c.kv_heads, t, c.head_dim)
        scores = torch.baddbmm(mask.to(q.dtype), q, k.transpose(1, 2), alpha=1 / math.sqrt(c.head_dim))
        y = torch.bmm(scores.softmax(-1).to(v.dtype), v)
        y = y.view(b, c.kv_heads, group, t, c.head_dim).reshape(b, c.heads, t, c.head_dim)
        x = x + self.out(y.transpose(1, 2).reshape(b, t, c.dim))
        n = self.mlp_norm(x)
        return x + self.down(F.silu(self.gate(n)) * self.up(n))


class Decoder(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.c = c
        self.embedding = nn.Embedding(c.vocab, c.dim)
        self.blocks = nn.ModuleList(Layer(c) for _ in range(c.layers))
        self.norm = RMSNorm(c.dim, c.eps)
        nn.init.normal_(self.embedding.weight, std=0.02)
        for name, p in self.named_parameters():
            if p.dim() == 2 and "embedding" not in name:
                nn.init.normal_(p, std=0.02 if "down" not in name and "out" not in name else 0.02 / math.sqrt(2 * c.layers))
        cos, sin = self.rope_tables()
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)
        self.masks = {}

    def rope_tables(self):
        c = self.c
        inverse = 1.0 / c.rope_theta ** (torch.arange(0, c.head_dim, 2).float() / c.head_dim)
        angles = torch.outer(torch.arange(c.context).float(), inverse)
        return angles.cos(), angles.sin()

    def forward(self, ids):
        c = self.c
        t = ids.shape[1]
        if t not in self.masks:
            mask = torch.full((t, t), float("-inf")).triu(1)
            self.masks[t] = mask.repeat(c.heads // c.kv_heads, 1)[None]
        x = self.embedding(ids)
        cos, sin = self.cos[None, :t, None], self.sin[None, :t, None]
        for block in self.blocks:
            x = block(x, cos, sin, self.masks[t])
        return F.linear(self.norm(x), self.embedding.weight)

    @torch.no_grad()
    def grow(self, weights, new):
        """Copies the weights of a model without the layers `new`, which begin as the identity function."""
        old = [i for i in range(self.c.layers) if i not in new]
        moved = {}
        for name, weight in weights.items():
            if name.startswith("blocks."):
                _, number, rest = name.split(".", 2)
                name = f"blocks.{old[int(number)]}.{rest}"
            moved[name] = weight
        self.load_state_dict(moved, strict=False)
        for i in new:
            self.blocks[i].out.weight.zero_()
            self.blocks[i].down.weight.zero_()


BASE = dict(dim=256, layers=4, heads=4, kv_heads=2, ff=672)
CHAT = dict(dim=128, layers=3, heads=4, kv_heads=2, ff=320)
CALLS = {**CHAT, "layers": 4}
ALIGNED = {**CHAT, "layers": 6}
