using System.Collections.ObjectModel;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Nudging.Decoding;

namespace SemanticKernel.Connectors.Nudging;

/// <summary>The settings of one request to a nudged pair.</summary>
/// <remarks>
/// <para>
/// What is not set is as the pair was registered. Each property checks its value when it is set. The JSON names are those
/// of other connectors, so prompt configurations can be shared; numbers and flags may be written as texts.
/// </para>
/// <para>Not thread safe while it is being changed; a frozen one is.</para>
/// </remarks>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
public sealed class NudgingPromptExecutionSettings : PromptExecutionSettings
{
    private float? _temperature;
    private float? _topP;
    private int? _topK;
    private float? _minP;
    private long? _seed;
    private int? _maxTokens;
    private float? _frequencyPenalty;
    private float? _presencePenalty;
    private float? _repetitionPenalty;
    private float? _threshold;
    private int? _lookahead;
    private int? _maxRounds;
    private IList<string>? _stopSequences;
    private object? _responseFormat;
    private NudgingMode? _mode;
    private bool? _logProbabilities;

    /// <summary>Gets or sets the temperature at which both models draw their tokens.</summary>
    /// <value>At least 0; 0 takes the most probable token always. The default is <see langword="null"/>: the pair's setting.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    [JsonPropertyName("temperature")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? Temperature
    {
        get => _temperature;
        set => Set(ref _temperature, value, static (options, number) => options.Temperature = number);
    }

    /// <summary>Gets or sets the share of the probability that the tokens one is drawn from reach.</summary>
    /// <value>Above 0, at most 1. The default is <see langword="null"/>: the pair's setting.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    [JsonPropertyName("top_p")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? TopP
    {
        get => _topP;
        set => Set(ref _topP, value, static (options, number) => options.TopP = number);
    }

    /// <summary>Gets or sets from how many tokens one is drawn at most.</summary>
    /// <value>At least 0; 0 is any number. The default is <see langword="null"/>: the pair's setting.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    [JsonPropertyName("top_k")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? TopK
    {
        get => _topK;
        set => Set(ref _topK, value, static (options, number) => options.TopK = number);
    }

    /// <summary>Gets or sets the share of the greatest probability that a token one is drawn from has at least.</summary>
    /// <value>0 to 1; 0 is none. The default is <see langword="null"/>: the pair's setting.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    [JsonPropertyName("min_p")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? MinP
    {
        get => _minP;
        set => Set(ref _minP, value, static (options, number) => options.MinP = number);
    }

