using Microsoft.Extensions.AI;
using Nudging.Prompting;

namespace Nudging.Tests.Prompting;

/// <summary>Contents and roles that a prompt cannot express are refused by name.</summary>
public sealed class ChatMessageContentTests
{
    public static TheoryData<string> Contents => [.. ContentsByName.Keys];

    public static TheoryData<string> Formatters => ["base", "aligned"];

    private static Dictionary<string, AIContent> ContentsByName { get; } = new AIContent[]
    {
        new DataContent(new byte[] { 1 }, "image/png"),
        new UriContent(new Uri("https://example.org/a.png"), "image/png"),
        new ErrorContent("no"),
    }.ToDictionary(content => content.GetType().Name);

    [Theory]
    [MemberData(nameof(Contents))]
    public void Image_and_error_content_is_refused_by_name(string name)
    {
        ChatMessage message = new(ChatRole.User, [new TextContent("look"), ContentsByName[name]]);

        Assert.All(Formatters, formatter => Assert.Contains(
            name, Assert.Throws<NotSupportedException>(() => Create(formatter).Format([message])).Message, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Formatters))]
    public void An_unknown_role_is_refused_by_name(string formatter) =>
        Assert.Contains(
            "'narrator'",
            Assert.Throws<NotSupportedException>(() => Create(formatter).Format([new(new ChatRole("narrator"), "Once upon a time")])).Message,
            StringComparison.Ordinal);

    private static IChatPromptFormatter Create(string name) => name == "base" ? new PlainTextPromptFormatter() : new ChatMLPromptFormatter();
}
