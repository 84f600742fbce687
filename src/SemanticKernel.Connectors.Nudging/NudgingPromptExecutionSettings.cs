using System.Collections.ObjectModel;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Nudging.Decoding;

namespace SemanticKernel.Connectors.Nudging;

/// <summary>The settings of one request to a nudging pair.</summary>
/// <remarks>
/// <para>
/// A setting of <see langword="null"/> means the option of the registered pair. Each property checks its value when it is
/// set. The JSON names are those of other connectors, so prompt configurations can be shared; in JSON and YAML, numbers
/// and flags may be strings.
/// </para>
/// <para>Not thread safe while it is being changed; thread safe when frozen.</para>
/// </remarks>
/// <example>
/// <code>
/// NudgingPromptExecutionSettings settings = new() { Threshold = 0.5f, MaxOutputTokens = 200, StopSequences = ["\n\n"] };
/// ChatMessageContent answer = await chat.GetChatMessageContentAsync(history, settings, kernel);
/// </code>
/// </example>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
public sealed class NudgingPromptExecutionSettings : PromptExecutionSettings
{
    private readonly Dictionary<string, object?> _values = [];

    /// <summary>Gets or sets the temperature that the logits of both models are divided by.</summary>
    /// <value>At least 0; 0 always takes the most probable token. The default is <see langword="null"/>: the option of the pair.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    [JsonPropertyName(NudgingRequestKeys.Temperature)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? Temperature
    {
        get => Get<float?>();
        set => Set(value);
    }

    /// <summary>Gets or sets top-p: a token is drawn from the smallest set of most probable tokens whose probabilities add up to at least this share.</summary>
    /// <value>Above 0 and at most 1. The default is <see langword="null"/>: the option of the pair.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    [JsonPropertyName(NudgingRequestKeys.TopP)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? TopP
    {
        get => Get<float?>();
        set => Set(value);
    }

    /// <summary>Gets or sets top-k: the greatest number of tokens to draw from.</summary>
    /// <value>At least 0; 0 means no limit. The default is <see langword="null"/>: the option of the pair.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    [JsonPropertyName(NudgingRequestKeys.TopK)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? TopK
    {
        get => Get<int?>();
        set => Set(value);
    }

    /// <summary>Gets or sets min-p: the smallest probability of a token to draw from, as a share of the greatest probability.</summary>
    /// <value>0 to 1; 0 means all tokens. The default is <see langword="null"/>: the option of the pair.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    [JsonPropertyName(NudgingRequestKeys.MinP)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? MinP
    {
        get => Get<float?>();
        set => Set(value);
    }

