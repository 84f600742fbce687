using Microsoft.Extensions.AI;
using Nudging.ChatTemplates;
using Nudging.Models;
using Nudging.Prompting;

namespace Nudging.Tests.Prompting;

/// <summary>A model's own template writes its prompts. A model without a usable template is refused with a remedy.</summary>
public sealed class ChatPromptFormattersTests
{
    private static readonly LanguageModelInfo Model = new() { Name = "tiny", ProviderName = "test", ContextLength = 1 };

    [Fact]
    public void The_template_has_the_models_bos_and_eos_tokens()
    {
        IChatPromptFormatter formatter = ChatPromptFormatters.ForChatTemplate(Model with
        {
            ChatTemplate = "{{ bos_token }}{% for m in messages %}{{ m.content }}{{ eos_token }}{% endfor %}",
            BosToken = "<s>",
            EosToken = "</s>",
        });

        Assert.Equal("<s>hi</s>", formatter.Format([new(ChatRole.User, "hi")]).Text);
    }

    [Fact]
    public void A_request_with_tools_uses_the_models_template_for_tools()
    {
        var formatter = (ChatTemplatePromptFormatter)ChatPromptFormatters.ForChatTemplate(Model with
        {
            ChatTemplate = "chat",
            ToolUseChatTemplate = "{{ tools|map(attribute='function.name')|join }}",
        });

        Assert.Equal("chat", formatter.Format([new(ChatRole.User, "hi")]).Text);
        Assert.Equal("look", formatter.Format([new(ChatRole.User, "hi")], [new DeclaredFunction("look", "Looks.", "{}")]).Text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public void A_model_without_a_template_is_refused_with_two_remedies(string? template)
    {
        string message = Assert.Throws<NotSupportedException>(() => ChatPromptFormatters.ForChatTemplate(Model with { ChatTemplate = template })).Message;

        Assert.Contains("'tiny' has no chat template", message, StringComparison.Ordinal);
        Assert.Contains("chat_template.jinja", message, StringComparison.Ordinal);
        Assert.Contains("AlignedFormatter", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_with_a_syntax_error_is_refused_with_its_line()
    {
        var exception = Assert.Throws<NotSupportedException>(() => ChatPromptFormatters.ForChatTemplate(Model with { ChatTemplate = "a\n{% if %}" }));

        Assert.Contains("'tiny'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("line 2", exception.Message, StringComparison.Ordinal);
        Assert.IsType<ChatTemplateException>(exception.InnerException);
    }
}
