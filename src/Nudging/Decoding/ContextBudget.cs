using System.Globalization;
using Nudging.Models;

namespace Nudging.Decoding;

/// <summary>How much room two prompts leave in the contexts of their models. Known before anything is computed.</summary>
internal static class ContextBudget
{
    /// <summary>Refuses prompts that leave no room for a single token of an answer.</summary>
    /// <param name="baseModel">The base model.</param>
    /// <param name="alignedModel">The aligned model.</param>
    /// <param name="prompts">Their prompts.</param>
    /// <exception cref="ContextLengthExceededException">A prompt fills its model's context.</exception>
    public static void ThrowIfFull(ILanguageModel baseModel, ILanguageModel alignedModel, NudgingPrompts prompts)
    {
        ThrowIfFull("base", baseModel, prompts.Base);
        ThrowIfFull("aligned", alignedModel, prompts.Aligned);
    }

    /// <summary>Tells whether an answer of some length fits, as far as it need not take more than half of a context.</summary>
    /// <param name="baseModel">The base model.</param>
    /// <param name="alignedModel">The aligned model.</param>
    /// <param name="prompts">Their prompts.</param>
    /// <param name="tokens">How long the answer may get.</param>
    public static bool HasRoom(ILanguageModel baseModel, ILanguageModel alignedModel, NudgingPrompts prompts, int tokens) =>
        HasRoom(baseModel, prompts.Base, tokens) && HasRoom(alignedModel, prompts.Aligned, tokens);

    private static bool HasRoom(ILanguageModel model, string prompt, int tokens) =>
        model.Info.ContextLength - model.CountPromptTokens(prompt) >= Math.Min(tokens, model.Info.ContextLength / 2);

    private static void ThrowIfFull(string role, ILanguageModel model, string prompt)
    {
        int tokens = model.CountPromptTokens(prompt);
        if (tokens >= model.Info.ContextLength)
        {
            throw new ContextLengthExceededException(string.Create(
                CultureInfo.InvariantCulture,
                $"The prompt of the {role} model '{model.Info.Name}' has {tokens} tokens and its context {model.Info.ContextLength}, so that no answer fits. Send fewer or shorter messages, set a chat reducer that shortens long chats (ContextReducer), or use a model with a longer context."));
        }
    }
}
