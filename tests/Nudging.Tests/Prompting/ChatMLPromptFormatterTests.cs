using System.Text.Json;
using Microsoft.Extensions.AI;
using Nudging.Models;
using Nudging.Prompting;

namespace Nudging.Tests.Prompting;

/// <summary>ChatML is written as published, and taken for a model's template only where that template writes the same.</summary>
public sealed class ChatMLPromptFormatterTests
{
    private const string Published =
        "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}" +
        "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

    [Fact]
    public void Every_message_is_a_turn_and_the_answer_is_open() =>
        Assert.Equal(
            "<|im_start|>system\nS<|im_end|>\n<|im_start|>user\nq1<|im_end|>\n<|im_start|>assistant\na1<|im_end|>\n<|im_start|>user\nq2<|im_end|>\n<|im_start|>assistant\n",
            new ChatMLPromptFormatter().Format([new(ChatRole.System, "S"), new(ChatRole.User, "q1"), new(ChatRole.Assistant, "a1"), new(ChatRole.User, "q2")]));

    [Theory]
    [InlineData(Published)]
    [InlineData("{%for message in messages%}{{\"<|im_start|>\"+message[\"role\"]+\"\\n\"+message.content+'<|im_end|>\\n'}}{%endfor%}{%if add_generation_prompt%}{{'<|im_start|>assistant\n'}}{%endif%}\n")]
    [InlineData("{%- for message in messages -%}\r\n  {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' -}}\r\n{%- endfor -%}\r\n{%- if add_generation_prompt -%}\r\n  {{- '<|im_start|>assistant\\n' -}}\r\n{%- endif -%}\r\n")]
    public void The_published_template_is_known_however_it_is_spaced_and_quoted(string template) =>
        Assert.IsType<ChatMLPromptFormatter>(ChatPromptFormatters.ForChatTemplate(Model(template)));

    [Theory]
    [InlineData("|im_end|", "|end|")]
    [InlineData("assistant", "Assistant")]
    [InlineData("'\\n' + message['content']", "' ' + message['content']")]
    [InlineData("message['content'] +", "message['content'] | trim +")]
    [InlineData("'<|im_end|>' + '\\n'}}", "'<|im_end|>'}}")]
    [InlineData("{% endfor %}", "\n{% endfor %}")]
    [InlineData("{% for", "<s>{% for")]
    [InlineData("'<|im_start|>' +", "'<|im_start|> ' +")]
    public void A_template_that_writes_something_else_is_refused(string part, string other)
    {
        string template = Published.Replace(part, other, StringComparison.Ordinal);
        Assert.NotEqual(Published, template);

        var exception = Assert.Throws<NotSupportedException>(() => ChatPromptFormatters.ForChatTemplate(Model(template)));
        Assert.Contains("'tiny'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("AlignedFormatter", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public void A_model_without_a_template_needs_a_formatter(string? template) =>
        Assert.Contains(
            "no chat template",
            Assert.Throws<NotSupportedException>(() => ChatPromptFormatters.ForChatTemplate(Model(template))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Of_all_recorded_templates_those_that_are_known_render_the_same()
    {
        string cases = RecordedData.Path("chat-templates", "cases.jsonl");
        int compared = 0;
        Dictionary<string, bool> known = [];
        foreach (string line in File.ReadLines(cases))
        {
            JsonElement recorded = JsonDocument.Parse(line).RootElement;
            string name = recorded.GetProperty("template").GetString()!;
            if (!known.TryGetValue(name, out bool isKnown))
            {
                isKnown = known[name] = ChatMLPromptFormatter.Implements(File.ReadAllText(Path.Combine(Path.GetDirectoryName(cases)!, $"{name}.jinja")));
            }

            if (isKnown && IsPlain(recorded))
            {
                compared++;
                Assert.Equal(
                    recorded.GetProperty("expected").GetString(),
                    new ChatMLPromptFormatter().Format(recorded.GetProperty("messages").EnumerateArray().Select(message => new ChatMessage(
                        new ChatRole(message.GetProperty("role").GetString()!), message.GetProperty("content").GetString()))));
            }
        }

        Assert.True(known["smollm"]);
        Assert.False(known["chatml"], "This one trims and checks the order of roles.");
        Assert.True(compared >= 5);
    }

    private static bool IsPlain(JsonElement recorded) =>
        recorded.TryGetProperty("expected", out _)
        && recorded.GetProperty("add_generation_prompt").GetBoolean()
        && recorded.GetProperty("messages").EnumerateArray().All(message =>
            message.GetProperty("role").GetString() is "system" or "user" or "assistant"
            && message.TryGetProperty("content", out JsonElement content) && content.ValueKind == JsonValueKind.String);

    private static LanguageModelInfo Model(string? template) =>
        new() { Name = "tiny", ProviderName = "test", ContextLength = 1, ChatTemplate = template };
}
