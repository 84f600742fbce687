using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Decoders;

namespace Nudging.ModelBuilder.Families;

/// <summary>Reads the name of an activation.</summary>
internal static class ActivationReader
{
    public static Activation Read(ModelConfig config, string field, Activation fallback) => config.Text(field) switch
    {
        null => fallback,
        "silu" or "swish" => Activation.Silu,
        "gelu" => Activation.Gelu,
        "gelu_new" or "gelu_pytorch_tanh" or "gelu_fast" => Activation.GeluTanh,
        "relu2" => Activation.ReluSquared,
        string name => throw config.Refuse(field, $"is \"{name}\"; it must be silu, gelu, gelu_new, gelu_pytorch_tanh, gelu_fast or relu2, other activations are not supported"),
    };
}
