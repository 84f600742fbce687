"""Trains a byte-level BPE and writes a Hugging Face tokenizer.json."""

import json
from collections import Counter, defaultdict

import regex

# onnxruntime-genai supports this pattern, but not the pattern with single digits.
PATTERN = r" ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"

# Merges are learnt with each digit as a word, so that no merge joins two digits and both patterns give the same ids.
TRAINING_PATTERN = PATTERN.replace(r"\p{N}+", r"\p{N}")
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]


def byte_alphabet():
    """The printable characters that GPT-2 writes for the 256 bytes."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    table, extra = {}, 0
    for b in range(256):
        if b in printable:
            table[b] = chr(b)
        else:
            table[b] = chr(256 + extra)
            extra += 1
    return table


ALPHABET = byte_alphabet()


class Tokenizer:
    def __init__(self, vocab, merges):
        self.vocab, self.merges = vocab, merges
        self.rank = {tuple(m): i for i, m in enumerate(merges)}
        self.special = {s: len(vocab) + i for i, s in enumerate(SPECIAL)}
        self.size = len(vocab) + len(SPECIAL)
        self.text = {i: t for t, i in vocab.items()}
        self.cut = regex.compile("(" + "|".join(regex.escape(s) for s in SPECIAL) + ")")
        self.words = regex.compile(PATTERN)
        self.cache = {}

    @staticmethod
    def train(texts, size):
        words = Counter()
        pattern = regex.compile(TRAINING_PATTERN)
        for text in texts:
            words.update(pattern.findall(text))
        vocab = {c: i for i, c in enumerate(sorted(ALPHABET.values()))}
        split = [([ALPHABET[b] for b in w.encode()], n) for w, n in words.items()]
        pairs, where = Counter(), defaultdict(set)
        for i, (parts, n) in enumerate(split):
            for p in zip(parts, parts[1:]):
                pairs[p] += n
                where[p].add(i)
        merges = []
        while len(vocab) + len(SPECIAL) < size:
            best = max(pairs.items(), key=lambda item: (item[1], item[0]))[0]
            merges.append(list(best))
            joined = best[0] + best[1]
            vocab[joined] = len(vocab)
            for i in list(where[best]):
                parts, n = split[i]
                for p in zip(parts, parts[1:]):
                    pairs[p] -= n
                    where[p].discard(i)
                merged, j = [], 0
                while j < len(parts):
                    if j + 1 < len(parts) and (parts[j], parts[j + 1]) == best:
                        merged.append(joined)
                        j += 2
                    else:
                        merged.append(parts[j])
                        j += 1
                split[i] = (merged, n)
                for p in zip(merged, merged[1:]):
                    pairs[p] += n
                    where[p].add(i)
            del pairs[best]
        return Tokenizer(vocab, merges)

    def _word(self, word):
        if word not in self.cache:
            parts = [ALPHABET[b] for b in word.encode()]
            while len(parts) > 1:
                ranked = [(self.rank.get(p, 1 << 30), i) for i, p in enumerate(zip(parts, parts[1:]))]
                best, i = min(ranked)
                if best == 1 << 30:
                    break
                parts[i:i + 2] = [parts[i] + parts[i + 1]]
            self.cache[word] = [self.vocab[p] for p in parts]
        return self.cache[word]

    def encode(self, text):
        ids = []
        for piece in self.cut.split(text):
            if piece in self.special:
                ids.append(self.special[piece])
            else:
                for word in self.words.findall(piece):
                    ids += self._word(word)
        return ids

    def decode(self, ids):
        back = {c: b for b, c in ALPHABET.items()}
        data = b"".join(bytes(back[c] for c in self.text[i]) if i in self.text else SPECIAL[i - len(self.vocab)].encode() for i in ids)
        return data.decode(errors="replace")

    def json(self):
        return json.dumps({
            "version": "1.0", "truncation": None, "padding": None,
            "added_tokens": [dict(id=i, content=s, single_word=False, lstrip=False, rstrip=False, normalized=False, special=True)
                             for s, i in self.special.items()],
            "normalizer": None,
            "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
                {"type": "Split", "pattern": {"Regex": PATTERN}, "behavior": "Isolated", "invert": False},
                {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False}]},
            "post_processor": None,
            "decoder": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True},
            "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None, "end_of_word_suffix": None,
                      "fuse_unk": False, "byte_fallback": False, "ignore_merges": False, "vocab": self.vocab, "merges": self.merges},
        }, ensure_ascii=False, indent=1)

    @staticmethod
    def load(path):
        with open(path, encoding="utf-8") as file:
            model = json.load(file)["model"]
        return Tokenizer(model["vocab"], model["merges"])
