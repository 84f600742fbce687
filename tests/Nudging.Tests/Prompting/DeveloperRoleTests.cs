using Microsoft.Extensions.AI;
using Nudging.ChatTemplates;
using Nudging.Prompting;

namespace Nudging.Tests.Prompting;

/// <summary>A message of the role <c>developer</c> is a system message in the same place.</summary>
public sealed class DeveloperRoleTests
{
    private const string Turns = "{% for m in messages %}[{{ m.role }}:{{ m.content }}]{% endfor %}";

    private const string NoSystem = "{% for m in messages %}{% if m.role not in ['user', 'assistant'] %}{{ raise_exception('Unknown role') }}{% endif %}{% endfor %}" + Turns;

    private static readonly Dictionary<string, IChatPromptFormatter> ByName = new()
    {
        ["plain text"] = new PlainTextPromptFormatter(),
        ["ChatML"] = new ChatMLPromptFormatter(),
        ["template"] = new ChatTemplatePromptFormatter(ChatTemplate.Parse(Turns)),
        ["template without system messages"] = new ChatTemplatePromptFormatter(ChatTemplate.Parse(NoSystem)),
    };

    public static TheoryData<string> Formatters => [.. ByName.Keys];

    [Theory]
    [MemberData(nameof(Formatters))]
    public void A_developer_message_gives_the_prompt_of_a_system_message_in_its_place(string formatter)
    {
        DeclaredFunction function = new("look", "Looks.", "{}");
        foreach (string role in (string[])["developer", "Developer"])
        {
            ChatMessage[] messages = Conversation(new ChatRole(role));

            Assert.Equal(ByName[formatter].Format(Conversation(ChatRole.System)), ByName[formatter].Format(messages));
            Assert.Equal(ByName[formatter].Format(Conversation(ChatRole.System), [function]), ByName[formatter].Format(messages, [function]));
            Assert.Equal(new ChatRole(role), messages[0].Role);
        }
    }

    [Fact]
    public void Developer_messages_stay_in_their_places() =>
        Assert.Equal(
            "[system:Be brief.][user:q1][assistant:a1][system:Now be long.][user:q2]",
            ByName["template"].Format(Conversation(new ChatRole("developer"))).Text);

    private static ChatMessage[] Conversation(ChatRole role) =>
    [
        new(role, "Be brief."), new(ChatRole.User, "q1"), new(ChatRole.Assistant, "a1"), new(role, "Now be long."), new(ChatRole.User, "q2"),
    ];
}
