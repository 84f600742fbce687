using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Nudging.Constraints;
using Nudging.Decoding;

namespace Nudging.Chat;

/// <summary>Reads what a request asks for, and tells what of it a text generator cannot do.</summary>
internal static class ChatOptionsReader
{
    /// <summary>Combines the settings of a client with those of one request.</summary>
    /// <param name="defaults">The settings of the client; not changed.</param>
    /// <param name="request">What the request sets; <see langword="null"/> for nothing.</param>
    /// <returns>A copy of the client's settings with those of the request.</returns>
    /// <exception cref="ArgumentException">A setting of the request is out of range or no number, or its JSON schema cannot be kept to.</exception>
    /// <exception cref="NotSupportedException">The JSON schema of the request has a feature that is not supported.</exception>
    public static NudgingOptions Combine(NudgingOptions defaults, ChatOptions? request)
    {
        NudgingOptions settings = defaults.Clone();
        settings.Threshold = Number(request, NudgingMetadata.Threshold) is { } threshold ? (float)threshold : settings.Threshold;
        settings.Lookahead = WholeNumber(request, NudgingMetadata.Lookahead) ?? settings.Lookahead;
        settings.MaxOutputTokens = request?.MaxOutputTokens ?? settings.MaxOutputTokens;
        settings.Temperature = request?.Temperature ?? settings.Temperature;
        settings.TopP = request?.TopP ?? settings.TopP;
        settings.TopK = request?.TopK ?? settings.TopK;
        settings.MinP = Number(request, NudgingMetadata.MinP) is { } minP ? (float)minP : settings.MinP;
        settings.FrequencyPenalty = request?.FrequencyPenalty ?? settings.FrequencyPenalty;
        settings.PresencePenalty = request?.PresencePenalty ?? settings.PresencePenalty;
        settings.RepetitionPenalty = Number(request, NudgingMetadata.RepetitionPenalty) is { } penalty ? (float)penalty : settings.RepetitionPenalty;
        settings.Seed = request?.Seed ?? settings.Seed;
        settings.LogProbabilities = Flag(request, NudgingMetadata.LogProbabilities) ?? settings.LogProbabilities;
        settings.Constraint = request?.ResponseFormat switch
        {
            null => settings.Constraint,
            ChatResponseFormatJson { Schema: JsonElement schema } => TextConstraint.JsonSchema(schema),
            ChatResponseFormatJson => TextConstraint.JsonObject,
            _ => null,
        };
        settings.StopSequences = request?.StopSequences is { } stopSequences ? [.. stopSequences] : settings.StopSequences;
        return settings;
    }

    /// <summary>Puts the instructions of a request before its messages.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="request">What the request sets.</param>
    /// <returns>The messages of the prompts, at least one.</returns>
    /// <exception cref="ArgumentException">There is no message.</exception>
    public static IReadOnlyList<ChatMessage> Messages(IEnumerable<ChatMessage> messages, ChatOptions? request)
    {
        ArgumentNullException.ThrowIfNull(messages);
        List<ChatMessage> all = [.. messages];
        if (all.Count == 0)
        {
            throw new ArgumentException("There is no message to answer.", nameof(messages));
        }

        if (!string.IsNullOrEmpty(request?.Instructions))
        {
            all.Insert(0, new ChatMessage(ChatRole.System, request.Instructions));
        }

        return all;
    }

    /// <summary>Refuses a request whose answer would break a promise that the caller relies on.</summary>
    /// <param name="request">What the request sets.</param>
    /// <exception cref="NotSupportedException">The request needs what the pair cannot do.</exception>
    public static void ThrowIfUnsupported(ChatOptions? request)
    {
        if (request?.ToolMode is RequiredChatToolMode)
        {
            throw new NotSupportedException($"{nameof(ChatOptions.ToolMode)} requires a tool call; only text can be generated.");
        }

        if (request?.ContinuationToken is not null)
        {
            throw new NotSupportedException($"{nameof(ChatOptions.ContinuationToken)} is set; an answer cannot be resumed.");
        }
    }

    /// <summary>Names the options that make no difference, since only text comes of it.</summary>
    /// <param name="request">What the request sets.</param>
    /// <param name="modelId">The model that answers.</param>
    /// <returns>The names.</returns>
    public static IEnumerable<string> Ignored(ChatOptions? request, string? modelId)
    {
        if (request is null)
        {
            yield break;
        }

        if (request.Tools is { Count: > 0 } && request.ToolMode is not NoneChatToolMode)
        {
            yield return nameof(ChatOptions.Tools);
        }

        if (request.Reasoning is not null)
        {
            yield return nameof(ChatOptions.Reasoning);
        }

        if (request.ModelId is not null && request.ModelId != modelId)
        {
            yield return nameof(ChatOptions.ModelId);
        }
    }

    private static int? WholeNumber(ChatOptions? request, string name) => Number(request, name) switch
    {
        null => null,
        { } value when value == Math.Truncate(value) && Math.Abs(value) <= int.MaxValue => (int)value,
        { } value => throw new ArgumentException(
            string.Create(CultureInfo.InvariantCulture, $"The setting '{name}' is {value}; it must be a whole number.")),
    };

    private static bool? Flag(ChatOptions? request, string name) => Value(request, name) switch
    {
        null or JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => null,
        bool flag => flag,
        var value => bool.TryParse(value.ToString(), out bool flag)
            ? flag
            : throw new ArgumentException($"The setting '{name}' is '{value}' ({value.GetType().Name}); it must be true or false."),
    };

    private static object? Value(ChatOptions? request, string name)
    {
        object? value = null;
        request?.AdditionalProperties?.TryGetValue(name, out value);
        return value;
    }

    // Settings arrive as whatever the caller's dictionary, JSON file or serializer made of them.
    private static double? Number(ChatOptions? request, string name)
    {
        object? value = Value(request, name);
        return value switch
        {
            null or JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => null,
            JsonElement { ValueKind: JsonValueKind.Number } element => element.GetDouble(),
            JsonElement { ValueKind: JsonValueKind.String } element => Parse(element.GetString()!, name),
            string text => Parse(text, name),
            float or double or decimal or sbyte or byte or short or ushort or int or uint or long or ulong =>
                Convert.ToDouble(value, CultureInfo.InvariantCulture),
            _ => throw NotANumber(name, value),
        };
    }

    private static double Parse(string text, string name) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : throw NotANumber(name, text);

    private static ArgumentException NotANumber(string name, object value) =>
        new($"The setting '{name}' is '{value}' ({value.GetType().Name}); it must be a number.");
}
