using Nudging.ModelBuilder.Onnx;

namespace Nudging.ModelBuilder.Decoders;

/// <summary>Writes the tables of cosines and sines by position and pair of elements.</summary>
internal static class RotaryTableWriter
{
    /// <summary>Adds tables, one below the other.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="suffix">What follows "cos_cache" and "sin_cache" in the names.</param>
    /// <param name="type">The type.</param>
    /// <param name="tables">The angles and the number of positions of each table.</param>
    /// <returns>The names of the two tables.</returns>
    public static (string Cosines, string Sines) Write(OnnxGraphBuilder graph, string suffix, DataType type, params ReadOnlySpan<(RotaryAngles Angles, int Rows)> tables)
    {
        int pairs = tables[0].Angles.Frequencies.Count;
        long rows = 0;
        foreach ((_, int count) in tables)
        {
            rows += count;
        }

        TensorRegion cosines = graph.Initializer($"cos_cache{suffix}", type, rows, pairs);
        TensorRegion sines = graph.Initializer($"sin_cache{suffix}", type, rows, pairs);
        int rowBytes = pairs * TensorTypes.SizeOf(type);
        float[] cosine = new float[pairs];
        float[] sine = new float[pairs];
        byte[] bytes = new byte[rowBytes];
        long row = 0;
        foreach ((RotaryAngles angles, int count) in tables)
        {
            for (int position = 0; position < count; position++, row++)
            {
                for (int i = 0; i < pairs; i++)
                {
                    // In float32, as the models compute it.
                    float angle = position * angles.Frequencies[i];
                    (double sin, double cos) = Math.SinCos(angle);
                    cosine[i] = (float)cos * angles.Magnitude;
                    sine[i] = (float)sin * angles.Magnitude;
                }

                FloatBytes.Convert(cosine, type, bytes);
                cosines.Write(row * rowBytes, bytes);
                FloatBytes.Convert(sine, type, bytes);
                sines.Write(row * rowBytes, bytes);
            }
        }

        return (cosines.Name, sines.Name);
    }
}
