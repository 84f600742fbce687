namespace Nudging.ModelBuilder.Decoders;

/// <summary>
/// A layer: two branches, attention and feed-forward, each with an optional norm of its input and of its output, and each
/// added to the hidden state.
/// </summary>
internal sealed record LayerDescription
{
    public required AttentionDescription Attention { get; init; }

    public required FeedForwardDescription FeedForward { get; init; }

    /// <summary>Gets the norm before attention; <see langword="null"/> where attention reads the hidden state itself.</summary>
    public NormDescription? AttentionNorm { get; init; }

    /// <summary>Gets the norm of the output of attention.</summary>
    public NormDescription? PostAttentionNorm { get; init; }

    /// <summary>Gets the norm before the feed-forward network; <see langword="null"/> in a parallel layer where both branches read the same norm.</summary>
    public NormDescription? FeedForwardNorm { get; init; }

    /// <summary>Gets the norm of the output of the feed-forward network.</summary>
    public NormDescription? PostFeedForwardNorm { get; init; }

    /// <summary>Gets a value indicating whether the feed-forward network reads the state before attention.</summary>
    public bool IsParallel { get; init; }

    /// <summary>Gets the factor of the output of each branch.</summary>
    public float ResidualMultiplier { get; init; } = 1;
}
