using Nudging.OnnxRuntime;

namespace Nudging.Tool.Inspect;

/// <summary>The arguments of <c>inspect</c>.</summary>
/// <param name="ModelPath">The folder of a model, or of the base model of a pair.</param>
/// <param name="AlignedModelPath">The folder of the aligned model; null for one model alone.</param>
/// <param name="Provider">The execution provider; null for the one that each folder names.</param>
/// <param name="Json">The file for the report as JSON, "-" for standard output; null for none.</param>
internal sealed record InspectArguments(string ModelPath, string? AlignedModelPath, OnnxExecutionProvider? Provider, string? Json);