    /// <summary>Gets or sets what draws depend on.</summary>
    /// <value>Any number. The default is <see langword="null"/>: the pair's setting.</value>
    [JsonPropertyName("seed")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Seed
    {
        get => _seed;
        set => Set(ref _seed, value);
    }

    /// <summary>Gets or sets the most tokens of the answer, counted by the base model's tokenizer.</summary>
    /// <value>At least 1. The default is <see langword="null"/>: the pair's setting.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    [JsonPropertyName("max_tokens")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MaxTokens
    {
        get => _maxTokens;
        set => Set(ref _maxTokens, value, static (_, number) => ThrowIfBelowOne(number));
    }

    /// <summary>Gets or sets what is taken off a token's score for each time that the answer has it.</summary>
    /// <value>-2 to 2; 0 makes no difference. The default is <see langword="null"/>: the pair's setting.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    [JsonPropertyName("frequency_penalty")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? FrequencyPenalty
    {
        get => _frequencyPenalty;
        set => Set(ref _frequencyPenalty, value, static (options, number) => options.FrequencyPenalty = number);
    }

    /// <summary>Gets or sets what is taken off a token's score if the answer has it.</summary>
    /// <value>-2 to 2; 0 makes no difference. The default is <see langword="null"/>: the pair's setting.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    [JsonPropertyName("presence_penalty")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? PresencePenalty
    {
        get => _presencePenalty;
        set => Set(ref _presencePenalty, value, static (options, number) => options.PresencePenalty = number);
    }

    /// <summary>Gets or sets what a token's score is divided by if the answer has it.</summary>
    /// <value>A finite number above 0; 1 makes no difference. The default is <see langword="null"/>: the pair's setting.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    [JsonPropertyName("repetition_penalty")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? RepetitionPenalty
    {
        get => _repetitionPenalty;
        set => Set(ref _repetitionPenalty, value, static (options, number) => options.RepetitionPenalty = number);
    }

    /// <summary>Gets or sets &#947;: where the base model's top-1 probability is at least this, the base model writes.</summary>
    /// <value>At least 0. The default is <see langword="null"/>: the pair's setting.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    [JsonPropertyName("threshold")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? Threshold
    {
        get => _threshold;
        set => Set(ref _threshold, value, static (options, number) => options.Threshold = number);
    }

    /// <summary>Gets or sets how many tokens either model continues at a time.</summary>
    /// <value>At least 1. The default is <see langword="null"/>: the pair's setting.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    [JsonPropertyName("lookahead")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Lookahead
    {
        get => _lookahead;
        set => Set(ref _lookahead, value, static (options, number) => options.Lookahead = number);
    }

    /// <summary>Gets or sets the most rounds of proposal and takeover.</summary>
    /// <value>At least 1. The default is <see langword="null"/>: the pair's setting.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    [JsonPropertyName("max_rounds")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MaxRounds
    {
        get => _maxRounds;
        set => Set(ref _maxRounds, value, static (options, number) => options.MaxRounds = number);
    }

    /// <summary>Gets or sets the texts that end the answer where they first occur; they are not part of it.</summary>
    /// <value>Entries of at least one character. The default is <see langword="null"/>: the pair's setting.</value>
    /// <exception cref="ArgumentException">An entry is <see langword="null"/> or empty.</exception>
    [JsonPropertyName("stop_sequences")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IList<string>? StopSequences
    {
        get => _stopSequences;
        set
        {
            ThrowIfFrozen();
            _ = new NudgingOptions { StopSequences = [.. value ?? []] };
            _stopSequences = value;
        }
    }

    /// <summary>Gets or sets the form of the answer.</summary>
    /// <value>
    /// <c>"text"</c>, <c>"json_object"</c>, a JSON schema (a <see cref="JsonElement"/> or text), a
    /// <see cref="ChatResponseFormat"/>, or the <see cref="Type"/> that the answer is to be read as. The default is
    /// <see langword="null"/>: text.
    /// </value>
    /// <exception cref="ArgumentException">The value is none of these.</exception>
    [JsonPropertyName("response_format")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonConverter(typeof(ResponseFormatJsonConverter))]
    public object? ResponseFormat
    {
        get => _responseFormat;
        set
        {
            ThrowIfFrozen();
            _ = ResponseFormats.Read(value);
            _responseFormat = value;
        }
    }

    /// <summary>Gets or sets how the procedure is computed. The answer is the same either way.</summary>
    /// <value>The default is <see langword="null"/>: the pair's setting.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a mode.</exception>
    [JsonPropertyName("mode")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonConverter(typeof(JsonStringEnumConverter<NudgingMode>))]
    public NudgingMode? Mode
    {
        get => _mode;
        set => Set(ref _mode, value, static (options, mode) => options.Mode = mode);
    }

    /// <summary>Gets or sets a value indicating whether the answer carries the base model's log-probability of each token.</summary>
    /// <value>The default is <see langword="null"/>: the pair's setting.</value>
    [JsonPropertyName("logprobs")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonConverter(typeof(FlagJsonConverter))]
    public bool? LogProbabilities
    {
        get => _logProbabilities;
        set => Set(ref _logProbabilities, value);
    }

    /// <summary>Reads the settings of any service or file as those of a nudged pair.</summary>
    /// <param name="executionSettings">The settings; <see langword="null"/> for none.</param>
    /// <returns>
    /// <paramref name="executionSettings"/> itself if it is of this type, else a new instance. Settings of other names
    /// are kept in <see cref="PromptExecutionSettings.ExtensionData"/>.
    /// </returns>
    /// <exception cref="ArgumentException">A value is out of range or not of its kind; the message names the setting.</exception>
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

            // The functions that a behaviour was made with have no JSON form.
            settings.FunctionChoiceBehavior = executionSettings.FunctionChoiceBehavior;
            return settings;
        }
        catch (JsonException e)
        {
            string name = (e.Path ?? "$").TrimStart('$', '.');
            string value = all.TryGetProperty(name, out JsonElement found) ? found.GetRawText() : "not readable";
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"The setting '{name}' is {value}, which is not of its kind."), nameof(executionSettings), e);
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
        _stopSequences = _stopSequences is null ? null : new ReadOnlyCollection<string>([.. _stopSequences]);
    }

    /// <inheritdoc/>
    public override PromptExecutionSettings Clone() => new NudgingPromptExecutionSettings
    {
        ServiceId = ServiceId,
        ModelId = ModelId,
        FunctionChoiceBehavior = FunctionChoiceBehavior,
        ExtensionData = ExtensionData is null ? null : new Dictionary<string, object>(ExtensionData),
        Temperature = Temperature,
        TopP = TopP,
        TopK = TopK,
        MinP = MinP,
        Seed = Seed,
        MaxTokens = MaxTokens,
        FrequencyPenalty = FrequencyPenalty,
        PresencePenalty = PresencePenalty,
        RepetitionPenalty = RepetitionPenalty,
        Threshold = Threshold,
        Lookahead = Lookahead,
        MaxRounds = MaxRounds,
        StopSequences = StopSequences is null ? null : [.. StopSequences],
        ResponseFormat = ResponseFormat,
        Mode = Mode,
        LogProbabilities = LogProbabilities,
    };

    /// <inheritdoc/>
    /// <remarks>All other settings get there by their JSON names.</remarks>
    protected override void PrepareChatOptionsForRequest(ChatOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ResponseFormat = ResponseFormats.Read(ResponseFormat) ?? options.ResponseFormat;
    }

    private static void ThrowIfBelowOne(int value)
    {
        if (value < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(MaxTokens)} is {value}; it must be at least 1.");
        }
    }

    // What the procedure's own settings refuse is refused here, in the same words.
    private void Set<T>(ref T? field, T? value, Action<NudgingOptions, T>? check = null)
        where T : struct
    {
        ThrowIfFrozen();
        if (value is { } given)
        {
            check?.Invoke(new NudgingOptions(), given);
        }

        field = value;
    }
}
