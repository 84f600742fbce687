namespace Nudging.Tool.Convert;

/// <summary>The comparison of a converted model with a float32 model on a text.</summary>
internal sealed record CheckReport
{
    /// <summary>The text in words: its source.</summary>
    public required string Text { get; init; }

    /// <summary>The number of tokens of the text.</summary>
    public required int Tokens { get; init; }

    /// <summary>The share of positions at which both models have the same most probable token.</summary>
    public required double Top1Agreement { get; init; }

    /// <summary>The mean Kullback-Leibler divergence from the float32 model, in nats.</summary>
    public required double MeanDivergence { get; init; }

    /// <summary>The perplexity of the text under the converted model.</summary>
    public required double Perplexity { get; init; }

    /// <summary>The perplexity of the text under the float32 model.</summary>
    public required double ReferencePerplexity { get; init; }
}
