"""Writes a trained model as an onnxruntime-genai model folder: python3 export.py base|aligned WEIGHTS TOKENIZER OUT

The graph has the form of the public model builder's exports: GroupQueryAttention for the attention, and a
separate RotaryEmbedding before the attention, since DirectML ignores a rotary embedding fused into the attention.
"""

import json
import os
import shutil
import sys

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from data import VOCABULARY
from model import ALIGNED, BASE, Config, Decoder
from tokenizer import SPECIAL, Tokenizer

# The system message has two lines for each tool: its description and its signature. Calls and results have the format of Hermes and Qwen.
CHAT_TEMPLATE = (
    "{% if tools %}{{ '<|im_start|>system\n' }}{% if messages[0]['role'] == 'system' %}{{ messages[0]['content'] + '\n' }}{% endif %}{{ 'Tools:\n' }}"
    "{% for tool in tools %}{{ tool['function']['description'] + '\n' + tool['function']['name'] + '(' }}"
    "{% for name, parameter in (tool['function']['parameters']['properties'] or {}).items() %}"
    "{{ name + ':' + (parameter['type'] if parameter['type'] is string else (parameter['type'] or ['string']) | first) }}{% if not loop.last %}{{ ',' }}{% endif %}"
    "{% endfor %}{{ ')\n' }}{% endfor %}{{ '<|im_end|>\n' }}{% endif %}"
    "{% for message in messages %}"
    "{% if message['role'] == 'tool' %}"
    "{% if loop.first or messages[loop.index0 - 1]['role'] != 'tool' %}{{ '<|im_start|>user' }}{% endif %}"
    "{{ '\n<tool_response>\n' + message['content'] + '\n</tool_response>' }}"
    "{% if loop.last or messages[loop.index0 + 1]['role'] != 'tool' %}{{ '<|im_end|>\n' }}{% endif %}"
    "{% elif message['tool_calls'] %}{{ '<|im_start|>assistant' }}{% if message['content'] %}{{ '\n' + message['content'] }}{% endif %}"
    "{% for call in message['tool_calls'] %}"
    "{{ '\n<tool_call>\n{\"name\": \"' + call['function']['name'] + '\", \"arguments\": ' + call['function']['arguments'] | tojson + '}\n</tool_call>' }}"
    "{% endfor %}{{ '<|im_end|>\n' }}"
    "{% elif not (tools and loop.first and message['role'] == 'system') %}"
    "{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n' }}{% endif %}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}")


class Graph:
    def __init__(self):
        self.nodes, self.weights = [], []

    def weight(self, name, tensor):
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(tensor), name))
        return name

    def node(self, op, inputs, name, outputs=1, domain="", **attributes):
        names = [f"{name}/output_{i}" for i in range(outputs)] if isinstance(outputs, int) else outputs
        self.nodes.append(helper.make_node(op, inputs, names, name=name, domain=domain, **attributes))
        return names[0]


