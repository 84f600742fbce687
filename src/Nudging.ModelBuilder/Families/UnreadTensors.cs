using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Conversion;

namespace Nudging.ModelBuilder.Families;

/// <summary>
/// Refuses tensors of layers that the description does not use: more layers than the configuration says, or biases and
/// norms that the family does not know.
/// </summary>
internal sealed class UnreadTensors
{
    // Tables and masks that older programs stored with the weights.
    private static readonly string[] Buffers = ["rotary_emb.inv_freq", "attention.bias", "attention.masked_bias", "attn.bias", "attn.masked_bias"];

    private readonly HashSet<string> _vectors = [];
    private readonly HashSet<string> _matrices = [];

    public void AddVector(string name) => _vectors.Add(name);

    /// <summary>Adds the tensors whose names are a prefix and <c>.weight</c>, or the parts of a quantised weight.</summary>
    public void AddMatrix(string prefix) => _matrices.Add(prefix);

    /// <summary>Refuses a tensor that was not added.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="checkpoint">The weights.</param>
    /// <param name="layers">What the names of the tensors of layers start with.</param>
    /// <exception cref="ModelConversionException">There is such a tensor.</exception>
    public void Refuse(ModelConfig config, Checkpoint checkpoint, string layers)
    {
        string? unread = checkpoint.Names
            .Where(name => name.StartsWith(layers, StringComparison.Ordinal) && !IsRead(name) && !IsZeroBias(checkpoint, name))
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
        if (unread is not null)
        {
            throw config.RefuseTensor(unread);
        }
    }

    private bool IsRead(string name)
    {
        bool isBias = name.EndsWith(".bias", StringComparison.Ordinal);
        return _vectors.Contains(name)
            || (!isBias && _matrices.Contains(name[..Math.Max(name.LastIndexOf('.'), 0)]))
            || Buffers.Any(buffer => name.EndsWith(buffer, StringComparison.Ordinal));
    }

    // Quantising programs add biases of zeros.
    private static bool IsZeroBias(Checkpoint checkpoint, string name)
    {
        if (!name.EndsWith(".bias", StringComparison.Ordinal) || checkpoint.ShapeOf(name).Count != 1)
        {
            return false;
        }

        WeightSource bias = checkpoint.Get(name);
        float[] values = new float[bias.Columns];
        bias.Read(0, 0, values);
        return values.All(value => value == 0);
    }
}
