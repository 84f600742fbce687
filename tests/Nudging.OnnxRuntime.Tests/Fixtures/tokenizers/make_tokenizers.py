"""Trains the tokenizer fixtures on training.txt. Usage: make_tokenizers.py [output folder]

The script needs only the standard library and writes the same files every time. Its rules for splitting words only shape the
vocabularies: the tests compare token ids with an independent reference.
"""

import base64
import json
import struct
import sys
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
MERGES = 344
PIECES = 320
SPACE_MARK = "\u2581"


def split_words(text):
    """Splits text into runs of letters, of at most three digits, of white space and of other characters, each with the
    space before the run."""
    words, start = [], 0
    for place in range(1, len(text) + 1):
        word = text[start:place]
        if place == len(text) or starts_word(word, text[place]):
            words.append(word)
            start = place
    return words


def starts_word(word, character):
    kind = kind_of(character)
    if word == " ":
        return kind == "space"
    return kind_of(word[-1]) != kind or (kind == "digit" and len(word.strip()) == 3)


def kind_of(character):
    if character.isspace():
        return "space"
    if character.isalpha():
        return "letter"
    return "digit" if character.isdigit() else "other"


def train(words, count):
    """Byte-pair encoding: merges the most frequent pair, and of equally frequent pairs the pair that sorts first."""
    counts = Counter(words)
    symbols = {word: list(word) for word in counts}
    merges = []
    while len(merges) < count:
        pairs = Counter()
        for word, parts in symbols.items():
            for pair in zip(parts, parts[1:]):
                pairs[pair] += counts[word]
        left, right = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append((left, right))
        for parts in symbols.values():
            place = 0
            while place + 1 < len(parts):
                if (parts[place], parts[place + 1]) == (left, right):
                    parts[place:place + 2] = [left + right]
                place += 1
    return merges