def build(model):
    c = model.c
    w = {k: v.numpy() for k, v in model.state_dict().items()}
    g = Graph()

    one = g.weight("one", np.array([1], dtype=np.int64))
    lengths = g.node("ReduceSum", ["attention_mask", one], "/mask/ReduceSum", keepdims=0)
    lengths = g.node("Cast", [g.node("Sub", [lengths, one], "/mask/Sub")], "/mask/seqlens_k", to=TensorProto.INT32)
    width = g.node("Gather", [g.node("Shape", ["attention_mask"], "/mask/Shape"), g.weight("axis", np.array(1, dtype=np.int64))], "/mask/Gather", axis=0)
    width = g.node("Cast", [width], "/mask/total_length", to=TensorProto.INT32)

    cos, sin = g.weight("cos_cache", model.cos.numpy()), g.weight("sin_cache", model.sin.numpy())
    embedding = g.weight("model.embed_tokens.weight", w["embedding.weight"])
    x = g.node("Gather", [embedding, "input_ids"], "/model/embed_tokens/Gather")

    def norm(x, weight, name):
        return g.node("SimplifiedLayerNormalization", [x, g.weight(f"{name}.weight", weight)], f"/{name}", axis=-1, epsilon=c.eps, stash_type=1)

    def matmul(x, weight, name):
        return g.node("MatMul", [x, g.weight(f"{name}.MatMul.weight", weight.T)], f"/{name}/MatMul")

    for i in range(c.layers):
        p, name = f"blocks.{i}.", f"model/layers.{i}"
        n = norm(x, w[p + "attention_norm.weight"], f"{name}/input_layernorm")
        rotated = [g.node("RotaryEmbedding", [matmul(n, w[p + m], f"{name}/attn/{s}_proj"), "position_ids", cos, sin],
                          f"/{name}/attn/{s}_rotary/RotaryEmbedding", domain="com.microsoft", interleaved=0)
                   for s, m in (("q", "query.weight"), ("k", "key.weight"))]
        a = g.node("GroupQueryAttention",
                   [*rotated, matmul(n, w[p + "value.weight"], f"{name}/attn/v_proj"), f"past_key_values.{i}.key", f"past_key_values.{i}.value", lengths, width],
                   f"/{name}/attn/GroupQueryAttention", [f"/{name}/attn/output_0", f"present.{i}.key", f"present.{i}.value"],
                   domain="com.microsoft", num_heads=c.heads, kv_num_heads=c.kv_heads, do_rotary=0)
        x = g.node("Add", [x, matmul(a, w[p + "out.weight"], f"{name}/attn/o_proj")], f"/{name}/attn/Add")
        n = norm(x, w[p + "mlp_norm.weight"], f"{name}/post_attention_layernorm")
        gate = matmul(n, w[p + "gate.weight"], f"{name}/mlp/gate_proj")
        gate = g.node("Mul", [gate, g.node("Sigmoid", [gate], f"/{name}/mlp/Sigmoid")], f"/{name}/mlp/SiLU")
        hidden = g.node("Mul", [gate, matmul(n, w[p + "up.weight"], f"{name}/mlp/up_proj")], f"/{name}/mlp/Mul")
        x = g.node("Add", [x, matmul(hidden, w[p + "down.weight"], f"{name}/mlp/down_proj")], f"/{name}/mlp/Add")
    head = g.node("Transpose", [embedding], "/lm_head/Transpose", perm=[1, 0])
    g.node("MatMul", [norm(x, w["norm.weight"], "model/norm"), head], "/lm_head/MatMul", ["logits"])

    def value(name, kind, *shape):
        return helper.make_tensor_value_info(name, kind, shape)

    def caches(name, length):
        return [value(f"{name}.{i}.{s}", TensorProto.FLOAT, "batch_size", c.kv_heads, length, c.head_dim) for i in range(c.layers) for s in ("key", "value")]

    graph = helper.make_graph(
        g.nodes, "main_graph",
        [value("input_ids", TensorProto.INT64, "batch_size", "sequence_length"), value("attention_mask", TensorProto.INT64, "batch_size", "total_sequence_length"),
         value("position_ids", TensorProto.INT64, "batch_size", "sequence_length"), *caches("past_key_values", "past_sequence_length")],
        [value("logits", TensorProto.FLOAT, "batch_size", "sequence_length", c.vocab), *caches("present", "present_sequence_length")], g.weights)
    return helper.make_model(graph, producer_name="nudging-demo-pair", ir_version=8,
                             opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)])


def write_json(path, value):
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def main(kind, weights, tokenizer_path, out):
    c = Config(vocab=VOCABULARY, **(BASE if kind == "base" else ALIGNED))
    model = Decoder(c)
    model.load_state_dict(torch.load(weights))
    shutil.rmtree(out, ignore_errors=True)
    os.makedirs(out)
    onnx.save(build(model.eval()), f"{out}/model.onnx", save_as_external_data=True, location="model.onnx.data", size_threshold=1024)
    shutil.copy(tokenizer_path, f"{out}/tokenizer.json")
    end, start, stop = (Tokenizer.load(tokenizer_path).special[s] for s in SPECIAL)
    eos = end if kind == "base" else [stop, end]
    write_json(f"{out}/genai_config.json", {
        "model": {
            "type": "llama", "context_length": c.context, "vocab_size": c.vocab, "bos_token_id": end, "eos_token_id": eos, "pad_token_id": end,
            "decoder": {
                "filename": "model.onnx", "head_size": c.head_dim, "hidden_size": c.dim, "num_attention_heads": c.heads,
                "num_key_value_heads": c.kv_heads, "num_hidden_layers": c.layers, "session_options": {"log_id": "onnxruntime-genai", "provider_options": []},
                "inputs": {"input_ids": "input_ids", "attention_mask": "attention_mask", "position_ids": "position_ids",
                           "past_key_names": "past_key_values.%d.key", "past_value_names": "past_key_values.%d.value"},
                "outputs": {"logits": "logits", "present_key_names": "present.%d.key", "present_value_names": "present.%d.value"},
            },
        },
        "search": {"do_sample": False, "max_length": c.context, "past_present_share_buffer": True},
    })
    config = {"tokenizer_class": "PreTrainedTokenizerFast", "add_bos_token": False, "bos_token": None, "eos_token": SPECIAL[0] if kind == "base" else SPECIAL[2],
              "pad_token": SPECIAL[0], "model_max_length": c.context, "clean_up_tokenization_spaces": False}
    if kind == "aligned":
        config["chat_template"] = CHAT_TEMPLATE
    write_json(f"{out}/tokenizer_config.json", config)


if __name__ == "__main__":
    main(*sys.argv[1:5])
