using Microsoft.Extensions.AI;
using Nudging.Prompting;

namespace Nudging.Tests.Prompting;

/// <summary>The base model's prompt has the published format.</summary>
public sealed class PlainTextPromptFormatterTests
{
    private readonly PlainTextPromptFormatter _formatter = new();

    [Fact]
    public void The_system_message_and_the_question_become_one_line_each() =>
        Assert.Equal("Be brief.\nQuestion: Why?\n", _formatter.Format([new(ChatRole.System, "Be brief."), new(ChatRole.User, "Why?")]).Text);

    [Fact]
    public void Without_a_system_message_the_prompt_begins_with_the_question() =>
        Assert.Equal("Question: Why?\n", _formatter.Format([new(ChatRole.User, "Why?")]).Text);

    [Fact]
    public void A_chat_of_several_turns_becomes_a_transcript() =>
        Assert.Equal(
            "S\nQuestion: q1\na1\nQuestion: q2\n",
            _formatter.Format([new(ChatRole.System, "S"), new(ChatRole.User, "q1"), new(ChatRole.Assistant, "a1"), new(ChatRole.User, "q2")]).Text);

    [Theory]
    [InlineData("Q: ", "Q: Why?\n")]
    [InlineData("", "Why?\n")]
    public void A_question_prefix_stands_before_the_question(string prefix, string expected) =>
        Assert.Equal(expected, new PlainTextPromptFormatter { QuestionPrefix = prefix }.Format([new(ChatRole.User, "Why?")]).Text);

    [Fact]
    public void A_null_prefix_is_refused() => Assert.Throws<ArgumentNullException>(() => _formatter.QuestionPrefix = null!);

    [Fact]
    public void White_space_of_a_message_is_kept() =>
        Assert.Equal("Question:   a\r\n b\t\n", _formatter.Format([new(ChatRole.User, "  a\r\n b\t")]).Text);

    [Fact]
    public void Two_text_contents_of_one_message_are_joined() =>
        Assert.Equal("Question: ab\n", _formatter.Format([new(ChatRole.User, [new TextContent("a"), new TextContent("b")])]).Text);
}
