using Microsoft.Extensions.AI;
using Nudging.Models;
using Nudging.Prompting;
using Nudging.TestSupport;

namespace Nudging.Tests.Prompting;

/// <summary>Functions, calls and results are in the prompts of both models, with every kind of template.</summary>
public sealed class FunctionPromptTests
{
    private static readonly DeclaredFunction Clock = new("Clock_In", "Tells the time.", """{"type": "object", "properties": {"city": {"type": "string"}}}""");

    private static readonly ChatMessage[] Conversation =
    [
        new(ChatRole.System, "Be brief."),
        new(ChatRole.User, "How late is it in Rome and in Oslo?"),
        new(ChatRole.Assistant, [new TextContent("Let me see."), new FunctionCallContent("call-one", "Clock_In", new Dictionary<string, object?> { ["city"] = "Rome", ["zone"] = null }), new FunctionCallContent("call-two", "Clock_In", new Dictionary<string, object?> { ["city"] = "Oslo" })]),
        new(ChatRole.Tool, [new FunctionResultContent("call-one", "half past \"two\"")]),
        new(ChatRole.Tool, [new FunctionResultContent("call-two", new[] { 2, 40 })]),
        new(ChatRole.Assistant, "Half past two and 2:40."),
        new(ChatRole.User, "And in Cairo?"),
    ];

    public static TheoryData<string> Templates =>
    [
        "qwen2.5-instruct", "qwen3", "hermes-2-pro-tool-use", "llama-3.1-instruct", "llama-3.2-instruct", "mistral-nemo", "mistral-instruct-v0.3", "mistral-common-v7",
        "phi-4-mini", "granite-3.3", "llama-2-chat", "gemma-2-it", "phi-3-mini", "chatml", "zephyr", "smollm2", "olmo2-instruct",
    ];

    [Theory]
    [MemberData(nameof(Templates))]
    public void The_prompt_of_every_template_has_the_functions_the_calls_and_the_results(string name)
    {
        string prompt = Formatter(name).Format(Conversation, [Clock]).Text;

        Assert.Contains("Tells the time.", prompt, StringComparison.Ordinal);
        Assert.Contains("Be brief.", prompt, StringComparison.Ordinal);
        Assert.Contains("\"Rome\"", prompt, StringComparison.Ordinal);
        Assert.Contains("\"Oslo\"", prompt, StringComparison.Ordinal);
        Assert.True(prompt.Contains("half past \"two\"", StringComparison.Ordinal) || prompt.Contains("half past \\\"two\\\"", StringComparison.Ordinal), prompt);
        Assert.Contains("[2, 40]", prompt, StringComparison.Ordinal);
        Assert.True(prompt.IndexOf("\"Oslo\"", StringComparison.Ordinal) < prompt.IndexOf("[2, 40]", StringComparison.Ordinal), prompt);
    }

