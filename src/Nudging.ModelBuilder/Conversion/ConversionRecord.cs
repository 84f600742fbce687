using System.Text.Json;
using System.Text.Json.Nodes;
using Nudging.ModelBuilder.Checkpoints;

namespace Nudging.ModelBuilder.Conversion;

/// <summary>The record that a conversion leaves in the folder that it writes.</summary>
internal sealed record ConversionRecord
{
    public const string FileName = "nudging_conversion.json";

    /// <summary>Gets the name and version of the converter.</summary>
    public required string Converter { get; init; }

    /// <summary>Gets the family of the model: the <c>model_type</c> of config.json.</summary>
    public required string Family { get; init; }

    /// <summary>Gets the name of the model, such as <c>HuggingFaceTB/SmolLM2-135M</c>.</summary>
    public required string SourceName { get; init; }

    /// <summary>Gets the revision of the model; <see langword="null"/> where it is not known.</summary>
    public required string? SourceRevision { get; init; }

    public required ConversionTarget Target { get; init; }

    public required WeightPrecision Precision { get; init; }

    /// <summary>Gets the format of quantised matrices: the number of weights that share a scale; <see langword="null"/> where matrices are not quantised.</summary>
    public required int? BlockSize { get; init; }

    public required bool IsAsymmetric { get; init; }

    public required bool Keep8Bit { get; init; }

    /// <summary>Gets the accuracy level of quantised matrices; <see langword="null"/> where matrices are not quantised.</summary>
    public required int? AccuracyLevel { get; init; }

    public required int ContextLength { get; init; }

    /// <summary>Gets the hash of the source files, the options and the version of the converter.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Gets the length in bytes of each file.</summary>
    public required IReadOnlyDictionary<string, long> Files { get; init; }

    /// <summary>Reads the record of a folder; returns <see langword="null"/> where the folder has no record that can be read.</summary>
    public static ConversionRecord? TryRead(string folder)
    {
        try
        {
            JsonElement root = JsonFile.ReadObject(folder, FileName);
            return root.TryGetProperty("fingerprint", out _) ? Read(root) : null;
        }
        catch (Exception e) when (e is ModelConversionException or IOException or UnauthorizedAccessException or KeyNotFoundException
            or InvalidOperationException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Tells whether all files of the record are in a folder with their lengths.</summary>
    public bool IsWholeIn(string folder) =>
        Files.All(file => Path.GetFileName(file.Key) == file.Key && new FileInfo(Path.Combine(folder, file.Key)) is { Exists: true } found && found.Length == file.Value);

    public void Write(string path)
    {
        var files = new JsonObject();
        foreach ((string name, long bytes) in Files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            files[name] = bytes;
        }

        JsonText.Write(path, new()
        {
            ["converter"] = Converter,
            ["family"] = Family,
            ["source_name"] = SourceName,
            ["source_revision"] = SourceRevision,
            ["target"] = Target.ToString(),
            ["precision"] = Precision.ToString(),
            ["block_size"] = BlockSize,
            ["asymmetric"] = IsAsymmetric,
            ["keep_8bit"] = Keep8Bit,
            ["accuracy_level"] = AccuracyLevel,
            ["context_length"] = ContextLength,
            ["fingerprint"] = Fingerprint,
            ["files"] = files,
        });
    }

    private static ConversionRecord Read(JsonElement root) => new()
    {
        Converter = root.GetProperty("converter").GetString()!,
        Family = root.GetProperty("family").GetString()!,
        SourceName = root.GetProperty("source_name").GetString()!,
        SourceRevision = root.GetProperty("source_revision").GetString(),
        Target = Enum.Parse<ConversionTarget>(root.GetProperty("target").GetString()!),
        Precision = Enum.Parse<WeightPrecision>(root.GetProperty("precision").GetString()!),
        BlockSize = Optional(root.GetProperty("block_size")),
        IsAsymmetric = root.GetProperty("asymmetric").GetBoolean(),
        Keep8Bit = root.GetProperty("keep_8bit").GetBoolean(),
        AccuracyLevel = Optional(root.GetProperty("accuracy_level")),
        ContextLength = root.GetProperty("context_length").GetInt32(),
        Fingerprint = root.GetProperty("fingerprint").GetString()!,
        Files = root.GetProperty("files").EnumerateObject().ToDictionary(file => file.Name, file => file.Value.GetInt64()),
    };

    private static int? Optional(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : value.GetInt32();
}
