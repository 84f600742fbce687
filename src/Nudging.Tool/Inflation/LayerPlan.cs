namespace Nudging.Tool.Inflation;

/// <summary>The number of layers to add to a model, and the width of their feed-forward parts.</summary>
internal sealed record LayerPlan(int Layers, int Width)
{
    private const int WidthStep = 16;

    public static long WeightsOf(DecoderStructure model, int width) =>
        (2L + (2L * model.QuerySize) + (2L * model.KeySize) + (3L * width)) * model.Hidden;

    /// <summary>Finds the layers that bring a model to a number of parameters.</summary>
    /// <param name="model">The model.</param>
    /// <param name="own">The number of parameters of the model.</param>
    /// <param name="wanted">The wanted number of parameters.</param>
    /// <returns>The plan; <see langword="null"/> where the difference is less than one layer.</returns>
    public static LayerPlan? For(DecoderStructure model, long own, long wanted)
    {
        // The depth of usual models of that size: six layers for 15 million parameters, twelve for 150 million.
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
