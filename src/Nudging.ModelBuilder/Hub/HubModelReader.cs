using System.Text.Json;

namespace Nudging.ModelBuilder.Hub;

/// <summary>Reads the hub's description of a model.</summary>
internal static class HubModelReader
{
    /// <summary>The size above which a description is refused.</summary>
    public const int MaxBytes = 32 * 1024 * 1024;

    private const int MaxFiles = 100_000;

    // 2^50 bytes, more than any disk of a user has.
    private const long MaxSize = 1L << 50;

    /// <summary>Reads a description.</summary>
    /// <exception cref="HubException">The text is not a description, or holds values that no repository has.</exception>
    public static HubModel Read(ReadOnlyMemory<byte> json, string repository, string revision)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            string commit = Text(root, "sha") ?? throw Wrong(repository, "names no commit");
            if (!HubNames.IsCommit(commit))
            {
                throw Wrong(repository, $"names the commit '{HubNames.Show(commit)}'; a commit is 40 hexadecimal digits");
            }

            return new HubModel
            {
                Repository = repository,
                Revision = revision,
                Commit = commit,
                IsGated = Find(root, "gated") is { ValueKind: JsonValueKind.True or JsonValueKind.String },
                License = ReadLicense(root),
                Files = ReadFiles(root, repository),
                Parameters = ReadParameters(root),
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new HubException(HubError.Other, $"{repository}: the answer of the server is not the description of a model. Check HF_ENDPOINT.", e);
        }
    }

    private static List<HubFile> ReadFiles(JsonElement root, string repository)
    {
        if (Find(root, "siblings") is not { ValueKind: JsonValueKind.Array } siblings)
        {
            throw Wrong(repository, "lists no files");
        }

        if (siblings.GetArrayLength() > MaxFiles)
        {
            throw Wrong(repository, FormattableString.Invariant($"lists {siblings.GetArrayLength()} files; at most {MaxFiles} are read"));
        }

        var files = new List<HubFile>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonElement sibling in siblings.EnumerateArray())
        {
            string path = Text(sibling, "rfilename") ?? throw Wrong(repository, "lists a file without a name");
            if (!seen.Add(path))
            {
                throw Wrong(repository, $"lists the file '{HubNames.Show(path)}' twice");
            }

            JsonElement? large = Find(sibling, "lfs") is { ValueKind: JsonValueKind.Object } found ? found : null;
            files.Add(new HubFile
            {
                Path = path,
                Size = ReadSize(large ?? sibling, repository, path) ?? ReadSize(sibling, repository, path) ?? -1,
                Sha256 = ReadHash(large, "sha256", 64),
                BlobId = large is null ? ReadHash(sibling, "blobId", 40) : null,
            });
        }

        files.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return files;
    }

    private static long? ReadSize(JsonElement element, string repository, string path)
    {
        if (Find(element, "size") is not { ValueKind: JsonValueKind.Number } number)
        {
            return null;
        }

        return number.TryGetInt64(out long size) && size is >= 0 and <= MaxSize
            ? size
            : throw Wrong(repository, FormattableString.Invariant($"states the size {HubNames.Show(number.GetRawText())} of '{HubNames.Show(path)}'; a size is from 0 to {MaxSize} bytes"));
    }

    private static string? ReadHash(JsonElement? element, string name, int length) =>
        element is { } found && Text(found, name) is string hash && hash.Length == length && HubNames.IsBlobName(hash) ? hash : null;

    private static string? ReadLicense(JsonElement root)
    {
        if (Find(root, "cardData") is { ValueKind: JsonValueKind.Object } card)
        {
            string? license = Text(card, "license");
            string? name = license is null or "other" ? Text(card, "license_name") : null;
            if ((name ?? license) is string stated)
            {
                return HubNames.Show(stated);
            }
        }

        const string Prefix = "license:";
        return Find(root, "tags") is { ValueKind: JsonValueKind.Array } tags
            && tags.EnumerateArray().Select(tag => tag.ValueKind == JsonValueKind.String ? tag.GetString()! : string.Empty)
                .FirstOrDefault(tag => tag.StartsWith(Prefix, StringComparison.Ordinal)) is string found
            ? HubNames.Show(found[Prefix.Length..])
            : null;
    }

    private static Dictionary<string, long> ReadParameters(JsonElement root)
    {
        var counts = new Dictionary<string, long>();
        if (Find(root, "safetensors") is { ValueKind: JsonValueKind.Object } safetensors
            && Find(safetensors, "parameters") is { ValueKind: JsonValueKind.Object } parameters)
        {
            foreach (JsonProperty type in parameters.EnumerateObject())
            {
                if (type.Value.ValueKind == JsonValueKind.Number && type.Value.TryGetInt64(out long count) && count is >= 0 and <= MaxSize)
                {
                    counts[type.Name] = count;
                }
            }
        }

        return counts;
    }

    private static JsonElement? Find(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) ? value : null;

    private static string? Text(JsonElement element, string name) =>
        Find(element, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static HubException Wrong(string repository, string what) => new(HubError.Unsafe, $"{repository}: the hub's description {what}.");
}
