"""Writes cases.jsonl: what Jinja itself renders for the templates in this folder. Needs python3 with jinja2 3.1.

The environment is set up as the transformers library sets up its own for chat templates.
"""

import json
import pathlib
from datetime import datetime

from jinja2 import TemplateError, nodes
from jinja2.ext import Extension, loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment

FOLDER = pathlib.Path(__file__).parent
NOW = datetime(2024, 7, 26)  # FrozenClock.Recorded in the tests


class Generation(Extension):
    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        return nodes.Scope(parser.parse_statements(["name:endgeneration"], drop_needle=True), lineno=line)


class Raised(TemplateError):
    pass


def raise_exception(message):
    raise Raised(message)


def tojson(value, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[Generation, loopcontrols])
environment.filters["tojson"] = tojson
environment.globals["raise_exception"] = raise_exception
environment.globals["strftime_now"] = NOW.strftime


def say(role, content, **more):
    return {"role": role, "content": content, **more}


def call(name, arguments, id="abcdefgh1"):
    return {"id": id, "type": "function", "function": {"name": name, "arguments": arguments}}


TOOL = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Tells the weather <today> & tomorrow.",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer"}}, "required": ["city"]},
    },
}
OTHER = {"type": "function", "function": {"name": "now", "description": "The time.", "parameters": {"type": "object", "properties": {}}}}
OBJECT = {"city": "Zürich", "days": 2}
TEXT = json.dumps(OBJECT)

CONVERSATIONS = {
    "empty": [],
    "user": [say("user", "Hello")],
    "system": [say("system", " Be brief. "), say("user", "Hello"), say("assistant", "Hi"), say("user", "é😀 <b>")],
    "parts": [say("user", [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}])],
    "two users": [say("user", "a"), say("user", "b")],
    "unknown role": [say("critic", "Hm")],
}
for content_name, content in (("null", None), ("empty", ""), ("text", "Let me look.")):
    for arguments_name, arguments in (("object", OBJECT), ("text", TEXT)):
        for role in ("tool", "ipython", "user"):
            result = say(role, "rainy\n\"12\"") if role != "tool" else say(role, "rainy\n\"12\"", tool_call_id="abcdefgh1")
            CONVERSATIONS[f"call {content_name} {arguments_name} {role}"] = [
                say("system", "Use tools."),
                say("user", "Weather?"),
                say("assistant", content, tool_calls=[call("get_weather", arguments)]),
                result,
            ]
CONVERSATIONS["two calls"] = [
    say("user", "Both?"),
    say("assistant", None, tool_calls=[call("get_weather", OBJECT), call("now", {}, "abcdefgh2")]),
    say("tool", "rainy", tool_call_id="abcdefgh1"),
    say("tool", "noon", tool_call_id="abcdefgh2"),
    say("assistant", "Rain at noon."),
]
CONVERSATIONS["short id"] = [say("user", "a"), say("assistant", None, tool_calls=[call("now", {}, "1")])]
CONVERSATIONS["call without content"] = [say("user", "a"), {"role": "assistant", "tool_calls": [call("now", {})]}]


TOOLS = [TOOL, OTHER]


def cases():
    for path in sorted(FOLDER.glob("*.jinja")):
        source = path.read_text(encoding="utf-8")
        template = environment.from_string(source)
        conversations = CONVERSATIONS if "messages" in source else {"empty": []}
        for name, messages in conversations.items():
            for has_tools in (False, True) if "tools" in source else (False,):
                case = {"template": path.stem, "conversation": name, "has_tools": has_tools}
                try:
                    case["expected"] = template.render(
                        messages=messages,
                        tools=TOOLS if has_tools else None,
                        add_generation_prompt=has_tools,
                        bos_token="<s>",
                        eos_token="</s>",
                        x=2,
                    )
                except Raised as error:
                    case["raised"] = str(error)
                except Exception as error:  # a failure inside the template
                    case["failed"] = type(error).__name__
                yield case


with open(FOLDER / "cases.jsonl", "w", encoding="ascii", newline="\n") as file:
    file.write(json.dumps({"conversations": CONVERSATIONS, "tools": TOOLS}) + "\n")
    for case in cases():
        file.write(json.dumps(case) + "\n")
