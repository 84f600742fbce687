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
    /// <exception cref="ArgumentException">A setting of the request is out of range or not of its kind, or its JSON schema cannot be kept to.</exception>
    /// <exception cref="NotSupportedException">The JSON schema of the request has a feature that is not supported.</exception>
    public static NudgingOptions Combine(NudgingOptions defaults, ChatOptions? request)
    {
        NudgingOptions settings = defaults.Clone();
        RequestSettings.Apply(settings, request?.AdditionalProperties ?? []);
        settings.MaxOutputTokens = request?.MaxOutputTokens ?? settings.MaxOutputTokens;
        settings.Temperature = request?.Temperature ?? settings.Temperature;
        settings.TopP = request?.TopP ?? settings.TopP;
        settings.TopK = request?.TopK ?? settings.TopK;
        settings.FrequencyPenalty = request?.FrequencyPenalty ?? settings.FrequencyPenalty;
        settings.PresencePenalty = request?.PresencePenalty ?? settings.PresencePenalty;
        settings.Seed = request?.Seed ?? settings.Seed;
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
        if (request?.ContinuationToken is not null)
        {
            throw new NotSupportedException($"{nameof(ChatOptions.ContinuationToken)} is set; an answer cannot be resumed.");
        }
    }

    /// <summary>Lists the functions that a request lets the model call.</summary>
    /// <param name="request">What the request sets.</param>
    /// <returns>The functions; empty where there are none or they are not to be called.</returns>
    public static IReadOnlyList<AITool> Tools(ChatOptions? request) =>
        request is { Tools.Count: > 0, ToolMode: not NoneChatToolMode } ? [.. request.Tools] : [];

    /// <summary>Lists the functions of which a request requires that one is called.</summary>
    /// <param name="request">What the request sets.</param>
    /// <returns>The functions; empty where none has to be.</returns>
    /// <exception cref="ArgumentException">The request offers no such function.</exception>
    public static IReadOnlyList<AIFunctionDeclaration> RequiredFunctions(ChatOptions? request)
    {
        if (request?.ToolMode is not RequiredChatToolMode mode)
        {
            return [];
        }

        AIFunctionDeclaration[] functions =
        [
            .. Tools(request).OfType<AIFunctionDeclaration>().Where(function => mode.RequiredFunctionName is null || function.Name == mode.RequiredFunctionName),
        ];
        return functions.Length > 0
            ? functions
            : throw new ArgumentException(
                $"{nameof(ChatOptions.ToolMode)} requires a call of {mode.RequiredFunctionName ?? "a function"}, which {nameof(ChatOptions.Tools)} does not hold.");
    }

    /// <summary>Names the options that make no difference.</summary>
    /// <param name="request">What the request sets.</param>
    /// <param name="modelId">The model that answers.</param>
    /// <param name="ignoresTools">Whether only text comes of it.</param>
    /// <returns>The names.</returns>
    public static IEnumerable<string> Ignored(ChatOptions? request, string? modelId, bool ignoresTools)
    {
        if (request is null)
        {
            yield break;
        }

        if (ignoresTools && Tools(request).Count > 0)
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
}
