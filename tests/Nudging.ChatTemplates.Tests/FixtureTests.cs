using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nudging.ChatTemplates.Library;
using Nudging.ChatTemplates.Syntax;
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

        Assert.Contains(cases, recorded => recorded.TryGetProperty("expected", out _));
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

    [Fact]
    public void Fixtures_contain_every_kind_of_statement_and_expression()
    {
        Type[] kinds = [.. typeof(Statement).Assembly.GetTypes().Where(type =>
            type is { IsAbstract: false, IsNested: false } && (type.IsSubclassOf(typeof(Statement)) || type.IsSubclassOf(typeof(Expression))))];

        HashSet<Type> found = [.. Fixture.Templates.Values.SelectMany(template => Nodes(new TemplateParser(new TemplateSource(template)).Parse()))];

        Assert.NotEmpty(kinds);
        Assert.Empty(kinds.Except(found).Select(kind => kind.Name));
    }

    // The types of all objects of a syntax tree, found through the fields of each node.
    private static HashSet<Type> Nodes(object tree)
    {
        HashSet<object> visited = new(ReferenceEqualityComparer.Instance);
        Stack<object> open = new([tree]);
        while (open.TryPop(out object? node))
        {
            if (visited.Add(node))
            {
                IEnumerable<object?> inner = node is IEnumerable items and not string ? items.Cast<object?>() : node is ITuple || IsOwn(node) ? Fields(node) : [];
                inner.OfType<object>().ToList().ForEach(open.Push);
            }
        }

        return [.. visited.Select(node => node.GetType())];

        static bool IsOwn(object node) => node.GetType().Assembly == typeof(Statement).Assembly;

        static IEnumerable<object?> Fields(object node)
        {
            for (Type? type = node.GetType(); type is not null; type = type.BaseType)
            {
                foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                {
                    yield return field.GetValue(node);
                }
            }
        }
    }

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
        try
        {
            return template.Render(Fixture.Variables(recorded), FrozenClock.Recorded);
        }
        catch (ChatTemplateException e)
        {
            return e.IsRaisedByTemplate ? $"raised: {Origins.WholeMessage(template, Fixture.Variables(recorded))}" : "failed";
        }
    }
}
