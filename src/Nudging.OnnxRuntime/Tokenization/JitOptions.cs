using System.Runtime.CompilerServices;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>JIT options for methods that load a vocabulary or encode a first text.</summary>
internal static class JitOptions
{
    /// <summary>Optimizes at the first call, since loading ends before tiered compilation would optimize.</summary>
    public const MethodImplOptions SkipTiering = MethodImplOptions.AggressiveOptimization;
}
