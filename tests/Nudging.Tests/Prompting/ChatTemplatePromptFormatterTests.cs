using Microsoft.Extensions.AI;
using Nudging.ChatTemplates;
using Nudging.Prompting;
using Nudging.TestSupport;
using Nudging.ToolCalls;

namespace Nudging.Tests.Prompting;

/// <summary>A template gets each conversation in a form that the template can format.</summary>
public sealed class ChatTemplatePromptFormatterTests
{
    private const string Turns = "{% for m in messages %}[{{ m.role }}:{{ m.content }}]{% endfor %}{% if add_generation_prompt %}[assistant:{% endif %}";

    private const string Gemma =
        "{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}" + Turns;

    private const string UsersOnly =
        "{% for m in messages if m.role != 'system' %}[{{ m.role }}:{{ m.content }}]{% endfor %}";

    private static readonly ChatMessage[] Conversation = [new(ChatRole.System, " Be brief. "), new(ChatRole.User, "hi")];

    private static readonly ChatMessage[] ToolConversation =
    [
        new(ChatRole.User, "q"),
        new(ChatRole.Assistant, [new FunctionCallContent("1", "look", new Dictionary<string, object?> { ["at"] = "é", ["n"] = 2 })]),
        new(ChatRole.Tool, [new FunctionResultContent("1", "seen"), new FunctionResultContent("2", new[] { 1, 2 })]),
    ];

    [Fact]
    public void A_system_message_stays_where_the_template_takes_it() =>
        Assert.Equal("[system: Be brief. ][user:hi][assistant:", Format(Turns, Conversation));

    [Fact]
    public void A_refused_system_message_goes_before_the_first_user_message() =>
        Assert.Equal("<s>[user: Be brief. \n\nhi][assistant:", Format(Gemma, Conversation));

    [Fact]
    public void A_dropped_system_message_goes_before_the_user_message_that_follows() =>
        Assert.Equal(
            "[user: Be brief. \n\nhi][assistant:a][user:Now long.\n\nmore]",
            Format(UsersOnly, [.. Conversation, new(ChatRole.Assistant, "a"), new(ChatRole.System, "Now long."), new(ChatRole.User, "more")]));

    [Fact]
    public void A_system_message_at_the_end_goes_before_the_last_user_message() =>
        Assert.Equal("[user:S\n\nhi][assistant:a]", Format(UsersOnly, [new(ChatRole.User, "hi"), new(ChatRole.Assistant, "a"), new(ChatRole.System, "S")]));

    [Fact]
    public void A_trimmed_system_message_does_not_count_as_dropped() =>
        Assert.Equal("(Be brief.)(hi)", Format("{% for m in messages %}({{ m.content|trim }}){% endfor %}", Conversation));

    [Fact]
    public void A_refusal_of_the_template_is_thrown_with_its_message()
    {
        var exception = Assert.Throws<ChatTemplateException>(() => Format("{{ raise_exception('No!') }}", Conversation));

        Assert.True(exception.IsRaisedByTemplate);
        Assert.Equal("No!", exception.TemplateMessage);
        Assert.Throws<ChatTemplateException>(() => Format(Gemma, [new(ChatRole.System, "alone")]));
    }

    [Fact]
    public void A_failure_of_the_template_is_not_marked_as_raised_by_the_template() =>
        Assert.False(Assert.Throws<ChatTemplateException>(() => Format("{{ messages[0].content + 1 }}", Conversation)).IsRaisedByTemplate);

    [Fact]
    public void A_template_gets_a_tool_with_name_description_and_schema() =>
        Assert.Equal(
            """{"type": "function", "function": {"name": "look", "description": "Looks.", "parameters": {"type": "object", "properties": {"at": {"type": "string"}}}}}""",
            new ChatTemplatePromptFormatter(ChatTemplate.Parse("{% for t in tools %}{{ t|tojson }}{% endfor %}")).Format(
                [new(ChatRole.User, "q")],
                [new DeclaredFunction("look", "Looks.", """{"type":"object","properties":{"at":{"type":"string"}}}""")]).Text);

    [Fact]
    public void Without_tools_the_variable_tools_is_none() => Assert.Equal("True", Format("{{ tools is none }}", Conversation[1..]));

    [Fact]
    public void Calls_and_results_become_messages() =>
        Assert.Equal(
            """[{"role": "user", "content": "q"}, {"role": "assistant", "content": "", "tool_calls": [{"id": "1",""" +
            """ "type": "function", "function": {"name": "look", "arguments": {"at": "é", "n": 2}}}]}, {"role": "tool", "tool_call_id": "1", "content": "seen", "name": "look"}, """ +
            """{"role": "tool", "tool_call_id": "2", "content": "[1, 2]"}]""",
            Format("{{ messages|tojson }}", ToolConversation));

