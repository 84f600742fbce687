using Nudging.ModelBuilder.Onnx;
using Nudging.TestSupport;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace Nudging.ModelBuilder.Tests.Onnx;

/// <summary>A graph builder that adds to a model.</summary>
public sealed class ContinuedModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Added_nodes_read_values_of_the_model_and_the_versions_and_data_of_the_model_stay()
    {
        float[] values = [.. Enumerable.Range(0, 1000).Select(i => (float)i)];
        using (var original = new OnnxGraphBuilder(_folder["model.onnx.data"]) { Opset = 18, IrVersion = 9, Producer = "someone" })
        {
            string x = original.Input("x", DataType.Float, "n");
            original.Node("first", "Add", [x, original.Initializer<float>("weights", DataType.Float, values, 1000)], ["y"]);
            original.Output("y", DataType.Float, "n");
            original.Save(_folder["model.onnx"]);
        }

        byte[] data = File.ReadAllBytes(_folder["model.onnx.data"]);
        using (var added = new OnnxGraphBuilder(ModelProto.Parser.ParseFrom(File.ReadAllBytes(_folder["model.onnx"])), _folder["added.data"]))
        {
            NodeProto copy = new() { Name = "second", OpType = "Add", Input = { "y", added.Initializer<float>("more", DataType.Float, values, 1000) }, Output = { "z" } };
            added.Node(copy);
            added.Output("z", DataType.Float, "n");
            Assert.Throws<InvalidOperationException>(() => added.Node("third", "Neg", ["unknown"]));
            Assert.Throws<InvalidOperationException>(() => added.Node("fourth", "Neg", ["x"], ["y"]));
            Assert.Throws<InvalidOperationException>(() => added.Initializer("weights", DataType.Float, 1));
            added.Save(_folder["model.onnx"]);
        }

        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(_folder["model.onnx"]));
        Assert.Equal((9, "someone", 18), (model.IrVersion, model.ProducerName, model.OpsetImport.Single(set => set.Domain.Length == 0).Version));
        Assert.Equal(["first", "second"], model.Graph.Node.Select(node => node.Name));
        Assert.Equal(["model.onnx.data", "added.data"], model.Graph.Initializer.Select(tensor => tensor.ExternalData.Single(entry => entry.Key == "location").Value));
        Assert.Equal(data, File.ReadAllBytes(_folder["model.onnx.data"]));
        Assert.Equal(data, File.ReadAllBytes(_folder["added.data"]));
    }
}