def byte_alphabet():
    """The character that byte-level vocabularies write for each byte."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [value for value in range(256) if value not in printable]
    return {**{value: chr(value) for value in printable}, **{value: chr(256 + index) for index, value in enumerate(others)}}


def byte_level(text):
    """A byte-level vocabulary in the order of GPT-2, and its merges."""
    alphabet = byte_alphabet()
    words = ["".join(alphabet[value] for value in word.encode("utf-8")) for word in split_words(text)]
    merges = train(words, MERGES)
    tokens = [*alphabet.values(), *dict.fromkeys(left + right for left, right in merges)]
    return {token: index for index, token in enumerate(tokens)}, merges


def added(token_id, content, **flags):
    names = ("single_word", "lstrip", "rstrip", "normalized", "special")
    return {"id": token_id, "content": content, **{name: name in flags for name in names}}


def added_list(first, tokens):
    return [added(first + index, content, **dict.fromkeys(flags)) for index, (content, flags) in enumerate(tokens)]


def byte_level_json(vocabulary, merges, normalizer, pre_tokenizers, tokens):
    return {
        "version": "1.0",
        "added_tokens": added_list(len(vocabulary), tokens),
        "normalizer": normalizer,
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
            *pre_tokenizers, {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}]},
        "post_processor": None,
        "decoder": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True},
        "model": {"type": "BPE", "dropout": None, "byte_fallback": False, "ignore_merges": False,
                  "vocab": vocabulary, "merges": [f"{left} {right}" for left, right in merges]},
    }


def sentence_pieces(text):
    """The pieces of a SentencePiece model in the order of their ids, each with score and type, user-defined pieces last."""
    words = [SPACE_MARK + word for line in text.split("\n") for word in line.split(" ") if word]
    merges = train(words, PIECES)
    joined = [piece for piece in dict.fromkeys(left + right for left, right in merges)]
    frequent = Counter("".join(words) + "\n\t")
    needed = set("".join(joined))
    characters = [character for character, count in sorted(frequent.items(), key=lambda item: (-item[1], item[0])) if count > 2 or character in needed]
    control = [("<unk>", 0.0, 2), ("<s>", 0.0, 3), ("</s>", 0.0, 3)]
    every_byte = [(f"<0x{value:02X}>", 0.0, 6) for value in range(256)]
    normal = [(piece, -float(rank), 1) for rank, piece in enumerate([*joined, *characters])]
    user = [(piece, 0.0, 4) for piece in (SPACE_MARK * 2, SPACE_MARK * 4, "\n\n", "<tag>", "<tag>>")]
    return [*control, *every_byte, *normal, *user]


def piece_merges(pieces):
    """The merges in the order of converters to tokenizer.json: all splits of each piece, the piece with the highest score first."""
    normal = {text: -score for text, score, kind in pieces if kind == 1}
    ids = {text: index for index, (text, _, _) in enumerate(pieces)}
    merges = []
    for piece in sorted(normal, key=normal.get):
        splits = [(piece[:place], piece[place:]) for place in range(1, len(piece)) if piece[:place] in normal and piece[place:] in normal]
        merges += sorted(splits, key=lambda split: (ids[split[0]], ids[split[1]]))
    return merges


def byte_fallback_json(pieces):
    vocabulary = {text: index for index, (text, _, kind) in enumerate(pieces) if kind != 4}
    special = [added(vocabulary[name], name, special=None) for name in ("<unk>", "<s>", "</s>")]
    more = added_list(len(vocabulary), [
        ("<|end|>", ["special", "rstrip"]), ("<|mask|>", ["special", "lstrip"]), ("x y", ["normalized"]),
        ("raw", ["single_word"]), ("<tool>", []), ("<tool><tool>", []), ("<both>", ["lstrip", "rstrip"]),
        ("boat", ["single_word", "normalized"])])
    return {
        "version": "1.0",
        "added_tokens": [*special, *more],
        "normalizer": {"type": "Sequence", "normalizers": [
            {"type": "Prepend", "prepend": SPACE_MARK},
            {"type": "Replace", "pattern": {"String": " "}, "content": SPACE_MARK}]},
        "pre_tokenizer": None,
        "post_processor": {"type": "TemplateProcessing",
                           "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
                           "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
                           "special_tokens": {"<s>": {"id": "<s>", "ids": [1], "tokens": ["<s>"]}}},
        "decoder": {"type": "Sequence", "decoders": [
            {"type": "Replace", "pattern": {"String": SPACE_MARK}, "content": " "},
            {"type": "ByteFallback"}, {"type": "Fuse"}, {"type": "Strip", "content": " ", "start": 1, "stop": 0}]},
        "model": {"type": "BPE", "dropout": None, "unk_token": "<unk>", "fuse_unk": True, "byte_fallback": True, "ignore_merges": False,
                  "vocab": vocabulary, "merges": [[left, right] for left, right in piece_merges(pieces)]},
    }


def sentencepiece_model(pieces):
    """The pieces as sentencepiece_model.proto writes them."""
    model = b""
    for text, score, kind in pieces:
        model += field(1, text_field(1, text) + b"\x15" + struct.pack("<f", score) + b"\x18" + varint(kind))
    trainer = b"\x18\x02" + varint(35 << 3) + b"\x01"
    normalizer = text_field(1, "identity") + b"\x18\x01\x20\x00\x28\x01"
    return model + field(2, trainer) + field(3, normalizer)


def varint(value):
    encoded = b""
    while value > 0x7F:
        encoded += bytes([value & 0x7F | 0x80])
        value >>= 7
    return encoded + bytes([value])


def field(number, content):
    return varint(number << 3 | 2) + varint(len(content)) + content


def text_field(number, text):
    return field(number, text.encode("utf-8"))


def tiktoken_model(text):
    """The bytes of each token in base64 and its rank: the 256 bytes first, then the merges."""
    words = [word.encode("utf-8").decode("latin-1") for word in split_words(text)]
    merged = dict.fromkeys(left + right for left, right in train(words, MERGES))
    tokens = [*map(chr, range(256)), *merged]
    return b"".join(base64.b64encode(token.encode("latin-1")) + f" {rank}\n".encode() for rank, token in enumerate(tokens))


def write(folder, name, content):
    folder.mkdir(parents=True, exist_ok=True)
    if not isinstance(content, (bytes, str)):
        content = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))


def main():
    output = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    text = (HERE / "training.txt").read_bytes().decode("utf-8")

    vocabulary, merges = byte_level(text)
    write(output / "byte-level", "tokenizer.json", byte_level_json(
        vocabulary, merges, None, [{"type": "Digits", "individual_digits": True}],
        [("<|endoftext|>", ["special"]), ("<|user|>", ["special"]), ("<|assistant|>", ["special"])]))
    write(output / "added-tokens", "tokenizer.json", byte_level_json(
        vocabulary, merges, {"type": "NFC"}, [], [
            ("<|end|>", ["special"]), ("<|right|>", ["special", "rstrip"]), ("<|left|>", ["special", "lstrip"]),
            ("<both>", ["lstrip", "rstrip"]), ("yes", ["single_word"]), ("no", ["single_word", "normalized"]),
            ("<<", []), ("<<<", []), ("  ", ["normalized"]), ("    ", ["normalized"]), ("cafe\u0301", ["normalized"]),
            ("nai\u0308ve", []), ("\u00fcber", ["single_word", "normalized", "lstrip"]), ("[x]", ["single_word", "rstrip"])]))

    folder = output / "vocab-and-merges"
    write(folder, "vocab.json", {**vocabulary, "<|pad|>": len(vocabulary)})
    write(folder, "merges.txt", "#version: 0.2\n" + "".join(f"{left} {right}\n" for left, right in merges))
    write(folder, "added_tokens.json", {"<extra>": len(vocabulary) + 3})
    write(folder, "special_tokens_map.json", {"pad_token": "<|pad|>"})
    more = added_list(len(vocabulary) + 1, [("<|endoftext|>", ["special", "rstrip"]), ("maybe", ["single_word", "lstrip"])])
    write(folder, "tokenizer_config.json", {
        "tokenizer_class": "GPT2Tokenizer", "add_prefix_space": True, "eos_token": "<|endoftext|>",
        "added_tokens_decoder": {f"{token.pop('id')}": token for token in more}})

    pieces = sentence_pieces(text)
    write(output / "sentencepiece", "tokenizer.model", sentencepiece_model(pieces))
    write(output / "byte-fallback", "tokenizer.json", byte_fallback_json(pieces))
    write(output / "tiktoken", "tokenizer.model", tiktoken_model(text))


if __name__ == "__main__":
    main()
