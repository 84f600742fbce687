using System.Globalization;
using Nudging.ModelBuilder.Quantization;

namespace Nudging.ModelBuilder.Decoders;

/// <summary>Chooses the format of each matrix.</summary>
/// <param name="Format">The format of most matrices.</param>
/// <param name="LayerCount">The number of layers.</param>
/// <param name="Keep8Bit">Whether the matrices that lose most by 4 bits have 8 bits.</param>
/// <remarks>
/// The choice of layers is that of llama.cpp and of onnxruntime-genai's <c>mixed_layers</c>: the head, and value and down
/// projections of the first and the last eighth of the layers and of each third layer between.
/// </remarks>
internal sealed record QuantizationFormats(QuantizationFormat Format, int LayerCount, bool Keep8Bit)
{
    private const string LayerPrefix = "/model/layers.";

    private const string Router = "/mlp/router";

    private static readonly string[] Sensitive = ["/attn/v_proj", "/attn/qkv_proj", "/mlp/down_proj", "/mlp/fc2"];

    public QuantizationFormat OfHead => Keep8Bit ? Format with { Bits = 8 } : Format;

    /// <summary>Gets the format of the embedding, whose values a tied head shares.</summary>
    public QuantizationFormat OfEmbedding => OfHead;

    /// <summary>Gets the format of a projection; <see langword="null"/> for a projection that is not quantised.</summary>
    /// <param name="name">The path of its nodes, such as "/model/layers.0/attn/q_proj".</param>
    public QuantizationFormat? Of(string name)
    {
        // A router is small, and an error there chooses other experts.
        if (name.EndsWith(Router, StringComparison.Ordinal))
        {
            return null;
        }

        if (!Keep8Bit || !name.StartsWith(LayerPrefix, StringComparison.Ordinal) || !Array.Exists(Sensitive, end => name.EndsWith(end, StringComparison.Ordinal)))
        {
            return Format;
        }

        ReadOnlySpan<char> number = name.AsSpan(LayerPrefix.Length);
        int layer = int.Parse(number[..number.IndexOf('/')], CultureInfo.InvariantCulture);
        int eighth = LayerCount / 8;
        bool isSensitive = layer < eighth || layer >= 7 * LayerCount / 8 || (layer - (int)Math.Round(LayerCount / 8.0)) % 3 == 2;
        return isSensitive ? Format with { Bits = 8 } : Format;
    }
}
