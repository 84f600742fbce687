using Nudging.OnnxRuntime;

namespace Nudging.Tool.Inspect;

/// <summary>What is inspected.</summary>
/// <param name="ModelPath">A model's folder, the base model's of a pair.</param>
/// <param name="AlignedModelPath">The aligned model's folder; null for one model alone.</param>
/// <param name="Provider">Where to load them; null for what each folder says.</param>
/// <param name="Json">Where the report goes as JSON: a file, "-" for the output; null for nowhere.</param>
internal sealed record InspectArguments(string ModelPath, string? AlignedModelPath, OnnxExecutionProvider? Provider, string? Json);
