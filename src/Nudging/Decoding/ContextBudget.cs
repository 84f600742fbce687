using System.Globalization;
using Nudging.Models;

namespace Nudging.Decoding;

/// <summary>Computes, before the first forward pass, the room that two prompts leave in the contexts of their models.</summary>
internal static class ContextBudget
{
    /// <summary>Refuses a request whose prompts leave no room for the shortest answer: for one token, or for the shortest text that a constraint allows.</summary>
    /// <param name="request">The request.</param>
    /// <exception cref="ContextLengthExceededException">A prompt fills its model's context.</exception>
    public static void ThrowIfFull(PreparedRequest request)
    {
        ThrowIfFull("base model", request.BaseModel.Info, request.BasePromptTokens, request.MinBaseAnswerTokens);
        ThrowIfFull("aligned model", request.AlignedModel.Info, request.AlignedPromptTokens, request.MinAlignedAnswerTokens);
    }

    /// <summary>Tells whether both contexts have room for the maximum number of output tokens. Half of a context is always enough room.</summary>
    /// <param name="request">The request; its settings have the maximum number of output tokens.</param>
    public static bool HasRoom(PreparedRequest request) =>
        HasRoom(request.BaseModel.Info, request.BasePromptTokens, request.Options.MaxOutputTokens)
        && HasRoom(request.AlignedModel.Info, request.AlignedPromptTokens, request.Options.MaxOutputTokens);

    private static bool HasRoom(LanguageModelInfo model, int promptTokens, int answerTokens) =>
        model.ContextLength - promptTokens >= Math.Min(answerTokens, model.ContextLength / 2);

    /// <summary>Refuses a prompt that leaves no room for the shortest answer.</summary>
    /// <param name="role">The model's role, for the message.</param>
    /// <param name="model">The model's description.</param>
    /// <param name="promptTokens">The number of tokens of the prompt.</param>
    /// <param name="minAnswerTokens">The number of tokens of the shortest answer.</param>
    /// <exception cref="ContextLengthExceededException">The prompt leaves no room.</exception>
    public static void ThrowIfFull(string role, LanguageModelInfo model, int promptTokens, int minAnswerTokens)
    {
        if (promptTokens + minAnswerTokens > model.ContextLength)
        {
            string shortest = minAnswerTokens > 1 ? string.Create(CultureInfo.InvariantCulture, $": the shortest that the constraint allows has {minAnswerTokens} tokens") : "";
            throw new ContextLengthExceededException(string.Create(
                CultureInfo.InvariantCulture,
                $"The prompt of the {role} '{model.Name}' has {promptTokens} tokens and its context {model.ContextLength}, so that no answer fits{shortest}. Send fewer or shorter messages, set a chat reducer that shortens long chats (ContextReducer), or use a model with a longer context."));
        }
    }
}