    [Fact]
    public void A_template_with_functions_writes_the_functions_in_its_own_form()
    {
        string prompt = Formatter("qwen2.5-instruct").Format(Conversation, [Clock]).Text;

        Assert.Contains("within <tools></tools>", prompt, StringComparison.Ordinal);
        Assert.Contains("Let me see.\n<tool_call>\n{\"name\": \"Clock_In\", \"arguments\": {\"city\": \"Rome\", \"zone\": null}}\n</tool_call>\n<tool_call>", prompt, StringComparison.Ordinal);
        Assert.Contains("<tool_response>\nhalf past \"two\"\n</tool_response>\n<tool_response>\n[2, 40]\n</tool_response>", prompt, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_that_takes_one_call_per_message_gets_each_call_with_its_result()
    {
        string prompt = Formatter("llama-3.1-instruct").Format(Conversation, [Clock]).Text;

        int first = prompt.IndexOf("\"Rome\"", StringComparison.Ordinal);
        int firstResult = prompt.IndexOf("half past", StringComparison.Ordinal);
        int second = prompt.IndexOf("\"Oslo\"", StringComparison.Ordinal);
        Assert.True(first < firstResult && firstResult < second, prompt);
        Assert.Contains("<|start_header_id|>ipython<|end_header_id|>", prompt, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_that_takes_short_identifiers_gets_the_same_identifier_for_a_call_and_its_result()
    {
        string prompt = Formatter("mistral-nemo").Format(Conversation, [Clock]).Text;

        Assert.Contains("\"id\": \"call00000\"", prompt, StringComparison.Ordinal);
        Assert.Contains("\"call_id\": \"call00001\"", prompt, StringComparison.Ordinal);
        Assert.DoesNotContain("call-one", prompt, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_that_reads_functions_in_the_system_message_gets_the_functions_there()
    {
        string prompt = Formatter("phi-4-mini").Format([new(ChatRole.User, "How late is it?")], [Clock]).Text;

        Assert.StartsWith("<|system|>You are a helpful assistant with some tools.<|tool|>[{\"name\": \"Clock_In\", ", prompt, StringComparison.Ordinal);
        Assert.Contains("}]<|/tool|><|end|><|user|>How late is it?<|end|>", prompt, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_that_ignores_functions_gets_the_functions_in_the_system_message()
    {
        string prompt = Formatter("chatml").Format(Conversation, [Clock]).Text;

        Assert.StartsWith("<s><|im_start|>system\nBe brief.\n\nYou can call these functions:\n{\"type\": \"function\", ", prompt, StringComparison.Ordinal);
        Assert.Contains("\n{\"name\": \"function name\", \"arguments\": {\"argument name\": \"value\"}}\n", prompt, StringComparison.Ordinal);
        Assert.Equal(prompt, "<s>" + new ChatMLPromptFormatter().Format(Conversation, [Clock]).Text);
    }

    [Fact]
    public void An_empty_list_of_tools_gives_the_same_prompt_as_no_list()
    {
        foreach (string name in Templates.Select(row => row.Data).Where(name => name != "hermes-2-pro-tool-use"))
        {
            Assert.Equal(Formatter(name).Format(Conversation[..2]).Text, Formatter(name).Format(Conversation[..2], []).Text);
        }
    }

    [Fact]
    public void A_result_that_the_template_does_not_write_goes_before_the_next_question()
    {
        string prompt = Formatter("llama-2-chat").Format([.. Conversation[1..5], Conversation[6]], [Clock]).Text;

        Assert.Contains("[INST] Clock_In(city: Rome, zone: null): half past \"two\"\nClock_In(city: Oslo): [2, 40]\n\nAnd in Cairo? [/INST]", prompt, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plain_text_prompt_has_results_as_lines_and_no_calls() => Assert.Equal(
        """
        Be brief.
        Question: How late is it in Rome and in Oslo?
        Let me see.
        Clock_In(city: Rome, zone: null): half past "two"
        Clock_In(city: Oslo): [2, 40]
        Half past two and 2:40.
        Question: And in Cairo?

        """.ReplaceLineEndings("\n"),
        new PlainTextPromptFormatter().Format(Conversation, [Clock]).Text);

    [Fact]
    public void A_plain_text_prompt_leaves_out_a_message_that_has_only_calls() => Assert.Equal(
        "Question: q\nf(): it failed\nlost\nsaid\n",
        new PlainTextPromptFormatter().Format(
        [
            new(ChatRole.User, "q"),
            new(ChatRole.Assistant, [new TextReasoningContent("hm"), new FunctionCallContent("1", "f")]),
            new(ChatRole.Tool, [new FunctionResultContent("1", null) { Exception = new InvalidOperationException("it failed") }, new FunctionResultContent("2", "lost")]),
            new(ChatRole.Tool, "said"),
        ]).Text);

    private static IChatPromptFormatter Formatter(string name) => ChatPromptFormatters.ForChatTemplate(new LanguageModelInfo
    {
        Name = name,
        ProviderName = "test",
        ContextLength = 1,
        BosToken = "<s>",
        EosToken = "</s>",
        ChatTemplate = File.ReadAllText(SharedData.Require("chat-templates", $"{name}.jinja")),
    });
}
