using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Nudging.Chat;
using Nudging.Decoding;
using Nudging.Models;
using Nudging.TestSupport;

namespace Nudging.Tests.Chat;

/// <summary>A request can set each option of the procedure, by a .NET value, a text or JSON.</summary>
public sealed class RequestSettingsTests
{
    private static readonly PropertyInfo[] Options =
        [.. OptionValues.Of(typeof(NudgingOptions)).Where(option => option.Name != nameof(NudgingOptions.Constraint))];

    public static TheoryData<string> Names => [.. Options.Select(option => option.Name)];

    [Fact]
    public void Every_option_but_the_constraint_declares_the_key_of_its_name()
    {
        // A request sets the constraint by its response format.
        Dictionary<string, string> keys = typeof(NudgingRequestKeys).GetFields(BindingFlags.Public | BindingFlags.Static | BindingFlags.FlattenHierarchy)
            .Where(field => field.Name != nameof(NudgingRequestKeys.ResponseFormat))
            .ToDictionary(field => field.Name, field => (string)field.GetValue(null)!);

        Assert.Equal(keys.OrderBy(key => key.Key), Options.ToDictionary(option => option.Name, Key).OrderBy(key => key.Key));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_value_under_the_key_of_an_option_is_read_from_its_type_texts_and_JSON(string name)
    {
        PropertyInfo option = Option(name);
        object value = OptionValues.Other(option);
        object[] forms = value is string[] texts
            ? [texts, new List<string>(texts), new List<object>(texts), Json(JsonSerializer.Serialize(texts)), Json(JsonSerializer.Serialize(texts)).EnumerateArray().Select(item => item)]
            : [value, Text(value), Text(value).ToUpperInvariant(), Json(value is Enum ? $"\"{value}\"" : Text(value)), Json($"\"{Text(value)}\"")];
        Assert.All(forms, form =>
        {
            OptionValues.AssertSame(option, value, Read(option, Key(option), form));
            OptionValues.AssertSame(option, value, Read(option, Key(option).ToUpperInvariant(), form));
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_property_of_the_chat_options_takes_precedence_over_the_key(string name)
    {
        PropertyInfo option = Option(name);
        object value = OptionValues.Other(option);
        ChatOptions request = new();
        if (typeof(ChatOptions).GetProperty(name) is not { } property)
        {
            request.AdditionalProperties = new() { [Key(option)] = value };
        }
        else
        {
            property.SetValue(request, value is string[] texts ? new List<string>(texts) : value);
            request.AdditionalProperties = new() { [Key(option)] = "1" };
        }

        NudgingOptions defaults = new();
        NudgingOptions combined = ChatOptionsReader.Combine(defaults, request);

        OptionValues.AssertSame(option, value, option.GetValue(combined));
        Assert.All(Options, other =>
        {
            OptionValues.AssertSame(other, other.GetValue(new NudgingOptions()), other.GetValue(defaults));
            OptionValues.AssertSame(other, other == option ? value : other.GetValue(defaults), other.GetValue(combined));
        });
    }

    [Fact]
    public void The_chat_options_have_properties_for_the_common_options()
    {
        string[] common = ["FrequencyPenalty", "MaxOutputTokens", "PresencePenalty", "Seed", "StopSequences", "Temperature", "TopK", "TopP"];

        Assert.Equal(common, Options.Select(option => option.Name).Where(name => typeof(ChatOptions).GetProperty(name) is not null).Order());
    }

    [Fact]
    public void Numbers_of_other_types_and_a_single_stop_sequence_are_read()
    {
        Assert.All((object[])[0.5, 0.5m, 0.5f], number => Assert.Equal(0.5f, Read(Option("Temperature"), "temperature", number)));
        Assert.All((object[])[4.0, 4L, (short)4, "4", "4.0"], number => Assert.Equal(4, Read(Option("Lookahead"), "lookahead", number)));
        Assert.Equal(["END"], (IReadOnlyList<string>)Read(Option("StopSequences"), "stop_sequences", "END")!);
    }

    [Fact]
    public void Null_values_and_unknown_keys_are_ignored()
    {
        NudgingOptions options = new();
        RequestSettings.Apply(options, [new("threshold", null), new("lookahead", Json("null")), new("thresholds", "high"), new("source", 3)]);

        Assert.All(Options, option => Assert.Equal(option.GetValue(new NudgingOptions()), option.GetValue(options)));
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
    public void A_value_of_another_type_is_refused_with_its_key(string key, object value, string right)
    {
        string message = Assert.Throws<ArgumentException>(() => Read(Option("Mode"), key, value)).Message;

        Assert.Contains($"'{key}'", message, StringComparison.Ordinal);
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
    public void A_value_out_of_range_is_refused_with_the_name_of_the_option(string key, object value)
    {
        PropertyInfo option = Options.Single(option => Key(option) == key);

        Assert.StartsWith(option.Name, Assert.ThrowsAny<ArgumentException>(() => Read(option, key, value)).Message, StringComparison.Ordinal);
    }

    private static PropertyInfo Option(string name) => Options.Single(option => option.Name == name);

    private static string Key(PropertyInfo option) => option.GetCustomAttribute<RequestKeyAttribute>()?.Key ?? "no key";

    private static object? Read(PropertyInfo option, string key, object? value)
    {
        NudgingOptions options = new();
        RequestSettings.Apply(options, [new(key, value)]);
        return option.GetValue(options);
    }

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!.ToLowerInvariant();

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
