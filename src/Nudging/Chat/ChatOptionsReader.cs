using System.Text.Json;
using Microsoft.Extensions.AI;
using Nudging.Constraints;
using Nudging.Decoding;

namespace Nudging.Chat;

/// <summary>Reads the options of a request, and finds the options that have no effect.</summary>
internal static class ChatOptionsReader
{
    private static readonly string[] PairOptions =
    [
        nameof(NudgingOptions.Threshold), nameof(NudgingOptions.Lookahead), nameof(NudgingOptions.MaxRounds), nameof(NudgingOptions.Mode), nameof(NudgingOptions.LogProbabilities),
    ];

    /// <summary>Combines the options of a client with those of one request.</summary>
    /// <param name="defaults">The options of the client; not changed.</param>
    /// <param name="request">The request; <see langword="null"/> for none.</param>
    /// <returns>A copy of the client's options with those of the request.</returns>
    /// <exception cref="ArgumentException">An option of the request is out of range or of another type, or no text can follow its JSON schema.</exception>
    /// <exception cref="NotSupportedException">The JSON schema of the request has a feature that is not supported.</exception>
    public static NudgingOptions Combine(NudgingOptions defaults, ChatOptions? request)
    {
        NudgingOptions settings = defaults.Clone();
        RequestSettings.Apply(settings, request);
        settings.Constraint = request?.ResponseFormat switch
        {
            null => settings.Constraint,
            ChatResponseFormatJson { Schema: JsonElement schema } => TextConstraint.ClosedJsonSchema(schema),
            ChatResponseFormatJson => TextConstraint.JsonObject,
            _ => null,
        };
        return settings;
    }

    /// <summary>Puts the instructions of a request before its messages.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="request">The request; <see langword="null"/> for none.</param>
    /// <returns>The messages of the prompts, at least one.</returns>
    /// <exception cref="ArgumentException">The request has no message.</exception>
    public static IReadOnlyList<ChatMessage> Messages(IEnumerable<ChatMessage> messages, ChatOptions? request)
    {
        ArgumentNullException.ThrowIfNull(messages);
        List<ChatMessage> all = [.. messages];
        if (all.Count == 0)
        {
            throw new ArgumentException("The request has no message; it must have at least one.", nameof(messages));
        }

        if (!string.IsNullOrEmpty(request?.Instructions))
        {
            all.Insert(0, new ChatMessage(ChatRole.System, request.Instructions));
        }

        return all;
    }

    /// <summary>Refuses a request that continues an earlier answer.</summary>
    /// <param name="request">The request; <see langword="null"/> for none.</param>
    /// <exception cref="NotSupportedException">The request continues an earlier answer.</exception>
    public static void ThrowIfUnsupported(ChatOptions? request)
    {
        if (request?.ContinuationToken is not null)
        {
            throw new NotSupportedException($"{nameof(ChatOptions.ContinuationToken)} is set; it must be null, because an answer cannot be resumed.");
        }
    }

    /// <summary>Lists the functions that a request lets the model call.</summary>
    /// <param name="request">The request; <see langword="null"/> for none.</param>
    /// <returns>The functions; empty where the request has none or forbids calls.</returns>
    public static IReadOnlyList<AITool> Tools(ChatOptions? request) =>
        request is { Tools.Count: > 0, ToolMode: not NoneChatToolMode } ? [.. request.Tools] : [];

    /// <summary>Lists the functions of which the model must call one.</summary>
    /// <param name="request">The request; <see langword="null"/> for none.</param>
    /// <returns>The functions; empty where the request requires no call.</returns>
    /// <exception cref="ArgumentException">The request requires a call of a function that it does not offer.</exception>
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
                $"{nameof(ChatOptions.ToolMode)} requires a call of {mode.RequiredFunctionName ?? "a function"}; {nameof(ChatOptions.Tools)} must contain that function.");
    }

    /// <summary>Names the options of a request that have no effect.</summary>
    /// <param name="request">The request; <see langword="null"/> for none.</param>
    /// <param name="modelId">The model that answers.</param>
    /// <param name="isPair">Whether a pair answers. One model has no use for tools and for the options of the nudging procedure.</param>
    /// <returns>The names.</returns>
    public static IEnumerable<string> Ignored(ChatOptions? request, string? modelId, bool isPair)
    {
        if (request is null)
        {
            yield break;
        }

        if (!isPair)
        {
            if (Tools(request).Count > 0)
            {
                yield return nameof(ChatOptions.Tools);
            }

            foreach (string option in RequestSettings.NamesByKey(request).Intersect(PairOptions))
            {
                yield return option;
            }
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
