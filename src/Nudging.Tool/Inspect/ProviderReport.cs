using Nudging.OnnxRuntime.Folders;
using Nudging.OnnxRuntime.Running;

namespace Nudging.Tool.Inspect;

/// <summary>Where the model runs.</summary>
/// <param name="Used">What it was loaded on.</param>
/// <param name="Folder">What the folder names.</param>
/// <param name="Library">What the native library has.</param>
/// <param name="DirectMLFault">Why it would be computed wrongly on DirectML; null if it is right there.</param>
internal sealed record ProviderReport(IReadOnlyList<string> Used, IReadOnlyList<string> Folder, IReadOnlyList<string> Library, string? DirectMLFault)
{
    public static ProviderReport Of(DecoderRuntime decoder, GenAIConfig config) => new(
        [.. decoder.Providers.Select(provider => provider.ToString())],
        [.. config.Session.Providers.Select(provider => provider.ToString())],
        NativeRuntime.Providers,
        ProviderRules.FaultOnDirectML(decoder.Graph));
}
