using System.Text.Json;
using System.Text.RegularExpressions;
using Nudging.ChatTemplates.Library;
using Nudging.TestSupport;

namespace Nudging.ChatTemplates.Tests;

/// <summary>Compares renderings of the templates in Fixtures with those of Jinja, and checks that the templates use every feature.</summary>
public sealed class FixtureTests
{
    public static TheoryData<string> Names => [.. Fixture.Templates.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Rendering_a_fixture_gives_the_text_or_the_error_of_Jinja(string name)
    {
        var template = ChatTemplate.Parse(Fixture.Templates[name]);
        JsonElement[] cases = [.. Fixture.Cases.Where(recorded => recorded.GetProperty("template").GetString() == name)];

        Assert.NotEmpty(cases);
        Assert.All(cases, recorded => Assert.Equal(Expected(recorded), Render(template, recorded)));
    }

    [Fact]
    public void Fixtures_use_every_filter() => AssertAllUsed(
        Filters.Names, name => $@"\|\s*{name}\b|\bmap\('{name}'|\bfilter {name}\b", Fixture.Templates.Values);

    [Fact]
    public void Fixtures_use_every_test() => AssertAllUsed(
        Library.Tests.Names, name => char.IsLetter(name[0]) ? $@"\bis (not )?{name}\b" : $@"select\('{name}',", Fixture.Templates.Values);

    [Fact]
    public void Fixtures_call_every_global_function() => AssertAllUsed(Globals.Names, name => $@"\b{name}\(", Fixture.Templates.Values);

    [Fact]
    public void Fixtures_call_every_method_of_each_type()
    {
        foreach ((string kind, IEnumerable<string> names) in Methods.Names)
        {
            AssertAllUsed(names, name => $@"\.{name}\(", [Fixture.Templates[$"methods-{kind}"]]);
        }
    }

    [Theory]
    [InlineData("if", "elif", "else", "for", "set", "endset", "macro", "call", "filter", "with", "generation", "block", "break", "continue", "raw")]
    public void Fixtures_use_every_tag(params string[] tags) => AssertAllUsed(tags, tag => $@"{{%[-+]?\s*{tag}\b", Fixture.Templates.Values);

    private static void AssertAllUsed(IEnumerable<string> names, Func<string, string> pattern, IEnumerable<string> templates)
    {
        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.Contains(templates, template => Regex.IsMatch(template, pattern(name))));
    }

    private static string Expected(JsonElement recorded) =>
        recorded.TryGetProperty("expected", out JsonElement text) ? text.GetString()!
        : recorded.TryGetProperty("raised", out JsonElement message) ? $"raised: {message}"
        : "failed";

    private static string Render(ChatTemplate template, JsonElement recorded)
    {
        Dictionary<string, object?> variables = Fixture.Variables(
            recorded.GetProperty("conversation").GetString()!, recorded.GetProperty("has_tools").GetBoolean());
        try
        {
            return template.Render(variables, FrozenClock.Recorded);
        }
        catch (ChatTemplateException e)
        {
            return e.IsRaisedByTemplate ? $"raised: {e.TemplateMessage}" : "failed";
        }
    }
}
