using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Nudging.Chat;
using Nudging.Decoding;

namespace Nudging.Tests.Chat;

/// <summary>Every setting of the procedure can be given with a request, in any form that a file or a serializer gives it.</summary>
public sealed class RequestSettingsTests
{
    private static readonly Dictionary<string, (string Property, string Text, object Value)> Settings = new()
    {
        ["temperature"] = ("Temperature", "0.5", 0.5f),
        ["top_p"] = ("TopP", "0.25", 0.25f),
        ["top_k"] = ("TopK", "7", 7),
        ["min_p"] = ("MinP", "0.125", 0.125f),
        ["seed"] = ("Seed", "9007199254740993", 9007199254740993L),
        ["max_tokens"] = ("MaxOutputTokens", "99", 99),
        ["frequency_penalty"] = ("FrequencyPenalty", "-0.5", -0.5f),
        ["presence_penalty"] = ("PresencePenalty", "1.5", 1.5f),
        ["repetition_penalty"] = ("RepetitionPenalty", "1.25", 1.25f),
        ["logprobs"] = ("LogProbabilities", "true", true),
        ["threshold"] = ("Threshold", "0.75", 0.75f),
        ["lookahead"] = ("Lookahead", "8", 8),
        ["max_rounds"] = ("MaxRounds", "3", 3),
        ["mode"] = ("Mode", "sequential", NudgingMode.Sequential),
        ["stop_sequences"] = ("StopSequences", "END", new[] { "END" }),
    };

    public static TheoryData<string> Names => [.. Settings.Keys];

    [Fact]
    public void Every_property_has_a_name()
    {
        // A constraint is an object: it comes as a response format.
        IEnumerable<string> properties = typeof(NudgingOptions).GetProperties().Select(property => property.Name).Except([nameof(NudgingOptions.Constraint)]);

        Assert.Equal(properties.Order(), Settings.Values.Select(setting => setting.Property).Order());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_value_is_read_in_every_form(string name)
    {
        (string property, string text, object value) = Settings[name];
        JsonElement json = value is float or int or long or bool ? Json(text) : Json($"\"{text}\"");
        foreach (object form in (object[])[value, text, json, Json($"\"{text}\"")])
        {
            Assert.Equal(value, Read(property, name, form));
            Assert.Equal(value, Read(property, name.ToUpperInvariant(), form));
        }
    }

    [Fact]
    public void Lists_and_numbers_of_other_kinds_are_read()
    {
        string[] expected = ["a", "b"];
        object[] lists = [new List<string> { "a", "b" }, new List<object> { "a", "b" }, Json("""["a","b"]"""), expected.Select(text => text), Json("""["a","b"]""").EnumerateArray().Select(item => item)];
        Assert.All(lists, list => Assert.Equal(expected, Read("StopSequences", "stop_sequences", list)));
        Assert.All((object[])[0.5, 0.5m, 0.5f], number => Assert.Equal(0.5f, Read("Temperature", "temperature", number)));
        Assert.All((object[])[4.0, 4L, (short)4, "4", "4.0"], number => Assert.Equal(4, Read("Lookahead", "lookahead", number)));
        Assert.Equal(NudgingMode.Sequential, Read("Mode", "mode", "Sequential"));
    }

    [Fact]
    public void What_is_nothing_or_unknown_is_passed_over()
    {
        NudgingOptions options = new();
        RequestSettings.Apply(options, [new("threshold", null), new("lookahead", Json("null")), new("thresholds", "high"), new("source", 3)]);

        Assert.All(typeof(NudgingOptions).GetProperties(), property => Assert.Equal(property.GetValue(new NudgingOptions()), property.GetValue(options)));
    }

    [Theory]
    [InlineData("temperature", "hot", "a number")]
    [InlineData("threshold", true, "a number")]
    [InlineData("max_tokens", 1.5, "a whole number")]
    [InlineData("lookahead", "3000000000", "a whole number")]
    [InlineData("seed", "x", "a number")]
    [InlineData("mode", "fast", "speculative, sequential")]
    [InlineData("mode", 7, "speculative, sequential")]
    [InlineData("logprobs", "perhaps", "true or false")]
    [InlineData("logprobs", 1, "true or false")]
    [InlineData("stop_sequences", 3, "a list of texts")]
    public void What_cannot_be_read_is_refused_by_name_with_its_value(string name, object value, string right)
    {
        string message = Assert.Throws<ArgumentException>(() => Read("Mode", name, value)).Message;

        Assert.Contains($"'{name}'", message, StringComparison.Ordinal);
        Assert.Contains(Convert.ToString(value, CultureInfo.InvariantCulture)!, message, StringComparison.Ordinal);
        Assert.Contains(right, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("temperature", -1)]
    [InlineData("temperature", "NaN")]
    [InlineData("top_p", 0)]
    [InlineData("top_k", -1)]
    [InlineData("min_p", 2)]
    [InlineData("max_tokens", 0)]
    [InlineData("frequency_penalty", 3)]
    [InlineData("presence_penalty", -3)]
    [InlineData("repetition_penalty", 0)]
    [InlineData("threshold", "-0.1")]
    [InlineData("lookahead", 0)]
    [InlineData("max_rounds", 0)]
    [InlineData("stop_sequences", "")]
    public void What_is_out_of_range_is_refused_by_name(string name, object value) => Assert.Contains(
        Settings[name].Property, Assert.ThrowsAny<ArgumentException>(() => Read("Mode", name, value)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_property_of_the_request_wins_over_a_name()
    {
        ChatOptions request = new() { Temperature = 0.5f, AdditionalProperties = new() { ["temperature"] = 0.9, ["threshold"] = "0.9" } };
        NudgingOptions defaults = new() { Threshold = 0.1f, Lookahead = 5 };

        NudgingOptions settings = ChatOptionsReader.Combine(defaults, request);

        Assert.Equal((0.5f, 0.9f, 5), (settings.Temperature, settings.Threshold, settings.Lookahead));
        Assert.Equal((0f, 0.1f), (defaults.Temperature, defaults.Threshold));
    }

    private static object? Read(string property, string name, object? value)
    {
        NudgingOptions options = new();
        RequestSettings.Apply(options, [new(name, value)]);
        return typeof(NudgingOptions).GetProperty(property, BindingFlags.Public | BindingFlags.Instance)!.GetValue(options);
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
