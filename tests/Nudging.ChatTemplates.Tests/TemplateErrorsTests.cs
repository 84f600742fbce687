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

    [Theory]
    [InlineData("{{ raise_exception('Unknown: ' ~ u ~ '!') }}", "Unknown: (text of a variable, 6 characters)!")]
    [InlineData("{{ raise_exception(u) }}", "(text of a variable, 6 characters)")]
    [InlineData("{{ raise_exception(u[0]) }}", "(text of a variable, 1 character)")]
    [InlineData("{{ raise_exception(messages) }}", "(text of a variable, ")]
    [InlineData("{{ raise_exception(u|upper|tojson) }}", "(text of a variable, ")]
    [InlineData("{{ ('%(' ~ u ~ ')s') % {'a': 1} }}", "needs the value (text of a variable, 6 characters)")]
    [InlineData("{{ (u ~ '%(a)s') % {} }}", "needs the value (text of a variable, 1 character)")]
    [InlineData("{{ ('%' ~ u[2]) % 1 }}", "(text of a variable, 2 characters) is not a conversion")]
    [InlineData("{{ ('{' ~ u ~ '}').format() }}", "needs the argument (text of a variable, 6 characters)")]
    [InlineData("{{ ('{!' ~ u[0] ~ '}').format(1) }}", "(text of a variable, 2 characters) is not a conversion")]
    [InlineData("{{ ('{0.' ~ u ~ '}').format(1) }}", "has no attribute (text of a variable, 6 characters)")]
    [InlineData("{{ ('{0[' ~ u ~ ']}').format({}) }}", "has no attribute (text of a variable, 6 characters)")]
    [InlineData("{{ ('{0[' ~ u).format('}') }}", "The format has a '{' without a '}'.")]
    [InlineData("{{ ('{0[' ~ u ~ '}').format({}) }}", "(text of a variable, 8 characters) is not a valid field")]
    [InlineData("{{ ('{:' ~ u ~ '}').format(1) }}", "(text of a variable, 6 characters) is not a format")]
    [InlineData("{{ '{:{}}'.format(1, u) }}", "(text of a variable, 6 characters) is not a format")]
    [InlineData("{{ {}[u].x }}", "has no attribute (text of a variable, 6 characters)")]
    [InlineData("{{ namespace()[u].x }}", "has no attribute (text of a variable, 6 characters)")]
    [InlineData("{{ (1|attr(u)).x }}", "no attribute (text of a variable, 6 characters)")]
    [InlineData("{{ [{}]|map(attribute='a' ~ u ~ '.x')|list }}", "has no attribute (text of a variable, 7 characters)")]
    [InlineData("{{ [1]|map(u)|list }}", "no filter (text of a variable, 6 characters)")]
    [InlineData("{{ [1]|select(u)|list }}", "no test (text of a variable, 6 characters)")]
    [InlineData("{% macro m() %}{% endmacro %}{{ m(**d) }}", "does not have a parameter (text of a variable, 6 characters)")]
    [InlineData("{{ range(1, **d) }}", "'range' takes only")]
    [InlineData("{{ [].append(**d) }}", "")]
    [InlineData("{{ u + 1 }}{{ u|int // 0 }}", "")]
    [InlineData("{{ u|abs }}", "")]
    [InlineData("{{ u() }}", "")]
    [InlineData("{{ d[u]() }}", "")]
    [InlineData("{{ [u] < [1] }}", "")]
    [InlineData("{{ strftime_now(u).x.y }}", "")]
    [InlineData("{{ messages|sum }}", "")]
    [InlineData("{{ messages|tojson(indent=u) }}{{ messages[u].x }}", "")]
    public void An_error_does_not_quote_text_of_a_variable(string template, string part)
    {
        const string canary = "cAn\uE000rY";
        var variables = new Dictionary<string, object?>
        {
            ["u"] = canary,
            ["d"] = new Dictionary<string, object?> { [canary] = 1 },
            ["messages"] = new[] { new Dictionary<string, object?> { ["content"] = canary } },
        };

        var exception = Assert.Throws<ChatTemplateException>(() => ChatTemplate.Parse(template).Render(variables));

        Assert.Contains(part, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("can\uE000ry", exception.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\uE000", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_quotes_text_that_the_template_or_the_application_writes()
    {
        var variables = new Dictionary<string, object?> { ["role"] = new TemplateText("critic") };

        Assert.Contains("Unknown role: critic", Message("{{ raise_exception('Unknown role: ' ~ role) }}"), StringComparison.Ordinal);
        Assert.Contains("argument 'critic'", Message("{{ ('{' ~ role ~ '}').format() }}"), StringComparison.Ordinal);

        string Message(string template) => Assert.Throws<ChatTemplateException>(() => ChatTemplate.Parse(template).Render(variables)).Message;
    }

    [Theory]
    [InlineData("\"\\uD800\"")]
    [InlineData("[{\"a\": \"\\uDC00\\uD800\"}]")]
    [InlineData("{\"\\uD800b\": 1}")]
    public void JSON_that_escapes_a_lone_surrogate_is_refused(string json)
    {
        using var document = System.Text.Json.JsonDocument.Parse(json);

        Assert.Throws<ArgumentException>(() => TemplateJson.Serialize(document));
        Assert.Throws<ArgumentException>(() => ChatTemplate.Parse("{{ x }}").Render(new Dictionary<string, object?> { ["x"] = document.RootElement }));
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
