using System.Text.Json;
using Nudging.ModelBuilder.Conversion;

namespace Nudging.ModelBuilder.Checkpoints;

/// <summary>How the weights of a checkpoint were quantised: <c>quantization_config</c> of config.json.</summary>
internal sealed record QuantizationSettings
{
    private const string Field = "quantization_config";

    public required QuantizationMethod Method { get; init; }

    /// <summary>Gets the bits of a weight: 4 or 8.</summary>
    public required int Bits { get; init; }

    /// <summary>Gets how many consecutive weights of a row share a scale; <see langword="null"/> if all weights of a row do.</summary>
    public required int? GroupSize { get; init; }

    /// <summary>Gets whether every zero point is the middle of the range.</summary>
    public required bool IsSymmetric { get; init; }

    /// <summary>Gets whether the stored zero points are one less than the zero points (the first format of GPTQ).</summary>
    public required bool HasReducedZeroPoints { get; init; }

    /// <summary>Reads the settings of a folder.</summary>
    /// <param name="folder">The folder of the checkpoint.</param>
    /// <returns>The settings; <see langword="null"/> if the weights are not quantised.</returns>
    /// <exception cref="ModelConversionException">The weights are quantised in a way that cannot be read.</exception>
    public static QuantizationSettings? ReadFolder(string folder)
    {
        JsonElement config = JsonFile.ReadObject(folder, ModelConfig.FileName);
        return Read(config, Path.Combine(folder, ModelConfig.FileName));
    }

    /// <summary>Reads the settings.</summary>
    /// <param name="config">The content of config.json.</param>
    /// <param name="path">The path of config.json, for messages.</param>
    /// <returns>The settings; <see langword="null"/> if the weights are not quantised.</returns>
    /// <exception cref="ModelConversionException">The weights are quantised in a way that cannot be read.</exception>
    public static QuantizationSettings? Read(JsonElement config, string path)
    {
        if (config.ValueKind != JsonValueKind.Object || !config.TryGetProperty(Field, out JsonElement settings) || settings.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (settings.ValueKind != JsonValueKind.Object)
        {
            throw Invalid(path, $"'{Field}' is not an object.");
        }

        string? method = TextOf(settings, "quant_method", path);
        return method switch
        {
            "awq" => ReadAwq(settings, path),
            "gptq" => ReadGptq(settings, path),
            null => throw Invalid(path, $"'{Field}' has no 'quant_method'; \"awq\" and \"gptq\" are supported."),
            _ => throw Invalid(path, $"the weights are quantised by \"{method}\"; \"awq\" and \"gptq\" are supported. Take the model's checkpoint in bfloat16, float16 or float32."),
        };
    }

    private static QuantizationSettings ReadAwq(JsonElement settings, string path)
    {
        string? version = TextOf(settings, "version", path);
        Require(version is null || version.Equals("gemm", StringComparison.OrdinalIgnoreCase), path, "version", version, "\"gemm\"");
        string? backend = TextOf(settings, "backend", path);
        Require(backend is null or "autoawq", path, "backend", backend, "\"autoawq\"");
        Require(FlagOf(settings, "zero_point", path) ?? true, path, "zero_point", "false", "true");
        int bits = NumberOf(settings, "bits", path) ?? NumberOf(settings, "w_bit", path) ?? 4;
        Require(bits == 4, path, "bits", bits, "4");
        return new()
        {
            Method = QuantizationMethod.Awq,
            Bits = bits,
            GroupSize = GroupSizeOf(settings, path),
            IsSymmetric = false,
            HasReducedZeroPoints = false,
        };
    }

    private static QuantizationSettings ReadGptq(JsonElement settings, string path)
    {
        string? layout = TextOf(settings, "checkpoint_format", path) ?? TextOf(settings, "format", path);
        Require(layout is null or "gptq" or "gptq_v2", path, "checkpoint_format", layout, "\"gptq\" or \"gptq_v2\"");
        Require(FlagOf(settings, "is_marlin_format", path) is not true, path, "is_marlin_format", "true", "false");
        string? word = TextOf(settings, "pack_dtype", path);
        Require(word is null or "int32", path, "pack_dtype", word, "\"int32\"");
        int bits = NumberOf(settings, "bits", path) ?? throw Invalid(path, $"'{Field}' has no 'bits'.");
        Require(bits is 4 or 8, path, "bits", bits, "4 or 8");
        return new()
        {
            Method = QuantizationMethod.Gptq,
            Bits = bits,
            GroupSize = GroupSizeOf(settings, path),
            IsSymmetric = FlagOf(settings, "sym", path) ?? true,
            HasReducedZeroPoints = layout is not "gptq_v2",
        };
    }

    private static int? GroupSizeOf(JsonElement settings, string path)
    {
        int size = NumberOf(settings, "group_size", path) ?? NumberOf(settings, "q_group_size", path) ?? 128;
        Require(size == -1 || (size >= 16 && size % 16 == 0), path, "group_size", size, "-1 or a multiple of 16");
        return size == -1 ? null : size;
    }

    private static void Require(bool isRight, string path, string field, object? found, string right)
    {
        if (!isRight)
        {
            throw Invalid(path, $"'{Field}.{field}' is {(found is string text && text is not ("true" or "false") ? $"\"{text}\"" : found)}; it must be {right}.");
        }
    }

    private static string? TextOf(JsonElement settings, string field, string path) => Find(settings, field) is not { } value
        ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString() : throw Invalid(path, $"'{Field}.{field}' is not a string.");

    private static int? NumberOf(JsonElement settings, string field, string path) => Find(settings, field) is not { } value
        ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number : throw Invalid(path, $"'{Field}.{field}' is not a whole number.");

    private static bool? FlagOf(JsonElement settings, string field, string path) => Find(settings, field) is not { } value
        ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Invalid(path, $"'{Field}.{field}' is neither true nor false.");

    private static JsonElement? Find(JsonElement settings, string field) =>
        settings.TryGetProperty(field, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static ModelConversionException Invalid(string path, string problem) => new($"'{path}': {problem}");
}
