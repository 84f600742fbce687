using Nudging.ModelBuilder.Conversion;

namespace Nudging.Tool.Convert;

/// <summary>The arguments of <c>convert</c>.</summary>
internal sealed record ConvertArguments
{
    /// <summary>The folder of the checkpoint.</summary>
    public required string SourcePath { get; init; }

    /// <summary>The folder to write; null for a folder of the checkpoint's name below <c>models</c>.</summary>
    public string? OutputPath { get; init; }

    public required ModelConverterOptions Options { get; init; }

    /// <summary>Whether the model is compared with a float32 model afterwards.</summary>
    public bool Check { get; init; }

    /// <summary>The text to compare on; null for the built-in text.</summary>
    public string? CheckTextPath { get; init; }

    /// <summary>The file for the report as JSON, "-" for standard output; null for none.</summary>
    public string? Json { get; init; }
}
