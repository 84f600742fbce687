using Nudging.ChatTemplates;

namespace Nudging.ChatTemplates.Tests;

/// <summary>Errors name the problem and the position in the template.</summary>
public sealed class TemplateErrorsTests
{
    [Theory]
    [InlineData("a\n  {% if x %}b", 2, 3, "'if' is not closed")]
    [InlineData("{{ 'abc }}", 1, 4, "string is not closed")]
    [InlineData("\r\n{{ x", 2, 1, "not closed by '}}'")]
    [InlineData("{# x", 1, 1, "comment")]
    [InlineData("{% raw %}x", 1, 1, "endraw")]
    [InlineData("{{ a b }}", 1, 6, "'b'")]
    [InlineData("{{ (1] }}", 1, 6, "Expected ')'")]
    [InlineData("{{ 1 + }}", 1, 8, "an expression")]
    [InlineData("{% foo %}", 1, 4, "'foo'")]
    [InlineData("{% if x %}{% endfor %}", 1, 14, "'if' is open")]
    [InlineData("{% break %}", 1, 1, "not inside a loop")]
    [InlineData("{% include 'x' %}", 1, 4, "other files")]
    [InlineData("{{ 1 ? 2 }}", 1, 6, "'?'")]
    public void Parsing_an_invalid_template_throws_with_line_and_column(string template, int line, int column, string part) =>
        AssertError(() => ChatTemplate.Parse(template), line, column, part);

    [Theory]
    [InlineData("ab{{ 'x' + 1 }}", 1, 10, "'str' and 'int'")]
    [InlineData("\n\n {{ a.b }}", 3, 7, "'a' is undefined")]
    [InlineData("{{ none.x.y }}", 1, 11, "has no attribute 'x'")]
    [InlineData("{% for x in 5 %}{% endfor %}", 1, 1, "'int'")]
    [InlineData("{{ 'a'|nope }}", 1, 8, "no filter 'nope'")]
    [InlineData("{{ 'a' is nope }}", 1, 8, "no test 'nope'")]
    [InlineData("{{ 'a'() }}", 1, 7, "cannot be called")]
    [InlineData("{{ [].append(1) }}", 1, 13, "'append'")]
    [InlineData("{{ ''.__class__.x }}", 1, 17, "'__class__'")]
    [InlineData("{{ range|tojson }}", 1, 10, "JSON")]
    [InlineData("{{ 1 // 0 }}", 1, 6, "zero")]
    [InlineData("{{ undefinedname|tojson }}", 1, 18, "JSON")]
    public void Rendering_a_failing_template_throws_with_line_and_column(string template, int line, int column, string part) =>
        AssertError(() => ChatTemplate.Parse(template).Render(new Dictionary<string, object?>()), line, column, part);

    [Fact]
    public void Calling_raise_exception_throws_with_the_message_and_the_line()
    {
        var exception = Assert.Throws<ChatTemplateException>(
            () => ChatTemplate.Parse("{% if true %}\n  {{- raise_exception('Roles must ' ~ 'alternate!') }}{% endif %}").Render(new Dictionary<string, object?>()));

        Assert.True(exception.IsRaisedByTemplate);
        Assert.Equal("Roles must alternate!", exception.TemplateMessage);
        Assert.Equal(2, exception.Line);
        Assert.Contains("Roles must alternate!", exception.Message, StringComparison.Ordinal);
    }

    private static void AssertError(Action action, int line, int column, string part)
    {
        var exception = Assert.Throws<ChatTemplateException>(action);
        Assert.Contains(part, exception.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (exception.Line, exception.Column));
        Assert.False(exception.IsRaisedByTemplate);
        Assert.Null(exception.TemplateMessage);
    }
}
