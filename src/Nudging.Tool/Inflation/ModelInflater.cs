using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nudging.OnnxRuntime.Folders;
using Nudging.Tool.Onnx;

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
        OnnxFile file = OnnxFile.Read(path);
        DecoderStructure model = DecoderStructure.Read(file, settings, Refuse);
        LayerPlan plan = LayerPlan.For(model, file.Parameters, wanted)
            ?? throw Refuse($"it has {Count(file.Parameters)} parameters, and the wanted {Count(wanted)} leave no room for a layer");

        Copy(folder.FullPath, target);
        string copy = Path.Combine(target, settings.ModelFile);
        using (var weights = new WeightFile(Path.GetDirectoryName(copy)!, WeightsName, model.ElementType))
        {
            new ZeroOutputLayers(file, settings, model, plan, weights).Save(copy);
        }

        WriteLayerCount(Path.Combine(target, GenAIConfigReader.FileName), settings.LayerCount + plan.Layers);
        return file.Parameters + (plan.Layers * LayerPlan.WeightsOf(model, plan.Width));

        NotSupportedException Refuse(string reason) => new($"The model '{folder.FullPath}' cannot be inflated: {reason}.");
    }

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
