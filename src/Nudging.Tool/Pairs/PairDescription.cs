using Nudging.ModelBuilder.Conversion;

namespace Nudging.Tool.Pairs;

/// <summary>A known pair with its computed sizes, in the shape that --json writes.</summary>
internal sealed record PairDescription
{
    /// <summary>The name for <c>nudge get</c>.</summary>
    public required string Name { get; init; }

    public required string Base { get; init; }

    public required string Aligned { get; init; }

    public required IReadOnlyList<string> Licenses { get; init; }

    /// <summary>Whether the terms of a model have to be accepted on its page.</summary>
    public required bool IsGated { get; init; }

    public required bool SharesTokenizer { get; init; }

    public required long BaseParameters { get; init; }

    public required long AlignedParameters { get; init; }

    /// <summary>The bytes of both folders at int4 on the CPU.</summary>
    public required long Int4Bytes { get; init; }

    /// <summary>The memory of both models at int4 on the CPU with <see cref="SizeEstimate.ContextTokens"/> tokens of context.</summary>
    public required long MemoryBytes { get; init; }

    public static PairDescription Of(KnownPair pair)
    {
        KnownModel[] models = [KnownPairs.All.Models[pair.Base], KnownPairs.All.Models[pair.Aligned]];
        return new()
        {
            Name = pair.Name,
            Base = pair.Base,
            Aligned = pair.Aligned,
            Licenses = [.. models.Select(model => model.License).Distinct()],
            IsGated = models.Any(model => model.Gated),
            SharesTokenizer = pair.SharesTokenizer,
            BaseParameters = models[0].Parameters,
            AlignedParameters = models[1].Parameters,
            Int4Bytes = models.Sum(FolderBytes),
            MemoryBytes = models.Sum(model => SizeEstimate.MemoryBytes(FolderBytes(model), model.CacheValuesPerToken, model.Context, ConversionTarget.Cpu)),
        };
    }

    private static long FolderBytes(KnownModel model) => SizeEstimate.FolderBytes(model.Parameters, ConversionTarget.Cpu, WeightPrecision.Int4);
}
