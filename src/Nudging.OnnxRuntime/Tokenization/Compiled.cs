using System.Runtime.CompilerServices;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>How the methods are compiled that a vocabulary is read by and a first text is encoded by.</summary>
internal static class Compiled
{
    /// <summary>Fully at the first call: all is over before the runtime would come to do it by itself.</summary>
    public const MethodImplOptions AtOnce = MethodImplOptions.AggressiveOptimization;
}
