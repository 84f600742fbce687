using System.Collections.Frozen;
using Nudging.Decoding;

namespace Nudging.Chat;

/// <summary>The settings that a request may carry by name.</summary>
/// <remarks>
/// Those that <c>ChatOptions</c> has properties for are among them: what a caller's converter could not read ends up by
/// its name, and is read or refused here rather than passed over.
/// </remarks>
internal static class RequestSettings
{
    private static readonly FrozenDictionary<string, Action<NudgingOptions, SettingValue>> Readers =
        new Dictionary<string, Action<NudgingOptions, SettingValue>>
        {
            ["temperature"] = (options, value) => options.Temperature = (float)value.Number(),
            ["top_p"] = (options, value) => options.TopP = (float)value.Number(),
            ["top_k"] = (options, value) => options.TopK = value.WholeNumber(),
            [NudgingMetadata.MinP] = (options, value) => options.MinP = (float)value.Number(),
            ["seed"] = (options, value) => options.Seed = value.LongNumber(),
            ["max_tokens"] = (options, value) => options.MaxOutputTokens = value.WholeNumber(),
            ["stop_sequences"] = (options, value) => options.StopSequences = value.Texts(),
            ["frequency_penalty"] = (options, value) => options.FrequencyPenalty = (float)value.Number(),
            ["presence_penalty"] = (options, value) => options.PresencePenalty = (float)value.Number(),
            [NudgingMetadata.RepetitionPenalty] = (options, value) => options.RepetitionPenalty = (float)value.Number(),
            [NudgingMetadata.LogProbabilities] = (options, value) => options.LogProbabilities = value.Flag(),
            [NudgingMetadata.Threshold] = (options, value) => options.Threshold = (float)value.Number(),
            [NudgingMetadata.Lookahead] = (options, value) => options.Lookahead = value.WholeNumber(),
            [NudgingMetadata.MaxRounds] = (options, value) => options.MaxRounds = value.WholeNumber(),
            [NudgingMetadata.Mode] = (options, value) => options.Mode = value.Choice<NudgingMode>(),
        }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes the settings over that are known.</summary>
    /// <param name="options">Where to.</param>
    /// <param name="settings">What the request says by name; others are left alone.</param>
    /// <exception cref="ArgumentException">A value cannot be read or is out of range.</exception>
    public static void Apply(NudgingOptions options, IEnumerable<KeyValuePair<string, object?>> settings)
    {
        foreach ((string name, object? value) in settings)
        {
            SettingValue setting = new(name, value);
            if (!setting.IsNull && Readers.TryGetValue(name, out Action<NudgingOptions, SettingValue>? read))
            {
                read(options, setting);
            }
        }
    }
}
