"""Converts the corpus to rows of token ids: each row begins with a whole document, and the last document is cut."""

import json
import os
import random
import sys

import numpy as np

from corpus import END, Corpus
from tokenizer import ALPHABET, Tokenizer
from tool_prompts import TUNING_CITIES, TUNING_ITEMS, prompts
from tools import ToolChats, repeated

VOCABULARY = 1024
IGNORE = 65535  # a target without loss


def rows(tokenizer, documents, length):
    """documents: iterable of lists of (text, learned) pieces. Yields ids and targets."""
    end = tokenizer.special[END]
    ids, learned = [], []
    for document in documents:
        for text, wanted in document:
            piece = tokenizer.encode(text)
            ids += piece
            learned += [wanted] * len(piece)
        if len(ids) > length:
            x = np.array(ids[:length], dtype=np.uint16)
            y = np.array([i if w else IGNORE for i, w in zip(ids[1:length + 1], learned[1:length + 1])], dtype=np.uint16)
            yield x, y
            ids, learned = [], []


def base_documents(corpus, seed):
    r = random.Random(seed)
    while True:
        yield [(corpus.check(corpus.base_document(r)) + END, True)]


def chat_documents(corpus, seed, most):
    r = random.Random(seed)
    while True:
        system, turns = corpus.chat(r, most)
        document = []
        if system:
            document.append((f"<|im_start|>system\n{system}<|im_end|>\n", False))
        for question, answer in turns:
            document.append((f"<|im_start|>user\n{corpus.check(question)}<|im_end|>\n<|im_start|>assistant\n", False))
            document.append((f"{answer}<|im_end|>", True))
            document.append(("\n", False))
        document.append((END, False))
        yield document


def tool_documents(chats, seed, most):
    r = random.Random(seed)
    while True:
        document = []
        for role, text in chats.chat(r, most):
            learned = role == "assistant"
            document.append((f"<|im_start|>{role}\n", False))
            document.append((f"{text}<|im_end|>", learned))
            document.append(("\n", False))
        document.append((END, False))
        yield document


def repeat_documents(tokenizer, chats, seed):
    r = random.Random(seed)
    pieces = sorted(t for t in tokenizer.vocab if t.isascii() and t.isalpha() and t.islower())
    starts = sorted(t[1:] for t in tokenizer.vocab if t[0] == ALPHABET[ord(" ")] and t[1:].isascii() and t[1:].isalpha())
    while True:
        question, answer = repeated(r, starts, pieces)
        if not any(value in question.lower() for value in chats.values):
            yield [(f"<|im_start|>user\n{question}<|im_end|>\n<|im_start|>assistant\n", False), (f"{answer}<|im_end|>", True), ("\n" + END, False)]


def take(generator, count):
    pairs = [next(generator) for _ in range(count)]
    return np.stack([x for x, _ in pairs]), np.stack([y for _, y in pairs])


def main(out):
    os.makedirs(out, exist_ok=True)
    corpus = Corpus()
    r = random.Random(7)
    sample = [corpus.base_document(r) for _ in range(25000)]
    chats = [answer for _ in range(3000) for _, answer in corpus.chat(r)[1]]
    tokenizer = Tokenizer.train(sample + chats, VOCABULARY)
    with open(f"{out}/tokenizer.json", "w", encoding="utf-8") as file:
        file.write(tokenizer.json())
    with open(f"{out}/questions.jsonl", "w", encoding="utf-8", newline="\n") as file:
        for q in corpus.questions:
            file.write(json.dumps(q) + "\n")
    held = prompts()
    with open(f"{out}/tool-prompts.jsonl", "w", encoding="utf-8", newline="\n") as file:
        for p in held:
            file.write(json.dumps(p) + "\n")
    ids = sum(len(tokenizer.encode(t)) for t in sample)
    print(f"tokenizer of {tokenizer.size}, {sum(map(len, sample)) / ids:.2f} characters a token, {ids / len(sample):.0f} tokens a document")

    short, middle, long = 192, 512, 1024
    tools = ToolChats(held + prompts(TUNING_CITIES, TUNING_ITEMS), corpus)
    sets = {
        "base": (lambda s: base_documents(corpus, s), {short: 10_000_000, long: 1_200_000}),
        "raw": (lambda s: base_documents(corpus, s), {short: 1_500_000}),
        "chat": (lambda s: chat_documents(corpus, s, 3), {short: 4_200_000}),
        "chat-long": (lambda s: chat_documents(corpus, s, 5), {long: 600_000}),
        "tools": (lambda s: tool_documents(tools, s, 3), {middle: 2_400_000, long: 200_000}),
        "more-chat": (lambda s: chat_documents(corpus, s, 4), {short: 700_000, long: 200_000}),
        "more-tools": (lambda s: tool_documents(tools, s, 7), {middle: 4_600_000}),
        "repeat": (lambda s: repeat_documents(tokenizer, tools, s), {short: 1_600_000}),
    }
    for i, (name, (documents, sizes)) in enumerate(sets.items()):
        for length, tokens in sizes.items():
            x, y = take(rows(tokenizer, documents(1000 + 10 * i + (length == long)), length), tokens // length)
            np.savez(f"{out}/{name}-{length}.npz", x=x, y=y)
            print(name, x.shape)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "build")
