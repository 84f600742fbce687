using Microsoft.Extensions.AI;
using Nudging.ChatTemplates;
using Nudging.Prompting;

namespace Nudging.Tests.Prompting;

/// <summary>The formatter gives the prompts of the published ChatML template.</summary>
public sealed class ChatMLPromptFormatterTests
{
    private const string Published =
        "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}" +
        "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

    private static readonly ChatMessage[] Conversation =
        [new(ChatRole.System, "S"), new(ChatRole.User, "q1"), new(ChatRole.Assistant, "a1"), new(ChatRole.User, "q2 ")];

    [Fact]
    public void A_conversation_becomes_turns_and_an_open_assistant_turn() =>
        Assert.Equal(
            "<|im_start|>system\nS<|im_end|>\n<|im_start|>user\nq1<|im_end|>\n<|im_start|>assistant\na1<|im_end|>\n<|im_start|>user\nq2 <|im_end|>\n<|im_start|>assistant\n",
            new ChatMLPromptFormatter().Format(Conversation).Text);

    [Fact]
    public void A_conversation_gives_the_prompt_of_the_published_template() =>
        Assert.Equal(
            new ChatTemplatePromptFormatter(ChatTemplate.Parse(Published)).Format(Conversation),
            new ChatMLPromptFormatter().Format(Conversation));
}
