using Nudging.Models;
using Nudging.Prompting;
using Nudging.TestSupport;
using Nudging.ToolCalls;

namespace Nudging.Tests.Prompting;

/// <summary>Unusable templates and markers are found without a request, and usable ones have no fault.</summary>
public sealed class ChatTemplateCheckTests
{
    private const string Turns = "{% for m in messages %}[{{ m.role }}:{{ m.content }}]{% endfor %}";

    private static readonly LanguageModelInfo Model = new() { Name = "tiny", ProviderName = "test", ContextLength = 1, BosToken = "<s>", EosToken = "</s>" };

    [Theory]
    [InlineData(Turns)]
    [InlineData("{% for m in messages %}[{{ m.role }}:{{ m.content[0].text }}]{% endfor %}")]
    [InlineData("{% for m in messages if m.role != 'system' %}[{{ m.content }}]{% endfor %}")]
    [InlineData("{% if messages[0].role == 'system' %}{{ raise_exception('No system.') }}{% endif %}" + Turns)]
    [InlineData("{% if tools %}{{ tools|tojson }}{% endif %}{% for m in messages %}{{ m.content }}{{ m.tool_calls|tojson if m.tool_calls }}{% endfor %}")]
    public void A_template_that_formats_every_conversation_has_no_fault(string template) =>
        Assert.Empty(ChatTemplateCheck.Faults(Model with { ChatTemplate = template }));

    [Theory]
    [InlineData(null, "'tiny' has no chat template")]
    [InlineData("a\n{% if %}", "line 2")]
    [InlineData("{% for m in messages %}{{ m.content }}", "'tiny' cannot be read")]
    [InlineData("{{ messages|nosuchfilter }}", "nosuchfilter")]
    [InlineData("{{ messages[-1].content + messages[-1].missing.text }}", "fails in a chat with a question")]
    [InlineData("{{ messages[0].content + 1 }}", "fails in a chat with a question")]
    [InlineData("{{ raise_exception('Never!') }}", "Never!")]
    [InlineData("Hello!", "does not write 'What is the first question?' in a chat with a question")]
    [InlineData("{{ messages[0].content }}", "does not write 'What is the first question?' in a chat with a system message")]
    [InlineData("{% if messages[0].role == 'system' %}{{ messages[0].missing.text }}{% endif %}" + Turns, "fails in a chat with a system message: ")]
    [InlineData("{{ messages[-1].content }}", "does not write 'What is the first question?' in a chat with a second question")]
    [InlineData("{% if messages|length > 2 %}{{ raise_exception('Too long!') }}{% endif %}" + Turns, "fails in a chat with a second question: ")]
    [InlineData("{% if messages|length == 3 and not tools %}{{ messages.missing.text }}{% endif %}" + Turns, "fails in a chat with a second question: ")]
    [InlineData("{% if tools %}{{ tools.missing.text }}{% endif %}" + Turns, "fails in a chat with a function: ")]
    [InlineData("{% if tools %}{{ raise_exception('No tools!') }}{% endif %}" + Turns, "fails in a chat with a function: ")]
    [InlineData("{% if tools and messages|length > 2 %}{{ undefined_function() }}{% endif %}{{ tools|tojson }}" + Turns, "fails in a chat with a function call: ")]
    [InlineData("{% if messages[-1].role == 'tool' or not messages[-1].content %}{{ messages.missing.text }}{% endif %}{% if messages|length > 2 %}{{ messages.missing.text }}{% endif %}" + Turns, "fails in a chat with a function call: ")]
    public void A_broken_template_has_a_fault_that_names_the_conversation(string? template, string fault)
    {
        IReadOnlyList<string> faults = ChatTemplateCheck.Faults(Model with { ChatTemplate = template });

        Assert.Contains(faults, text => text.Contains(fault, StringComparison.Ordinal));
        Assert.All(faults, text => Assert.Contains("'tiny'", text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{% if %}")]
    [InlineData("{{ messages|nosuchfilter }}")]
    [InlineData("{{ raise_exception('No tools!') }}")]
    public void A_broken_template_for_requests_with_tools_has_a_fault(string template) =>
        Assert.NotEmpty(ChatTemplateCheck.Faults(Model with { ChatTemplate = Turns, ToolUseChatTemplate = template }));

    [Fact]
    public void A_marker_that_the_tokenizer_cannot_write_is_a_fault()
    {
        LanguageModelInfo model = Model with { ChatTemplate = Turns + "{# <tool_call> #}" };

        string fault = Assert.Single(ChatTemplateCheck.Faults(model, canWrite: text => text != "</tool_call>"));
        Assert.Contains("'</tool_call>', a marker of the tool-call format Hermes", fault, StringComparison.Ordinal);
        Assert.Empty(ChatTemplateCheck.Faults(model, canWrite: _ => true));
        Assert.Empty(ChatTemplateCheck.Faults(model, ToolCallFormat.Json, canWrite: _ => false));
    }

    [Fact]
    public void A_prompt_that_the_model_cannot_read_is_a_fault_with_the_reason()
    {
        LanguageModelInfo model = Model with { ChatTemplate = Turns + "{% if tools %}<|far|>{{ tools|tojson }}{% endif %}" };

        IReadOnlyList<string> faults = ChatTemplateCheck.Faults(model, promptFault: prompt => prompt.Text.Contains("<|far|>", StringComparison.Ordinal) ? "No logits." : null);
        Assert.Equal(
            [
                "The chat template of the model 'tiny' writes a prompt that the model cannot read in a chat with a function: No logits.",
                "The chat template of the model 'tiny' writes a prompt that the model cannot read in a chat with a function call: No logits.",
            ],
            faults);
        Assert.Empty(ChatTemplateCheck.Faults(model, promptFault: _ => null));
    }

    // Four templates need functions in each request, and two templates need special variables. One template passes a generator
    // to tojson, which Python refuses too.
    [Fact]
    public void Only_the_published_templates_that_cannot_format_a_chat_have_faults()
    {
        string[] unusable =
        [
            "command-r-plus-tool-use", "command-r-v01", "deepseek-r1-llama-cpp", "firefunction-v1", "firefunction-v2", "hermes-2-pro-tool-use", "hermes-2-pro-tool-use-alt",
        ];
        string folder = SharedData.Require("chat-templates");
        string[] faulty =
        [
            .. Directory.GetFiles(folder, "*.jinja").Where(file => ChatTemplateCheck.Faults(Model with { ChatTemplate = File.ReadAllText(file) }).Count > 0)
                .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal),
        ];

        Assert.Equal(unusable.Where(name => File.Exists(Path.Combine(folder, $"{name}.jinja"))).Order(StringComparer.Ordinal), faulty);
    }

    [Fact]
    public void A_template_for_requests_with_tools_has_no_fault_beside_a_template_for_chats()
    {
        string template = File.ReadAllText(SharedData.Require("chat-templates", "hermes-2-pro-tool-use.jinja"));

        Assert.Empty(ChatTemplateCheck.Faults(Model with { ChatTemplate = Turns, ToolUseChatTemplate = template }));
    }
}
