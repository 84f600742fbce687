using System.Globalization;
using Nudging.Models;

namespace Nudging.Decoding;

/// <summary>Computes, before the first forward pass, the room that two prompts leave in the contexts of their models.</summary>
internal static class ContextBudget
{
    /// <summary>Refuses a request whose prompts leave no room for one token of an answer.</summary>
    /// <param name="request">The request.</param>
    /// <exception cref="ContextLengthExceededException">A prompt fills its model's context.</exception>
    public static void ThrowIfFull(PreparedRequest request)
    {
        ThrowIfFull("base", request.BaseModel.Info, request.BasePromptTokens);
        ThrowIfFull("aligned", request.AlignedModel.Info, request.AlignedPromptTokens);
    }

    /// <summary>Tells whether both contexts have room for the maximum number of output tokens. Half of a context is always enough room.</summary>
    /// <param name="request">The request; its settings have the maximum number of output tokens.</param>
    public static bool HasRoom(PreparedRequest request) =>
        HasRoom(request.BaseModel.Info, request.BasePromptTokens, request.Options.MaxOutputTokens)
        && HasRoom(request.AlignedModel.Info, request.AlignedPromptTokens, request.Options.MaxOutputTokens);

    private static bool HasRoom(LanguageModelInfo model, int promptTokens, int answerTokens) =>
        model.ContextLength - promptTokens >= Math.Min(answerTokens, model.ContextLength / 2);

    private static void ThrowIfFull(string role, LanguageModelInfo model, int promptTokens)
    {
        if (promptTokens >= model.ContextLength)
        {
            throw new ContextLengthExceededException(string.Create(
                CultureInfo.InvariantCulture,
                $"The prompt of the {role} model '{model.Name}' has {promptTokens} tokens and its context {model.ContextLength}, so that no answer fits. Send fewer or shorter messages, set a chat reducer that shortens long chats (ContextReducer), or use a model with a longer context."));
        }
    }
}
