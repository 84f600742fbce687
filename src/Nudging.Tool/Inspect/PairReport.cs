namespace Nudging.Tool.Inspect;

/// <summary>The description of a pair of models, in the shape that --json writes.</summary>
internal sealed record PairReport
{
    // Tokenizers differ on words, digits, white space, letters beyond ASCII, surrogate pairs, code and quotes.
    private static readonly string[] Probes =
    [
        "The capital of Peru is Lima.",
        "In 2024, 1234567 people paid $3.50; that is 12.5% more.",
        "  two  spaces\n\n\tand a tab\r\n ",
        "Crème brûlée, naïve Straße, Ελληνικά, русский, עברית",
        "日本語のテキスト。中文，한국어",
        "👩‍🚀 and 🇵🇪!",
        "for (int i = 0; i < n; i++) { x[i] += \"a\\n\"; }",
        "I'm sure they'll say \"don't\" — won't they?",
        "aaaaaaaaaaaaaaaa ================ ................",
    ];

    public required ModelReport Base { get; init; }

    public required ModelReport Aligned { get; init; }

    /// <summary>The number of ids that have different tokens, or a token in one model only.</summary>
    public required int DifferentTokens { get; init; }

    /// <summary>The probe texts that have different tokens.</summary>
    public required IReadOnlyList<string> DifferentTexts { get; init; }

    public bool SharesTokenizer => DifferentTokens == 0 && DifferentTexts.Count == 0;

    /// <summary>Whether the pair can be used: both models without faults, and a chat template that renders.</summary>
    public bool Fits => Base.CanBeBase && Aligned.CanBeAligned;

    public long WeightBytes => Base.Weights.Bytes + Aligned.Weights.Bytes;

    public long CacheBytesPerToken => Base.Cache.BytesPerToken + Aligned.Cache.BytesPerToken;

    /// <summary>The weights, and one full cache of each model.</summary>
    public long BytesOfContexts => Base.BytesOfContext + Aligned.BytesOfContext;

    /// <summary>The weights, and all caches of both models, full.</summary>
    public long BytesOfSlots => Base.BytesOfSlots + Aligned.BytesOfSlots;

    public static PairReport Of(InspectedModel baseModel, InspectedModel alignedModel)
    {
        IReadOnlyDictionary<int, string> one = baseModel.Tokens.Tokens;
        IReadOnlyDictionary<int, string> other = alignedModel.Tokens.Tokens;
        return new()
        {
            Base = baseModel.Report,
            Aligned = alignedModel.Report,
            DifferentTokens = one.Keys.Union(other.Keys).Count(id => one.GetValueOrDefault(id) != other.GetValueOrDefault(id)),
            DifferentTexts = [.. Probes.Where(text => !baseModel.Tokenizer.Encode(text).Ids.SequenceEqual(alignedModel.Tokenizer.Encode(text).Ids))],
        };
    }
}
