namespace Nudging.ModelBuilder.Decoders;

/// <summary>A feed-forward network.</summary>
internal abstract record FeedForwardDescription;

/// <summary>down(act(gate(x)) · up(x)).</summary>
internal sealed record GatedFeedForward(LinearDescription Gate, LinearDescription Up, LinearDescription Down, Activation Activation) : FeedForwardDescription;

/// <summary>down(act(up(x))).</summary>
internal sealed record PlainFeedForward(LinearDescription Up, LinearDescription Down, Activation Activation) : FeedForwardDescription;

/// <summary>The sum of the outputs of the experts that a router chooses for a token, each times its probability.</summary>
internal sealed record MixtureOfExperts : FeedForwardDescription
{
    /// <summary>Gets the projection to a logit for each expert; the probabilities are the softmax over all experts.</summary>
    public required LinearDescription Router { get; init; }

    public required IReadOnlyList<GatedFeedForward> Experts { get; init; }

    /// <summary>Gets the number of experts for a token.</summary>
    public required int ExpertsPerToken { get; init; }

    /// <summary>Gets a value indicating whether the probabilities of the chosen experts are divided by their sum.</summary>
    public required bool IsNormalized { get; init; }
}
