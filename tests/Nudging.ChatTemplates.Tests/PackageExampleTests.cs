namespace Nudging.ChatTemplates.Tests;

/// <summary>Compiles and runs the example of PACKAGE.md.</summary>
public sealed class PackageExampleTests
{
    [Fact]
    public void The_example_of_the_package_page_compiles_and_renders_the_prompt()
    {
        // Usually File.ReadAllText("chat_template.jinja").
        string source = """
            {% for message in messages %}
            <|{{ message.role }}|>{{ message.content }}
            {% endfor %}
            {% if add_generation_prompt %}
            <|assistant|>
            {%- endif %}
            """;

        ChatTemplate template = ChatTemplate.Parse(source);
        string prompt = template.Render(new Dictionary<string, object?>
        {
            ["messages"] = new[]
            {
                new Dictionary<string, object?> { ["role"] = "system", ["content"] = "Be brief." },
                new Dictionary<string, object?> { ["role"] = "user", ["content"] = "Hello" },
            },
            ["add_generation_prompt"] = true,
        });

        Assert.Equal("<|system|>Be brief.\n<|user|>Hello\n<|assistant|>", prompt);
    }

    [Fact]
    public void The_package_page_shows_the_example_that_is_tested()
    {
        string page = Fixture.Read("PACKAGE.md").ReplaceLineEndings("\n");
        string example = page.Split("```csharp\n")[1].Split("```")[0];
        string tested = string.Join('\n', Lines(Fixture.Read("PackageExampleTests.cs")));

        Assert.Contains(string.Join('\n', Lines(example).Where(line => !line.StartsWith("using ", StringComparison.Ordinal) && !line.StartsWith("Console.", StringComparison.Ordinal))), tested, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Lines(string text) => text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0);
}
