using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Nudging.Decoding;
using Nudging.TestSupport;

namespace SemanticKernel.Connectors.Nudging.Tests;

/// <summary>The settings of a request survive JSON, YAML, cloning and the conversion to chat options.</summary>
public sealed class NudgingPromptExecutionSettingsTests
{
    private static readonly PropertyInfo[] Properties = typeof(NudgingPromptExecutionSettings).GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly);

    private const string Json = """
        {
          "model_id": "m", "service_id": "s",
          "temperature": 0.5, "top_p": 0.25, "top_k": 7, "min_p": 0.125, "seed": 9007199254740993, "max_tokens": 99,
          "frequency_penalty": -0.5, "presence_penalty": 1.5, "repetition_penalty": 1.25, "threshold": 0.75, "lookahead": 8,
          "max_rounds": 3, "mode": "sequential", "logprobs": true, "stop_sequences": ["a", "b"], "response_format": "json_object",
          "other": 1
        }
        """;

    public static TheoryData<string> OptionNames =>
        [.. OptionValues.Of(typeof(NudgingOptions)).Select(option => option.Name).Where(name => name != nameof(NudgingOptions.Constraint))];

    public static TheoryData<string> Names => [.. Properties.Select(NameOf)];

    [Fact]
    public void Json_with_every_setting_sets_every_property()
    {
        NudgingPromptExecutionSettings settings = Read(Json);

        Assert.All(Properties, property => Assert.NotNull(property.GetValue(settings)));
        Assert.Equal((0.5f, 0.25f, 7, 0.125f, 9007199254740993L, 99), (settings.Temperature, settings.TopP, settings.TopK, settings.MinP, settings.Seed, settings.MaxOutputTokens));
        Assert.Equal((-0.5f, 1.5f, 1.25f, 0.75f, 8, 3), (settings.FrequencyPenalty, settings.PresencePenalty, settings.RepetitionPenalty, settings.Threshold, settings.Lookahead, settings.MaxRounds));
        Assert.Equal((NudgingMode.Sequential, true, "json_object"), (settings.Mode, settings.LogProbabilities, settings.ResponseFormat));
        Assert.Equal(["a", "b"], settings.StopSequences!);
        Assert.Equal(("m", "s"), (settings.ModelId, settings.ServiceId));
        Assert.Equal(["other"], settings.ExtensionData!.Keys);
    }

    [Fact]
    public void Reading_settings_written_as_json_gives_the_same_settings()
    {
        NudgingPromptExecutionSettings settings = Read(Json);
        AssertSame(settings, Read(JsonSerializer.Serialize(settings)));
        string empty = JsonSerializer.Serialize(new NudgingPromptExecutionSettings());
        Assert.All(Properties, property => Assert.DoesNotContain($"\"{NameOf(property)}\"", empty, StringComparison.Ordinal));
    }

    [Fact]
    public void A_prompt_configuration_sets_every_property()
    {
        PromptTemplateConfig config = PromptTemplateConfig.FromJson($$$"""{"template": "x", "execution_settings": {"s": {{{Json}}}}}""");

        AssertSame(Read(Json), NudgingPromptExecutionSettings.FromExecutionSettings(config.ExecutionSettings["s"]));
    }

    [Fact]
    public void Extension_data_with_strings_for_scalars_as_in_yaml_sets_every_property()
    {
        // Semantic Kernel's YAML reader converts each scalar to a string and each list to a list of objects.
        Dictionary<string, object> yaml = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(Json)!
            .Where(pair => pair.Key is not ("model_id" or "service_id" or "stop_sequences"))
            .ToDictionary(pair => pair.Key, object (pair) => pair.Value.ToString());
        yaml["stop_sequences"] = new List<object> { "a", "b" };
        PromptExecutionSettings settings = new() { ModelId = "m", ServiceId = "s", ExtensionData = yaml };

        AssertSame(Read(Json), NudgingPromptExecutionSettings.FromExecutionSettings(settings));
        ChatOptions options = settings.ToChatOptions(null)!;
        Assert.Equal((0.5f, 0.25f, 7, 99), (options.Temperature, options.TopP, options.TopK, options.MaxOutputTokens));
    }

    [Fact]
    public void Settings_of_another_service_set_the_properties_of_the_same_names()
    {
        FunctionChoiceBehavior behavior = FunctionChoiceBehavior.Auto([]);
        NudgingPromptExecutionSettings settings = NudgingPromptExecutionSettings.FromExecutionSettings(
            new OtherSettings { MaxTokens = 3, Penalty = 4, FunctionChoiceBehavior = behavior });

        Assert.Equal(3, settings.MaxOutputTokens);
        Assert.Equal(["penalty"], settings.ExtensionData!.Keys);
        Assert.Same(behavior, settings.FunctionChoiceBehavior);
        Assert.Same(settings, NudgingPromptExecutionSettings.FromExecutionSettings(settings));
        AssertSame(new(), NudgingPromptExecutionSettings.FromExecutionSettings(null));
    }

    [Fact]
    public void Every_setting_reaches_the_chat_options()
    {
        ChatOptions options = Read(Json).ToChatOptions(null)!;

        Assert.Equal((0.5f, 0.25f, 7, 9007199254740993L, 99), (options.Temperature, options.TopP, options.TopK, options.Seed, options.MaxOutputTokens));
        Assert.Equal((-0.5f, 1.5f), (options.FrequencyPenalty, options.PresencePenalty));
        Assert.Equal(["a", "b"], options.StopSequences!);
        Assert.Same(ChatResponseFormat.Json, options.ResponseFormat);
        Assert.Equal(
            ["logprobs", "lookahead", "max_rounds", "min_p", "mode", "other", "repetition_penalty", "threshold"],
            options.AdditionalProperties!.Keys.Order(StringComparer.Ordinal));
        Assert.Null(((PromptExecutionSettings?)null).ToChatOptions(null));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_value_of_another_type_is_refused_with_its_json_name(string name)
    {
        object wrong = name == "stop_sequences" ? 3 : "no such thing";
        PromptExecutionSettings settings = new() { ExtensionData = new Dictionary<string, object> { [name] = wrong } };

        Assert.Contains($"'{name}'", Assert.ThrowsAny<ArgumentException>(() => NudgingPromptExecutionSettings.FromExecutionSettings(settings)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Temperature", -1f)]
    [InlineData("TopP", 0f)]
    [InlineData("TopK", -1)]
    [InlineData("MinP", 2f)]
    [InlineData("MaxOutputTokens", 0)]
    [InlineData("FrequencyPenalty", 3f)]
    [InlineData("PresencePenalty", -3f)]
    [InlineData("RepetitionPenalty", 0f)]
    [InlineData("Threshold", float.NaN)]
    [InlineData("Lookahead", 0)]
    [InlineData("MaxRounds", 0)]
    [InlineData("Mode", (NudgingMode)9)]
    public void A_value_out_of_range_is_refused_when_set(string name, object value)
    {
        NudgingPromptExecutionSettings settings = new();
        PropertyInfo property = Properties.Single(candidate => candidate.Name == name);

        Exception wrong = Assert.Throws<TargetInvocationException>(() => property.SetValue(settings, value)).InnerException!;
        Assert.StartsWith($"{name} is", Assert.IsType<ArgumentOutOfRangeException>(wrong).Message, StringComparison.Ordinal);
        Assert.Null(property.GetValue(settings));
    }

    [Fact]
    public void An_empty_stop_sequence_is_refused_when_set() =>
        Assert.Contains("StopSequences[1]", Assert.Throws<ArgumentException>(() => new NudgingPromptExecutionSettings { StopSequences = ["a", ""] }).Message, StringComparison.Ordinal);

    [Fact]
    public void A_clone_of_frozen_settings_has_every_setting_and_is_not_frozen()
    {
        NudgingPromptExecutionSettings settings = Read(Json);
        settings.FunctionChoiceBehavior = FunctionChoiceBehavior.Auto([]);
        settings.Freeze();

        var clone = Assert.IsType<NudgingPromptExecutionSettings>(settings.Clone());
        AssertSame(settings, clone);
        Assert.Same(settings.FunctionChoiceBehavior, clone.FunctionChoiceBehavior);
        clone.Threshold = 0.1f;
        clone.StopSequences!.Add("c");
        clone.ExtensionData!["more"] = 1;
        Assert.Equal((0.75f, 2, 1), (settings.Threshold, settings.StopSequences!.Count, settings.ExtensionData!.Count));
    }

    [Fact]
    public void Frozen_settings_cannot_be_changed()
    {
        NudgingPromptExecutionSettings settings = Read(Json);
        settings.Freeze();
        settings.Freeze();

        Assert.True(settings.IsFrozen);
        Assert.All(Properties, property => Assert.IsType<InvalidOperationException>(
            Assert.Throws<TargetInvocationException>(() => property.SetValue(settings, property.GetValue(settings))).InnerException));
        Assert.Throws<NotSupportedException>(() => settings.StopSequences!.Add("c"));
        Assert.Throws<NotSupportedException>(() => settings.ExtensionData!["more"] = 1);
    }

    [Fact]
    public void Every_form_of_a_response_format_is_read()
    {
        const string Schema = """{"type":"object","properties":{"Name":{"type":"string"}}}""";
        JsonElement schema = JsonDocument.Parse(Schema).RootElement;
        object[] schemas =
        [
            schema, Schema, ChatResponseFormat.ForJsonSchema(schema),
            JsonDocument.Parse($$$"""{"type":"json_schema","json_schema":{"name":"n","schema":{{{Schema}}}}}""").RootElement,
        ];
        Assert.All(schemas, form => Assert.Equal(Schema, SchemaOf(form)));
        Assert.Contains("\"Name\"", SchemaOf(typeof(Person)), StringComparison.OrdinalIgnoreCase);

        Assert.All((object[])["json_object", ChatResponseFormat.Json, JsonDocument.Parse("""{"type":"json_object"}""").RootElement], form =>
            Assert.Null(Assert.IsType<ChatResponseFormatJson>(Format(form)).Schema));
        Assert.All((object[])["text", ChatResponseFormat.Text], form => Assert.IsType<ChatResponseFormatText>(Format(form)));
        Assert.Null(Format(null));
        Assert.All((object[])["xml", 3, "{", JsonDocument.Parse("[]").RootElement], form => Assert.Contains(
            "'response_format'", Assert.Throws<ArgumentException>(() => Format(form)).Message, StringComparison.Ordinal));

        static string SchemaOf(object form) => Assert.IsType<ChatResponseFormatJson>(Format(form)).Schema!.Value.GetRawText();

        static ChatResponseFormat? Format(object? form) => new NudgingPromptExecutionSettings { ResponseFormat = form }.ToChatOptions(null)!.ResponseFormat;
    }

    [Fact]
    public void Every_option_of_the_procedure_has_a_property_of_its_name_and_key()
    {
        // The constraint comes from the response format.
        Assert.Equal(
            OptionValues.Of(typeof(NudgingOptions)).Select(option => option.Name).Except([nameof(NudgingOptions.Constraint)]).Order(),
            Properties.Select(property => property.Name).Except([nameof(NudgingPromptExecutionSettings.ResponseFormat)]).Order());
        Assert.All(Properties, property => Assert.Equal(
            typeof(NudgingRequestKeys).GetField(property.Name, BindingFlags.Public | BindingFlags.Static | BindingFlags.FlattenHierarchy)!.GetValue(null), NameOf(property)));
    }

    [Theory]
    [MemberData(nameof(OptionNames))]
    public void An_option_set_in_prompt_json_reaches_the_chat_options_and_survives_a_clone(string name)
    {
        PropertyInfo option = typeof(NudgingOptions).GetProperty(name)!;
        PropertyInfo property = Properties.Single(property => property.Name == name);
        object value = OptionValues.Other(option);
        object plain = value is Enum ? value.ToString()! : value;
        var config = PromptTemplateConfig.FromJson(
            $$$"""{"template": "x", "execution_settings": {"default": {"{{{NameOf(property)}}}": {{{JsonSerializer.Serialize(plain)}}} } } }""");

        NudgingPromptExecutionSettings settings = NudgingPromptExecutionSettings.FromExecutionSettings(config.DefaultExecutionSettings);
        OptionValues.AssertSame(option, value, property.GetValue(settings));
        OptionValues.AssertSame(option, value, property.GetValue(settings.Clone()));
        foreach (ChatOptions request in (ChatOptions[])[settings.ToChatOptions(null)!, config.DefaultExecutionSettings.ToChatOptions(null)!])
        {
            if (typeof(ChatOptions).GetProperty(name) is { } known)
            {
                OptionValues.AssertSame(option, value, known.GetValue(request));
            }
            else
            {
                Assert.Equal(JsonSerializer.Serialize(plain), JsonSerializer.Serialize(request.AdditionalProperties![NameOf(property)]));
            }
        }
    }

    private static string NameOf(PropertyInfo property) => property.GetCustomAttribute<JsonPropertyNameAttribute>()!.Name;

    private static NudgingPromptExecutionSettings Read(string json) => JsonSerializer.Deserialize<NudgingPromptExecutionSettings>(json)!;

    private static void AssertSame(NudgingPromptExecutionSettings expected, NudgingPromptExecutionSettings actual)
    {
        Assert.All(Properties, property => Assert.Equal(property.GetValue(expected), property.GetValue(actual)));
        Assert.Equal((expected.ModelId, expected.ServiceId), (actual.ModelId, actual.ServiceId));
        Assert.Equal(expected.ExtensionData?.Keys ?? [], actual.ExtensionData?.Keys ?? []);
    }

    private sealed record Person(string Name);

    private sealed class OtherSettings : PromptExecutionSettings
    {
        [JsonPropertyName("max_tokens")]
        public int MaxTokens { get; set; }

        [JsonPropertyName("penalty")]
        public int Penalty { get; set; }
    }
}
