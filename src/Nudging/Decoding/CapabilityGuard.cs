using Nudging.Models;

namespace Nudging.Decoding;

/// <summary>Refuses requests that need a capability that a model lacks, before any work is done.</summary>
internal static class CapabilityGuard
{
    /// <summary>Refuses a request that one model of a pair cannot serve.</summary>
    /// <param name="baseModel">The base model's description.</param>
    /// <param name="alignedModel">The aligned model's description.</param>
    /// <param name="options">The settings of the request.</param>
    /// <exception cref="NotSupportedException">A capability is missing. The message names the option and the model.</exception>
    public static void ThrowIfUnsupported(LanguageModelInfo baseModel, LanguageModelInfo alignedModel, NudgingOptions options)
    {
        ThrowIfUnconstrained("base model", baseModel, options);
        ThrowIfUnconstrained("aligned model", alignedModel, options);
        if (options.LogProbabilities && !baseModel.Capabilities.LogProbabilities)
        {
            throw new NotSupportedException(
                $"{nameof(NudgingOptions.LogProbabilities)} is true, but the engine '{baseModel.ProviderName}' of the base model '{baseModel.Name}' does not have log-probabilities. Leave the option false, or use an engine that has log-probabilities ({nameof(LanguageModelCapabilities)}.{nameof(LanguageModelCapabilities.LogProbabilities)}).");
        }
    }

    /// <summary>Refuses a constraint that a model's engine does not enforce.</summary>
    /// <param name="role">The model's role, for the message.</param>
    /// <param name="model">The model's description.</param>
    /// <param name="options">The settings of the request.</param>
    /// <exception cref="NotSupportedException">The engine does not enforce constraints. The message names the option and the model.</exception>
    public static void ThrowIfUnconstrained(string role, LanguageModelInfo model, NudgingOptions options)
    {
        if (options.Constraint is not null && !model.Capabilities.Constraints)
        {
            throw new NotSupportedException(
                $"{nameof(NudgingOptions.Constraint)} is set (by the request itself, by its ResponseFormat or by a required tool call), but the engine '{model.ProviderName}' of the {role} '{model.Name}' does not enforce constraints. Ask for text without a required tool call, or use an engine that enforces constraints ({nameof(LanguageModelCapabilities)}.{nameof(LanguageModelCapabilities.Constraints)}).");
        }
    }
}
