using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Nudging.ModelBuilder.Onnx;
using Nudging.OnnxRuntime.Folders;
using Onnx;

namespace Nudging.Tool.Inflation;

/// <summary>Copies a model and adds layers that take as long as other layers and do not change the logits.</summary>
internal static class ModelInflater
{
    private const string WeightsName = "zero-output-layers.data";

    /// <summary>Writes the copy.</summary>
    /// <param name="source">The folder of the model.</param>
    /// <param name="target">The folder of the copy, which is created.</param>
    /// <param name="wanted">The wanted number of parameters.</param>
    /// <returns>The number of parameters of the copy.</returns>
    /// <exception cref="OnnxRuntime.ModelLoadException">The folder does not have a model.</exception>
    /// <exception cref="NotSupportedException">The graph has a form that is not supported, or the wanted number of parameters leaves no room for a layer.</exception>
    /// <exception cref="InvalidDataException">The model file is not an ONNX model.</exception>
    public static long Inflate(string source, string target, long wanted)
    {
        var folder = ModelFolder.Open(source);
        var settings = ModelSettings.Read(folder);
        if (settings.ConfigFile != GenAIConfigReader.FileName)
        {
            throw Refuse($"it has no {GenAIConfigReader.FileName}");
        }

        string path = folder.Require(settings.ModelFile, "the model");
        ModelProto file = Read(path);
        DecoderStructure model = DecoderStructure.Read(file.Graph, settings, Refuse);
        long parameters = file.Graph.Initializer.Where(IsFloat).Sum(tensor => tensor.Dims.Aggregate(1L, (count, size) => count * size));
        LayerPlan plan = LayerPlan.For(model, parameters, wanted)
            ?? throw Refuse($"it has {Count(parameters)} parameters, and the wanted {Count(wanted)} leave no room for a layer");

        Copy(folder.FullPath, target);
        string copy = Path.Combine(target, settings.ModelFile);
        var values = file.Graph.Input.Concat(file.Graph.Output).ToDictionary(value => value.Name);
        file.Graph.Node.Remove(model.Embedding);
        using (var graph = new OnnxGraphBuilder(file, Path.Combine(Path.GetDirectoryName(copy)!, WeightsName)))
        {
            new ZeroOutputLayers(graph, values, settings, model, plan).Add();
            graph.Save(copy);
        }

        WriteLayerCount(Path.Combine(target, GenAIConfigReader.FileName), settings.LayerCount + plan.Layers);
        return parameters + (plan.Layers * LayerPlan.WeightsOf(model, plan.Width));

        NotSupportedException Refuse(string reason) => new($"The model '{folder.FullPath}' cannot be inflated: {reason}.");
    }

    private static ModelProto Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            ModelProto model = ModelProto.Parser.ParseFrom(file);
            return model.Graph is null ? throw new InvalidDataException($"The file '{path}' has no graph.") : model;
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new InvalidDataException($"The file '{path}' is not an ONNX model, or is truncated.", e);
        }
    }

    private static bool IsFloat(TensorProto tensor) =>
        (DataType)tensor.DataType is DataType.Float or DataType.Float16 or DataType.Bfloat16 or DataType.Double;

    private static void Copy(string source, string target)
    {
        foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static void WriteLayerCount(string path, int layers)
    {
        JsonNode config = JsonNode.Parse(File.ReadAllText(path), documentOptions: new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip })!;
        config["model"]!["decoder"]!["num_hidden_layers"] = layers;
        File.WriteAllText(path, config.ToJsonString());
    }

    private static string Count(long parameters) => parameters.ToString("N0", CultureInfo.InvariantCulture);
}
