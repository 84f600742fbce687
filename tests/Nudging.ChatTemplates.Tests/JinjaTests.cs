using System.Text.Json;
using Nudging.ChatTemplates;
using Nudging.TestSupport;

namespace Nudging.ChatTemplates.Tests;

/// <summary>Small templates render as in Jinja 3.1, and fail where Jinja fails.</summary>
public sealed class JinjaTests
{
    [Fact]
    public void Rendering_a_small_template_gives_the_text_or_the_error_of_Jinja()
    {
        using Stream stream = typeof(JinjaTests).Assembly.GetManifestResourceStream("Nudging.ChatTemplates.Tests.jinja.jsonl")!;
        using StreamReader reader = new(stream);
        var variables = JsonDocument.Parse(reader.ReadLine()!).RootElement.GetProperty("variables").EnumerateObject()
            .ToDictionary(variable => variable.Name, variable => (object?)variable.Value);
        List<string> differences = [];
        int count = 0;
        for (; reader.ReadLine() is { } line; count++)
        {
            JsonElement recorded = JsonDocument.Parse(line).RootElement;
            string template = recorded.GetProperty("template").GetString()!;
            string? expected = recorded.GetProperty("expected").GetString();
            if (Render(template, variables) is var actual && actual != expected)
            {
                differences.Add($"{template}\nexpected {expected ?? "an error"}\nactual {actual ?? "an error"}");
            }
        }

        Assert.True(differences.Count == 0, $"{differences.Count} of {count} templates differ:\n{string.Join('\n', differences.Take(10))}");
        Assert.True(count > 250);
    }

    [Theory]
    [InlineData("%Y-%m-%d %H:%M:%S.%f", "2024-07-06 15:04:05.067000")]
    [InlineData("%d %b %Y|%B|%A %a|%e|%-d|%-m|%j|%y", "06 Jul 2024|July|Saturday Sat| 6|6|7|188|24")]
    [InlineData("%I:%M %p|%-I|%D|%F|%T|%R|%c|%x|%X", "03:04 PM|3|07/06/24|2024-07-06|15:04:05|15:04|Sat Jul  6 15:04:05 2024|07/06/24|15:04:05")]
    [InlineData("%U %W %V %G %u %w %C|%%|%n|%Z%z|%", "26 27 27 2024 6 6 20|%|\n||%")]
    public void Formatting_a_date_gives_the_text_of_Python(string format, string expected) =>
        Assert.Equal(expected, ChatTemplate.Parse("{{ strftime_now(f) }}").Render(
            new Dictionary<string, object?> { ["f"] = format }, new FrozenClock(new(2024, 7, 6, 15, 4, 5, 67, TimeSpan.Zero))));

    [Fact]
    public void Rendering_variables_of_every_supported_type_gives_their_Python_text()
    {
        Dictionary<string, object?> values = new()
        {
            ["v"] = new object?[] { 1, 2L, (byte)3, 1.5, 2.5f, 0.1f, 1.0m, ulong.MaxValue, "t", true, null, new[] { 1 }, new Dictionary<string, int> { ["k"] = 1 }, System.Text.Json.Nodes.JsonNode.Parse("{\"a\":[1.0,null]}") },
        };

        Assert.Equal(
            "[1, 2, 3, 1.5, 2.5, 0.1, 1.0, 18446744073709551615, 't', True, None, [1], {'k': 1}, {'a': [1.0, None]}]",
            ChatTemplate.Parse("{{ v }}").Render(values));
        Assert.Throws<ArgumentException>(() => ChatTemplate.Parse("").Render(new Dictionary<string, object?> { ["v"] = new object() }));
    }

    [Fact]
    public async Task Rendering_one_template_on_many_threads_gives_the_text_of_each_rendering()
    {
        var template = ChatTemplate.Parse("{% macro m(x) %}{% for i in range(x) %}{{ i }}{% endfor %}{% endmacro %}{{ m(n) }}{{ 'é'|upper }}");

        string[] results = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => Task.Run(
            () => template.Render(new Dictionary<string, object?> { ["n"] = n }), TestContext.Current.CancellationToken)));

        Assert.All(results.Index(), result => Assert.Equal(string.Concat(Enumerable.Range(0, result.Index)) + "É", result.Item));
    }

    private static string? Render(string template, Dictionary<string, object?> variables)
    {
        try
        {
            return ChatTemplate.Parse(template).Render(variables, FrozenClock.Recorded);
        }
        catch (ChatTemplateException)
        {
            return null;
        }
    }
}