    /// <summary>Gets or sets the seed of the draws.</summary>
    /// <value>Any number. The default is <see langword="null"/>: the option of the pair.</value>
    [JsonPropertyName(NudgingRequestKeys.Seed)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Seed
    {
        get => Get<long?>();
        set => Set(value);
    }

    /// <summary>Gets or sets the maximum number of tokens of the answer, counted by the base model's tokenizer.</summary>
    /// <value>At least 1. The default is <see langword="null"/>: the option of the pair.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    [JsonPropertyName(NudgingRequestKeys.MaxOutputTokens)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MaxOutputTokens
    {
        get => Get<int?>();
        set => Set(value);
    }

    /// <summary>Gets or sets the amount subtracted from a token's logit for each occurrence in the answer.</summary>
    /// <value>-2 to 2; 0 has no effect. The default is <see langword="null"/>: the option of the pair.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    [JsonPropertyName(NudgingRequestKeys.FrequencyPenalty)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? FrequencyPenalty
    {
        get => Get<float?>();
        set => Set(value);
    }

    /// <summary>Gets or sets the amount subtracted from a token's logit if the answer contains the token.</summary>
    /// <value>-2 to 2; 0 has no effect. The default is <see langword="null"/>: the option of the pair.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    [JsonPropertyName(NudgingRequestKeys.PresencePenalty)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? PresencePenalty
    {
        get => Get<float?>();
        set => Set(value);
    }

    /// <summary>Gets or sets the number that a token's logit is divided by, or multiplied by if negative, if the answer contains the token.</summary>
    /// <value>A finite number above 0; 1 has no effect. The default is <see langword="null"/>: the option of the pair.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    [JsonPropertyName(NudgingRequestKeys.RepetitionPenalty)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? RepetitionPenalty
    {
        get => Get<float?>();
        set => Set(value);
    }

    /// <summary>Gets or sets the threshold &#947;: the base model writes where its top-1 probability is at least this value.</summary>
    /// <value>At least 0. The default is <see langword="null"/>: the option of the pair.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    [JsonPropertyName(NudgingRequestKeys.Threshold)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? Threshold
    {
        get => Get<float?>();
        set => Set(value);
    }

    /// <summary>Gets or sets the number of tokens that either model continues at a time.</summary>
    /// <value>At least 1. The default is <see langword="null"/>: the option of the pair.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    [JsonPropertyName(NudgingRequestKeys.Lookahead)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Lookahead
    {
        get => Get<int?>();
        set => Set(value);
    }

    /// <summary>Gets or sets the maximum number of rounds.</summary>
    /// <value>At least 1. The default is <see langword="null"/>: the option of the pair.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    [JsonPropertyName(NudgingRequestKeys.MaxRounds)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MaxRounds
    {
        get => Get<int?>();
        set => Set(value);
    }

    /// <summary>Gets or sets the texts that end the answer at their first occurrence; the answer does not contain these texts.</summary>
    /// <value>Entries of at least one character. The default is <see langword="null"/>: the option of the pair.</value>
    /// <exception cref="ArgumentException">An entry is <see langword="null"/> or empty.</exception>
    [JsonPropertyName(NudgingRequestKeys.StopSequences)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IList<string>? StopSequences
    {
        get => Get<IList<string>?>();
        set => Set(value);
    }

    /// <summary>Gets or sets the form of the answer.</summary>
    /// <value>
    /// <c>"text"</c>, <c>"json_object"</c>, a JSON schema (a <see cref="JsonElement"/> or text), a
    /// <see cref="ChatResponseFormat"/>, or the <see cref="Type"/> that the answer is deserialized to. The default is
    /// <see langword="null"/>: text.
    /// </value>
    /// <exception cref="ArgumentException">The value has another form.</exception>
    [JsonPropertyName(NudgingRequestKeys.ResponseFormat)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonConverter(typeof(ResponseFormatJsonConverter))]
    public object? ResponseFormat
    {
        get => Get<object?>();
        set
        {
            _ = ResponseFormats.Read(value);
            Set(value);
        }
    }

    /// <summary>Gets or sets how the base model is evaluated. The answer is the same in every mode.</summary>
    /// <value>The default is <see langword="null"/>: the option of the pair.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a mode.</exception>
    [JsonPropertyName(NudgingRequestKeys.Mode)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonConverter(typeof(JsonStringEnumConverter<NudgingMode>))]
    public NudgingMode? Mode
    {
        get => Get<NudgingMode?>();
        set => Set(value);
    }

    /// <summary>Gets or sets a value indicating whether the answer has the base model's log-probability of each token.</summary>
    /// <value>The default is <see langword="null"/>: the option of the pair.</value>
    [JsonPropertyName(NudgingRequestKeys.LogProbabilities)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonConverter(typeof(FlagJsonConverter))]
    public bool? LogProbabilities
    {
        get => Get<bool?>();
        set => Set(value);
    }

    /// <summary>Converts the settings of any service or prompt file.</summary>
    /// <param name="executionSettings">The settings; <see langword="null"/> for none.</param>
    /// <returns>
    /// <paramref name="executionSettings"/> itself if the settings are of this type, else a new instance, which keeps settings with other
    /// names in <see cref="PromptExecutionSettings.ExtensionData"/>.
    /// </returns>
    /// <exception cref="ArgumentException">A value is out of range or has another type; the message names the setting.</exception>
    public static NudgingPromptExecutionSettings FromExecutionSettings(PromptExecutionSettings? executionSettings)
    {
        if (executionSettings is null or NudgingPromptExecutionSettings)
        {
            return (NudgingPromptExecutionSettings?)executionSettings ?? new();
        }

        JsonSerializerOptions json = AIJsonUtilities.DefaultOptions;
        JsonElement all = JsonSerializer.SerializeToElement(executionSettings, json.GetTypeInfo(executionSettings.GetType()));
        try
        {
            var settings = (NudgingPromptExecutionSettings)all.Deserialize(json.GetTypeInfo(typeof(NudgingPromptExecutionSettings)))!;

            // JSON does not have the functions of a behaviour.
            settings.FunctionChoiceBehavior = executionSettings.FunctionChoiceBehavior;
            return settings;
        }
        catch (JsonException e)
        {
            string name = (e.Path ?? "$").TrimStart('$', '.');
            string value = all.TryGetProperty(name, out JsonElement found) ? found.GetRawText() : "not readable";
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"The setting '{name}' is {value}, which cannot be read as the type of that setting."), nameof(executionSettings), e);
        }
    }

    /// <inheritdoc/>
    public override void Freeze()
    {
        if (IsFrozen)
        {
            return;
        }

        base.Freeze();
        if (StopSequences is { } stopSequences)
        {
            _values[nameof(StopSequences)] = new ReadOnlyCollection<string>([.. stopSequences]);
        }
    }

    /// <inheritdoc/>
    public override PromptExecutionSettings Clone()
    {
        NudgingPromptExecutionSettings clone = new()
        {
            ServiceId = ServiceId,
            ModelId = ModelId,
            FunctionChoiceBehavior = FunctionChoiceBehavior,
            ExtensionData = ExtensionData is null ? null : new Dictionary<string, object>(ExtensionData),
        };
        foreach ((string name, object? value) in _values)
        {
            clone._values[name] = value is IList<string> texts ? new List<string>(texts) : value;
        }

        return clone;
    }

    /// <inheritdoc/>
    /// <remarks>The base class passes on all other settings by their JSON names.</remarks>
    protected override void PrepareChatOptionsForRequest(ChatOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ResponseFormat = ResponseFormats.Read(ResponseFormat) ?? options.ResponseFormat;
    }

    private T? Get<T>([CallerMemberName] string name = "") => (T?)_values.GetValueOrDefault(name);

    // The option of the same name checks the value.
    private void Set(object? value, [CallerMemberName] string name = "")
    {
        ThrowIfFrozen();
        if (value is not null && typeof(NudgingOptions).GetProperty(name) is { } option)
        {
            OptionSetter.Set(option, new NudgingOptions(), value);
        }

        _values[name] = value;
    }
}
