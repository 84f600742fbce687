using Nudging.OnnxRuntime.Folders;
using Nudging.OnnxRuntime.Running;

namespace Nudging.Tool.Inspect;

/// <summary>The execution providers.</summary>
/// <param name="Used">The providers that the model was loaded on.</param>
/// <param name="Folder">The providers that the folder names.</param>
/// <param name="Library">The providers that the native library has.</param>
/// <param name="DirectMLFault">Why DirectML would compute wrong logits for the model; null if it would not.</param>
internal sealed record ProviderReport(IReadOnlyList<string> Used, IReadOnlyList<string> Folder, IReadOnlyList<string> Library, string? DirectMLFault)
{
    public static ProviderReport Of(DecoderRuntime decoder, ModelSettings settings) => new(
        [.. decoder.Providers.Select(provider => provider.ToString())],
        [.. settings.Session.Providers.Select(provider => provider.ToString())],
        NativeRuntime.Providers,
        ProviderRules.FaultOnDirectML(decoder.Graph));
}
