namespace Nudging.Tool.Inflation;

/// <summary>The layers to add to a model.</summary>
/// <param name="Layers">The number of layers.</param>
/// <param name="Width">The intermediate size of the feed-forward part of each layer.</param>
internal sealed record LayerPlan(int Layers, int Width)
{
    // Widths are multiples of this number.
    private const int WidthStep = 16;

    /// <summary>Counts the parameters of one added layer.</summary>
    public static long WeightsOf(DecoderStructure model, int width) =>
        (2L + (2L * model.QuerySize) + (2L * model.KeySize) + (3L * width)) * model.Hidden;

    /// <summary>Finds the layers that bring a model to a number of parameters.</summary>
    /// <param name="model">The model.</param>
    /// <param name="own">The number of parameters of the model.</param>
    /// <param name="wanted">The wanted number of parameters.</param>
    /// <returns>The plan; <see langword="null"/> where the difference is less than one layer.</returns>
    public static LayerPlan? For(DecoderStructure model, long own, long wanted)
    {
        // As deep as common models of the wanted size: 6 layers for 15 million parameters, 12 for 150 million.
        int layers = Math.Max(1, (int)Math.Round((6 * Math.Log10(wanted / 1e6)) - 1));
        long rest = WeightsOf(model, width: 0);
        for (; layers > 0; layers--)
        {
            long forWidth = ((wanted - own) / layers) - rest;
            int width = (int)(forWidth / (3L * model.Hidden) / WidthStep * WidthStep);
            if (width > 0)
            {
                return new(layers, width);
            }
        }

        return null;
    }
}
