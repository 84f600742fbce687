using System.Text.Json;

namespace Nudging.Tool.Pairs;

/// <summary>The list of known pairs: known-pairs.json.</summary>
internal sealed record KnownPairs
{
    private static readonly Lazy<KnownPairs> Instance = new(Read);

    /// <summary>The list.</summary>
    public static KnownPairs All => Instance.Value;

    /// <summary>The models by repository.</summary>
    public required IReadOnlyDictionary<string, KnownModel> Models { get; init; }

    public required IReadOnlyList<KnownPair> Pairs { get; init; }

    /// <summary>Finds a pair by its name, in any case.</summary>
    /// <returns>The pair; null where no pair has the name.</returns>
    public KnownPair? Find(string name) => Pairs.FirstOrDefault(pair => string.Equals(pair.Name, name, StringComparison.OrdinalIgnoreCase));

    private static KnownPairs Read()
    {
        using Stream stream = typeof(KnownPairs).Assembly.GetManifestResourceStream("known-pairs.json")!;
        return JsonSerializer.Deserialize<KnownPairs>(stream, JsonSerializerOptions.Web)!;
    }
}
