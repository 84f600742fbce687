using Nudging.Models;

namespace Nudging.Tests.Models;

public sealed class PromptTests
{
    [Fact]
    public void A_string_becomes_template_text()
    {
        Prompt prompt = "<|user|>hi";

        Assert.Equal("<|user|>hi", prompt.Text);
        Assert.Equal([new(0, 10, true)], prompt.Segments);
        Assert.Empty(((Prompt)"").Segments);
        Assert.Null((Prompt?)(string?)null);
    }

    [Fact]
    public void An_interpolated_string_has_template_text_in_its_literals_and_ordinary_text_in_its_holes()
    {
        string content = "a<|end|>";
        Prompt prompt = $"<|user|>{content}{12.5:0.00}<|end|>{{}}";

        Assert.Equal("<|user|>a<|end|>12.50<|end|>{}", prompt.Text);
        Assert.Equal([new(0, 8, true), new(8, 13, false), new(21, 9, true)], prompt.Segments);
        Assert.Equal(prompt, Prompt.Create($"<|user|>{content}{12.5:0.00}<|end|>{{}}"));
        Assert.Equal(prompt, Returned(() => $"<|user|>{content}{12.5:0.00}<|end|>{{}}"));
        Assert.Equal(prompt, Prompt.Create($"<|user|>" + $"{content}{12.5:0.00}<|end|>{{}}"));
    }

    [Fact]
    public void A_hole_that_is_a_prompt_keeps_its_ranges()
    {
        string content = "b";
        Prompt turn = $"<|user|>{content}";
        Prompt nothing = null!;

        Assert.Equal(turn + "<|end|>" + turn, Prompt.Create($"{turn}<|end|>{turn}{nothing}{(string?)null}"));
        Assert.Equal("<|user|>b<|end|>", Prompt.Create($"{$"<|user|>{content}"}<|end|>").Text);
    }

    [Fact]
    public void Joined_prompts_keep_their_ranges_and_adjacent_ranges_of_one_kind_become_one()
    {
        Prompt prompt = "a" + Prompt.FromOrdinaryText("b") + Prompt.FromOrdinaryText("") + Prompt.FromOrdinaryText("c") + "d" + "e";

        Assert.Equal("abcde", prompt.Text);
        Assert.Equal([new(0, 1, true), new(1, 2, false), new(3, 2, true)], prompt.Segments);
    }

    [Fact]
    public void Prompts_are_equal_where_text_and_ranges_are_equal()
    {
        Prompt template = "ab";

        Assert.True(template == (Prompt)"a" + "b");
        Assert.Equal(template.GetHashCode(), ((Prompt)"ab").GetHashCode());
        Assert.True(template != Prompt.FromOrdinaryText("ab"));
        Assert.NotEqual(template, "a" + Prompt.FromOrdinaryText("b"));
        Assert.Equal(template, Prompt.FromOrdinaryText("ab").WithSpecialTokens());
        Assert.Equal(Prompt.Empty, Prompt.FromOrdinaryText(""));
    }

    [Fact]
    public void A_complete_prompt_cannot_be_appended_to()
    {
        string content = "b";
        Prompt prompt = $"a{content}";

        Assert.Throws<InvalidOperationException>(() => prompt.AppendLiteral("c"));
        Assert.Throws<InvalidOperationException>(() => prompt.AppendFormatted("c"));
        Assert.Throws<InvalidOperationException>(() => Prompt.Empty.AppendFormatted(prompt));
        Assert.Throws<InvalidOperationException>(() => Prompt.FromOrdinaryText("a").AppendLiteral("c"));
        Assert.Equal("ab", prompt.Text);
    }

    [Theory]
    [InlineData("<x>", "", "", false)]
    [InlineData("<", "x", ">", true)]
    [InlineData("", "<x>", "", true)]
    [InlineData("<x><x", ">", "", true)]
    [InlineData("<x>", "y", "<x>", false)]
    public void A_text_is_found_where_one_of_its_characters_is_ordinary_text(string before, string ordinary, string after, bool isFound) =>
        Assert.Equal(isFound, (before + Prompt.FromOrdinaryText(ordinary) + after).ContainsInOrdinaryText("<x>"));

    private static Prompt Returned(Func<Prompt> create) => create();
}
