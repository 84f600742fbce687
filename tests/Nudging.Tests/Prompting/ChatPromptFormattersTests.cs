using Microsoft.Extensions.AI;
using Nudging.ChatTemplates;
using Nudging.Models;
using Nudging.Prompting;

namespace Nudging.Tests.Prompting;

/// <summary>A model's own template writes its prompts; a model without one, or with a broken one, is refused with what to do.</summary>
public sealed class ChatPromptFormattersTests
{
    private static readonly LanguageModelInfo Model = new() { Name = "tiny", ProviderName = "test", ContextLength = 1 };

    [Fact]
    public void The_template_gets_the_tokens_of_the_model()
    {
        IChatPromptFormatter formatter = ChatPromptFormatters.ForChatTemplate(Model with
        {
            ChatTemplate = "{{ bos_token }}{% for m in messages %}{{ m.content }}{{ eos_token }}{% endfor %}",
            BosToken = "<s>",
            EosToken = "</s>",
        });

        Assert.Equal("<s>hi</s>", formatter.Format([new(ChatRole.User, "hi")]));
    }

    [Fact]
    public void Requests_with_tools_have_a_template_of_their_own_if_the_model_brings_one()
    {
        var formatter = (ChatTemplatePromptFormatter)ChatPromptFormatters.ForChatTemplate(Model with
        {
            ChatTemplate = "chat",
            ToolUseChatTemplate = "{{ tools|map(attribute='function.name')|join }}",
        });

        Assert.Equal("chat", formatter.Format([new(ChatRole.User, "hi")]));
        Assert.Equal("look", formatter.Format([new(ChatRole.User, "hi")], [new DeclaredFunction("look", "Looks.", "{}")]));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public void A_model_without_a_template_needs_one_or_a_formatter(string? template)
    {
        string message = Assert.Throws<NotSupportedException>(() => ChatPromptFormatters.ForChatTemplate(Model with { ChatTemplate = template })).Message;

        Assert.Contains("'tiny' has no chat template", message, StringComparison.Ordinal);
        Assert.Contains("chat_template.jinja", message, StringComparison.Ordinal);
        Assert.Contains("AlignedFormatter", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_that_cannot_be_read_is_refused_with_the_place()
    {
        var exception = Assert.Throws<NotSupportedException>(() => ChatPromptFormatters.ForChatTemplate(Model with { ChatTemplate = "a\n{% if %}" }));

        Assert.Contains("'tiny'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("line 2", exception.Message, StringComparison.Ordinal);
        Assert.IsType<ChatTemplateException>(exception.InnerException);
    }
}