    [Theory]
    [InlineData("{% for m in messages %}{% if m.tool_calls %}{{ m.tool_calls[0].function.name + m.tool_calls[0].function.arguments }}{% elif m.role == 'tool' %}{{ m.content }}{% endif %}{% endfor %}", """look{"at": "é", "n": 2}seen[1, 2]""")]
    [InlineData("{% for m in messages %}{% if m.content is none %}{{ m.tool_calls[0].function.name }}{{ m.tool_calls[0].function.arguments.n }}{% elif m.role == 'tool' %}{{ m.content }}{% endif %}{% endfor %}", "look2seen[1, 2]")]
    public void A_template_gets_calls_in_the_form_that_the_template_reads(string template, string expected) =>
        Assert.Equal(expected, Format(template, ToolConversation));

    [Theory]
    [InlineData("{% for m in messages %}[{{ m.role }}:{% for part in m['content'] %}{% if part['type'] == 'text' %}{{ part['text'] }}{% endif %}{% endfor %}]{% endfor %}")]
    [InlineData("{% for m in messages %}[{{ m.role }}:{% for part in m.content|selectattr('type', 'equalto', 'text') %}{{ part.text }}{% endfor %}]{% endfor %}")]
    [InlineData("{% for m in messages %}[{{ m.role }}:{{ m['content'][0]['text'] }}]{% endfor %}")]
    [InlineData("{% for m in messages %}[{{ m.role }}:{{ m.content[0].text + '' }}]{% endfor %}")]
    [InlineData("{% for m in messages %}{% if m.content is string %}{{ raise_exception('In parts!') }}{% endif %}[{{ m.role }}:{{ m.content|map(attribute='text')|join }}]{% endfor %}")]
    public void A_template_that_reads_only_parts_gets_texts_in_parts(string template) =>
        Assert.Equal("[system: Be brief. ][user:hi]", Format(template, Conversation));

    [Fact]
    public void A_refused_system_message_goes_into_the_text_part_of_the_user_message() =>
        Assert.Equal(
            "[user: Be brief. \n\nhi]",
            Format("{% for m in messages if m.role != 'system' %}[{{ m.role }}:{{ m.content[0].text }}]{% endfor %}", Conversation));

    [Theory]
    [InlineData("{% for m in messages %}{% if m.content is string %}text{% else %}parts{% endif %}{{ m.content }}{% endfor %}", "text Be brief. texthi")]
    [InlineData("{{ messages|length }}", "1")]
    public void A_template_that_reads_text_gets_text(string template, string expected) => Assert.Equal(expected, Format(template, Conversation));

    [Fact]
    public void A_template_that_reads_parts_gets_calls_and_results() =>
        Assert.Equal(
            "[q][look][seen][[1, 2]]",
            Format("{% for m in messages %}[{% if m.tool_calls %}{{ m.tool_calls[0].function.name }}{% else %}{{ m.content[0].text }}{% endif %}]{% endfor %}", ToolConversation));

    [Fact]
    public void Reasoning_becomes_reasoning_content_beside_the_text() =>
        Assert.Equal(
            "hm/a",
            Format("{{ messages[0].reasoning_content }}/{{ messages[0].content }}", [new(ChatRole.Assistant, [new TextReasoningContent("hm"), new TextContent("a")])]));

    [Fact]
    public void Variables_and_the_clock_reach_the_template() =>
        Assert.Equal(
            "False 26 Jul 2024",
            new ChatTemplatePromptFormatter(ChatTemplate.Parse("{{ enable_thinking }} {{ strftime_now('%d %b %Y') }}"))
            {
                Variables = new Dictionary<string, object?> { ["enable_thinking"] = false },
                Clock = FrozenClock.Recorded,
            }.Format(Conversation[1..]).Text);

    [Fact]
    public void Image_content_is_refused_by_name() =>
        Assert.Contains(
            nameof(DataContent),
            Assert.Throws<NotSupportedException>(() => Format(Turns, [new(ChatRole.User, [new DataContent(new byte[] { 1 }, "image/png")])])).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_tool_that_is_not_a_function_is_refused() =>
        Assert.Throws<NotSupportedException>(() => new ChatTemplatePromptFormatter(ChatTemplate.Parse("")).Format([], [new HostedWebSearchTool()]));

    [Fact]
    public void An_undefined_tool_call_format_is_refused_when_set() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ChatTemplatePromptFormatter(ChatTemplate.Parse("")) { ToolCallFormat = (ToolCallFormat)99 });

    private static string Format(string template, IEnumerable<ChatMessage> messages) =>
        new ChatTemplatePromptFormatter(ChatTemplate.Parse(template), "<s>", "</s>").Format(messages).Text;
}
