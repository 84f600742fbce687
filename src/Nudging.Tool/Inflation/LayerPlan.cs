namespace Nudging.Tool.Inflation;

/// <summary>How many layers are added to a model, and how wide their feed-forward part is.</summary>
internal sealed record LayerPlan(int Layers, int Width)
{
    private const int WidthStep = 16;

    public static long WeightsOf(DecoderAnatomy model, int width) =>
        (2L + (2L * model.QuerySize) + (2L * model.KeySize) + (3L * width)) * model.Hidden;

    /// <summary>Finds the layers that bring a model to a size.</summary>
    /// <param name="model">The model.</param>
    /// <param name="own">The parameters it has.</param>
    /// <param name="wanted">The parameters it is to have.</param>
    /// <returns>The plan; <see langword="null"/> where not even one layer is missing.</returns>
    public static LayerPlan? For(DecoderAnatomy model, long own, long wanted)
    {
        // As deep as models of that size are: six layers for 15 million parameters, twelve for 150 million.
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
