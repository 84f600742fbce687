namespace Nudging.ChatTemplates.Tests;

/// <summary>JSON is written as the <c>tojson</c> filter writes JSON.</summary>
public sealed class TemplateJsonTests
{
    [Fact]
    public void Serializing_a_value_gives_the_text_of_the_tojson_filter()
    {
        var value = new Dictionary<string, object?> { ["a"] = new object?[] { 1, 2.0, null, true, "é<\n" }, ["b"] = new Dictionary<string, object?>() };

        string json = TemplateJson.Serialize(value);

        Assert.Equal("{\"a\": [1, 2.0, null, true, \"é<\\n\"], \"b\": {}}", json);
        Assert.Equal(json, ChatTemplate.Parse("{{ v | tojson }}").Render(new Dictionary<string, object?> { ["v"] = value }));
    }

    [Fact]
    public void Serializing_an_object_of_an_unknown_type_throws_ArgumentException() =>
        Assert.Throws<ArgumentException>(() => TemplateJson.Serialize(new object()));
}
