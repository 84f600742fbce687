namespace Nudging.OnnxRuntime.Folders;

/// <summary>Chooses one of the graphs <c>model.onnx</c>, <c>model_q4.onnx</c>, <c>model_fp16.onnx</c> and so on of a folder.</summary>
internal static class GraphVariants
{
    private const string Stem = "model";
    private const string Extension = ".onnx";
    private const string PlainVariant = "fp32";

    // The best variant for the CPU first. Dynamic int8 quantizes the activations of a whole pass with one scale, so that the
    // logits of a token depend on the other tokens of the pass.
    private static readonly string[] Order = ["q4", PlainVariant, "q4f16", "fp16", "quantized", "int8", "uint8", "bnb4"];

    // The names that transformers.js gives to variants whose files have other names.
    private static readonly Dictionary<string, string> Aliases = new(StringComparer.OrdinalIgnoreCase) { ["q8"] = "quantized" };

    private static readonly string[] Directories = ["onnx", string.Empty];

    /// <summary>Finds the graph of a variant.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="variant">The variant; <see langword="null"/> for the best one for the CPU.</param>
    /// <returns>The path of the graph inside the folder.</returns>
    /// <exception cref="ModelLoadException">The folder does not have the variant, or has no graph.</exception>
    public static string Find(ModelFolder folder, string? variant)
    {
        Dictionary<string, string> graphs = Directories.Select(directory => List(folder, directory)).FirstOrDefault(list => list.Count > 0)
            ?? throw folder.Refuse($"the folder has {TransformersConfigReader.FileName} but no graph 'onnx/model*.onnx' or 'model*.onnx'{Advice(folder)}");
        string wanted = variant is null
            ? Order.FirstOrDefault(graphs.ContainsKey) ?? graphs.Keys.Order(StringComparer.Ordinal).First()
            : Aliases.GetValueOrDefault(variant, variant);
        return graphs.GetValueOrDefault(wanted)
            ?? throw folder.Refuse($"GraphVariant is '{variant}'; the folder has the variants {string.Join(", ", graphs.Keys.Order(StringComparer.Ordinal))}");
    }

    private static Dictionary<string, string> List(ModelFolder folder, string directory)
    {
        var graphs = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string name in Names(folder, directory))
        {
            string stem = Path.GetFileNameWithoutExtension(name);
            if (stem == Stem || stem.StartsWith(Stem + "_", StringComparison.Ordinal))
            {
                graphs.TryAdd(stem == Stem ? PlainVariant : stem[(Stem.Length + 1)..], Path.Combine(directory, name));
            }
        }

        return graphs;
    }

    private static IEnumerable<string> Names(ModelFolder folder, string directory)
    {
        string path = Path.Combine(folder.FullPath, directory);
        return Directory.Exists(path)
            ? Directory.EnumerateFiles(path).Select(file => Path.GetFileName(file)).Where(name => name.EndsWith(Extension, StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            : [];
    }

    private static string Advice(ModelFolder folder)
    {
        string[] others = [.. Directories.SelectMany(directory => Names(folder, directory).Select(name => Path.Combine(directory, name).Replace('\\', '/')))];
        return others.FirstOrDefault(name => name.Contains("_merged", StringComparison.Ordinal)) is string merged
                ? $"; '{merged}' is a merged decoder (a graph with a branch for the first pass), which is not supported: export the model with its cache and without merging"
            : others.Length > 0 ? $"; it has {string.Join(", ", others)}"
            : Directory.EnumerateFiles(folder.FullPath, "*.safetensors").Any() ? "; its weights are safetensors: convert the folder with 'nudge convert'"
            : string.Empty;
    }
}
