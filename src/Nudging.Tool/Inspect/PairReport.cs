namespace Nudging.Tool.Inspect;

/// <summary>How the models of a pair go together, in the shape that --json writes.</summary>
internal sealed record PairReport
{
    // What tokenizers tell apart: words, numbers, space, letters beyond ASCII, characters beyond one unit, code, quotes.
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

    /// <summary>How many ids stand for different tokens, or for one in one model only.</summary>
    public required int DifferentTokens { get; init; }

    /// <summary>The probe texts that have different tokens.</summary>
    public required IReadOnlyList<string> DifferentTexts { get; init; }

    public bool SharesTokenizer => DifferentTokens == 0 && DifferentTexts.Count == 0;

    public long WeightBytes => Base.Weights.Bytes + Aligned.Weights.Bytes;

    public long CacheBytesPerToken => Base.Cache.BytesPerToken + Aligned.Cache.BytesPerToken;

    /// <summary>The weights, and one cache of each model full.</summary>
    public long BytesOfContexts => WeightBytes + Base.Cache.BytesOfContext + Aligned.Cache.BytesOfContext;

    /// <summary>The weights, and all caches of both models full.</summary>
    public long BytesOfSlots => WeightBytes + Base.Cache.BytesOfSlots + Aligned.Cache.BytesOfSlots;

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
