using System.Globalization;
using Nudging.ModelBuilder.Onnx;
using Nudging.TestSupport;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace Nudging.ModelBuilder.Tests.Onnx;

public class OnnxGraphBuilderTests
{
    [Fact]
    public void Large_initializers_begin_on_pages_of_the_file_of_external_data()
    {
        using var folder = new TemporaryFolder();
        GraphProto graph = Save(folder, builder =>
        {
            builder.Initializer("odd", DataType.Float, 301);
            builder.Initializer("large", DataType.Float, 1 << 14, 3).Write(12, [1, 2, 3, 4]);
            builder.Initializer("next", DataType.Uint8, 5000);
            builder.Initializer("inline", DataType.Int64, 3).Write(8, [7]);
        });

        Assert.Equal([0, 4096, 4096 + (12 << 14)], graph.Initializer.Take(3).Select(tensor => Entry(tensor, "offset")));
        Assert.Equal([1204, 12 << 14, 5000], graph.Initializer.Take(3).Select(tensor => Entry(tensor, "length")));
        byte[] data = File.ReadAllBytes(folder["model.onnx.data"]);
        Assert.Equal(4096 + (12 << 14) + 5000, data.Length);
        Assert.Equal([0, 0, 1, 2, 3, 4, 0], data[(4096 + 10)..(4096 + 17)]);
        Assert.Empty(graph.Initializer[3].ExternalData);
        Assert.Equal(7, graph.Initializer[3].RawData[8]);
    }

    [Fact]
    public void Equal_constants_are_one_initializer()
    {
        using var folder = new TemporaryFolder();
        GraphProto graph = Save(folder, builder =>
        {
            Assert.Equal(builder.Integers(1, 2), builder.Integers(1, 2));
            Assert.Equal(builder.Integer(1), builder.Integer(1));
            Assert.NotEqual(builder.Integer(1), builder.Integers(1));
            Assert.Equal(builder.Number(0.5f), builder.Number(0.5f));
            Assert.NotEqual(builder.Number(0.5f), builder.Number(0.5f, DataType.Float16));
        });
        Assert.Equal(5, graph.Initializer.Count);
    }

    [Fact]
    public void Node_that_reads_an_unknown_value_is_refused()
    {
        using var builder = new OnnxGraphBuilder();
        Assert.Throws<InvalidOperationException>(() => builder.Node("/add", "Add", ["x", "y"]));
    }

    [Fact]
    public void Second_value_of_a_name_is_refused()
    {
        using var builder = new OnnxGraphBuilder();
        builder.Input("x", DataType.Float, 1);
        Assert.Throws<InvalidOperationException>(() => builder.Initializer("x", DataType.Float, 1));
    }

    [Theory]
    [InlineData(-1, 4)]
    [InlineData(0, 17)]
    [InlineData(13, 4)]
    [InlineData(long.MaxValue, 1)]
    public void Writing_outside_of_an_initializer_is_refused(long offset, int count)
    {
        using var folder = new TemporaryFolder();
        using var builder = new OnnxGraphBuilder(folder["model.onnx.data"]);
        TensorRegion region = builder.Initializer("x", DataType.Float, 4);
        Assert.Throws<ArgumentOutOfRangeException>(() => region.Write(offset, new byte[count]));
    }

    [Fact]
    public void Cancelled_builder_stops_at_the_next_write()
    {
        using var cancelled = new CancellationTokenSource();
        using var builder = new OnnxGraphBuilder { CancellationToken = cancelled.Token };
        TensorRegion region = builder.Initializer("x", DataType.Float, 4);
        region.Write(0, [1]);
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => region.Write(0, [1]));
    }

    [Theory]
    [InlineData(1f, 0x3F80)]
    [InlineData(1.00390625f, 0x3F80)]
    [InlineData(1.01171875f, 0x3F82)]
    [InlineData(-2f, 0xC000)]
    [InlineData(float.MaxValue, 0x7F80)]
    [InlineData(float.NegativeInfinity, 0xFF80)]
    [InlineData(float.NaN, 0xFFC0)]
    public void Bfloat16_is_rounded_to_the_nearest_ties_to_even(float value, int expected) => Assert.Equal(expected, FloatBytes.ToBFloat16(value));

    private static long Entry(TensorProto tensor, string key) =>
        long.Parse(tensor.ExternalData.Single(entry => entry.Key == key).Value, CultureInfo.InvariantCulture);

    private static GraphProto Save(TemporaryFolder folder, Action<OnnxGraphBuilder> build)
    {
        using var builder = new OnnxGraphBuilder(folder["model.onnx.data"]);
        build(builder);
        builder.Save(folder["model.onnx"]);
        using FileStream file = File.OpenRead(folder["model.onnx"]);
        return ModelProto.Parser.ParseFrom(file).Graph;
    }
}
