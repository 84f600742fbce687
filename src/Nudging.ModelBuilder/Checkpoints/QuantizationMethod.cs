namespace Nudging.ModelBuilder.Checkpoints;

/// <summary>How a checkpoint stores weights of a few bits.</summary>
internal enum QuantizationMethod
{
    /// <summary>AWQ in the layout "gemm" of AutoAWQ.</summary>
    Awq,

    /// <summary>GPTQ in the layout of AutoGPTQ and GPTQModel.</summary>
    Gptq,
}
