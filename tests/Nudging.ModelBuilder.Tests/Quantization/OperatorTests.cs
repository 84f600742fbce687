using Microsoft.ML.OnnxRuntime;
using Nudging.ModelBuilder.Onnx;
using Nudging.ModelBuilder.Quantization;
using Nudging.TestSupport;
using Onnx;

namespace Nudging.ModelBuilder.Tests.Quantization;

/// <summary>ONNX Runtime's operators compute with the values that the quantiser means.</summary>
public sealed class OperatorTests
{
    private const int Rows = 24;
    private const int Inputs = 5;

    [Theory]
    [InlineData(4, 32, true, 128)]
    [InlineData(4, 32, false, 128)]
    [InlineData(4, 32, true, 75)]
    [InlineData(4, 32, false, 75)]
    [InlineData(4, 16, false, 200)]
    [InlineData(4, 128, true, 300)]
    [InlineData(4, 128, false, 300)]
    [InlineData(8, 32, true, 128)]
    [InlineData(8, 32, false, 128)]
    [InlineData(8, 32, true, 75)]
    [InlineData(8, 32, false, 75)]
    [InlineData(8, 128, false, 300)]
    public void MatMulNBits_on_packed_weights_multiplies_by_the_dequantised_weights(int bits, int blockSize, bool isSymmetric, int columns)
    {
        var format = new QuantizationFormat(bits, blockSize, isSymmetric);
        QuantizedRow[] rows = RowsOf(format, columns);
        float[] x = RandomRows.Normal(new Random(8), Inputs * columns, 1);
        using var folder = new TemporaryFolder();
        using (var graph = new OnnxGraphBuilder())
        {
            string input = graph.Input("x", TensorProto.Types.DataType.Float, Inputs, columns);
            string packed = graph.Initializer<byte>("packed", TensorProto.Types.DataType.Uint8, [.. rows.SelectMany(r => r.Packed)], Rows, format.BlocksOf(columns), blockSize * bits / 8);
            (string scales, string[] zeroPoints) = Parameters(graph, rows);
            graph.Node("node", "MatMulNBits", [input, packed, scales, .. zeroPoints], ["y"], ("K", columns), ("N", Rows), ("bits", bits), ("block_size", blockSize), ("accuracy_level", 0));
            graph.Output("y", TensorProto.Types.DataType.Float, Inputs, Rows);
            graph.Save(folder["model.onnx"]);
        }

        using OrtValue value = OrtValue.CreateTensorValueFromMemory(x, [Inputs, columns]);
        float[] y = Run(folder["model.onnx"], "x", value);

        double[][] weights = [.. rows.Select(r => PlainQuantizer.Unpack(r.Packed, r.Scales, r.ZeroPoints, format, columns))];
        for (int i = 0; i < Inputs; i++)
        {
            for (int j = 0; j < Rows; j++)
            {
                double product = 0;
                double size = 0;
                for (int k = 0; k < columns; k++)
                {
                    double term = x[(i * columns) + k] * weights[j][k];
                    product += term;
                    size += Math.Abs(term);
                }

                Assert.True(Math.Abs(y[(i * Rows) + j] - product) <= 1e-5 * size, $"{y[(i * Rows) + j]} is not {product}.");
            }
        }
    }

    [Theory]
    [InlineData(4, 32, true, 128)]
    [InlineData(4, 32, false, 128)]
    [InlineData(4, 16, true, 48)]
    [InlineData(4, 16, false, 48)]
    [InlineData(4, 128, false, 256)]
    [InlineData(8, 32, true, 128)]
    [InlineData(8, 32, false, 96)]
    public void GatherBlockQuantized_on_packed_weights_looks_up_the_dequantised_rows(int bits, int blockSize, bool isSymmetric, int columns)
    {
        var format = new QuantizationFormat(bits, blockSize, isSymmetric);
        QuantizedRow[] rows = RowsOf(format, columns);
        long[] ids = [3, 0, Rows - 1, 3];
        using var folder = new TemporaryFolder();
        using (var graph = new OnnxGraphBuilder())
        {
            string input = graph.Input("ids", TensorProto.Types.DataType.Int64, ids.Length);
            string packed = graph.Initializer<byte>("packed", TensorProto.Types.DataType.Uint8, [.. rows.SelectMany(r => r.Packed)], Rows, format.PackedBytesOf(columns));
            (string scales, string[] zeroPoints) = Parameters(graph, rows);
            graph.Node("node", "GatherBlockQuantized", [packed, input, scales, .. zeroPoints], ["y"], ("bits", bits), ("block_size", blockSize), ("gather_axis", 0), ("quantize_axis", 1));
            graph.Output("y", TensorProto.Types.DataType.Float, ids.Length, columns);
            graph.Save(folder["model.onnx"]);
        }

        using OrtValue value = OrtValue.CreateTensorValueFromMemory(ids, [ids.Length]);
        float[] y = Run(folder["model.onnx"], "ids", value);

        Assert.Equal(ids.SelectMany(id => rows[id].Dequantize()), y);
    }

    private static QuantizedRow[] RowsOf(QuantizationFormat format, int columns)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, Rows).Select(_ => QuantizedRow.Of(RandomRows.Mixed(random, columns, format.BlockSize), format))];
    }

    private static (string Scales, string[] ZeroPoints) Parameters(OnnxGraphBuilder graph, QuantizedRow[] rows)
    {
        string scales = graph.Initializer<float>("scales", TensorProto.Types.DataType.Float, [.. rows.SelectMany(r => r.Scales)], Rows, rows[0].Scales.Length);
        return (scales, rows[0].Format.IsSymmetric
            ? []
            : [graph.Initializer<byte>("zero_points", TensorProto.Types.DataType.Uint8, [.. rows.SelectMany(r => r.ZeroPoints)], Rows, rows[0].ZeroPoints.Length)]);
    }

    private static float[] Run(string path, string name, OrtValue value)
    {
        using var session = new InferenceSession(path);
        using var options = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, [name], [value], ["y"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
