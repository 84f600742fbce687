namespace Nudging.ModelBuilder.Conversion;

/// <summary>The execution provider that a converted model is written for.</summary>
public enum ConversionTarget
{
    /// <summary>The CPU.</summary>
    Cpu,

    /// <summary>NVIDIA GPUs.</summary>
    Cuda,

    /// <summary>DirectX 12 GPUs on Windows.</summary>
    DirectML,

    /// <summary>GPUs through WebGPU.</summary>
    WebGpu,
}
