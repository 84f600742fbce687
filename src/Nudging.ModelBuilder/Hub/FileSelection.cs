using System.Text.RegularExpressions;
using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Conversion;

namespace Nudging.ModelBuilder.Hub;

/// <summary>Chooses the files of a repository that are needed.</summary>
/// <param name="Form">The form of the files.</param>
/// <param name="Folder">The folder that holds genai_config.json; empty for the root.</param>
/// <param name="Files">The files.</param>
internal sealed partial record FileSelection(HubModelForm Form, string Folder, IReadOnlyList<HubFile> Files)
{
    private static readonly Dictionary<WeightPrecision, string[]> PrecisionWords = new()
    {
        [WeightPrecision.Float32] = ["fp32", "float32"],
        [WeightPrecision.Float16] = ["fp16", "float16"],
        [WeightPrecision.BFloat16] = ["bf16", "bfloat16"],
        [WeightPrecision.Int8] = ["int8", "uint8"],
        [WeightPrecision.Int4] = ["int4", "uint4", "awq", "gptq", "rtn"],
    };

    private static readonly Dictionary<ConversionTarget, string[]> TargetWords = new()
    {
        [ConversionTarget.Cpu] = ["cpu"],
        [ConversionTarget.Cuda] = ["cuda", "gpu"],
        [ConversionTarget.DirectML] = ["directml", "dml", "gpu"],
        [ConversionTarget.WebGpu] = ["webgpu", "web"],
    };

    // Words of providers that have no target of their own.
    private static readonly string[] OtherTargetWords = ["npu", "qnn", "openvino", "vitis", "vitisai", "trt", "tensorrt", "coreml", "mobile"];

    // Best first.
    private static readonly Dictionary<WeightPrecision, string[]> OnnxVariants = new()
    {
        [WeightPrecision.Float32] = ["model"],
        [WeightPrecision.Float16] = ["model_fp16", "model"],
        [WeightPrecision.BFloat16] = ["model_bf16", "model_fp16", "model"],
        [WeightPrecision.Int8] = ["model_int8", "model_quantized", "model_uint8", "model"],
        [WeightPrecision.Int4] = ["model_q4", "model_q4f16", "model_bnb4", "model_quantized", "model_int8", "model_uint8", "model_fp16", "model"],
    };

    /// <summary>Chooses the files of one form.</summary>
    /// <param name="model">The model.</param>
    /// <param name="form">The form.</param>
    /// <param name="options">The target and the precision.</param>
    /// <param name="readIndex">Reads the names of the weight files from the index of a sharded checkpoint.</param>
    /// <returns>The files; <see langword="null"/> where the repository does not have the form.</returns>
    public static async Task<FileSelection?> ChooseAsync(
        HubModel model, HubModelForm form, HubDownloadOptions options, Func<HubFile, Task<IReadOnlyList<string>>> readIndex) => form switch
        {
            HubModelForm.GenAI => ChooseGenAI(model, options),
            HubModelForm.Safetensors => await ChooseSafetensorsAsync(model, readIndex).ConfigureAwait(false),
            _ => ChooseOnnx(model, options),
        };

    private static FileSelection? ChooseGenAI(HubModel model, HubDownloadOptions options)
    {
        const string ConfigName = "genai_config.json";
        string? folder = model.Files
            .Where(file => file.Path == ConfigName || file.Path.EndsWith("/" + ConfigName, StringComparison.Ordinal))
            .Select(file => FolderOf(file.Path))
            .Where(folder => Fits(folder, options) && model.Files.Any(file => FolderOf(file.Path) == folder && file.Path.EndsWith(".onnx", StringComparison.Ordinal)))
            .OrderByDescending(folder => WordsOf(folder).Intersect(PrecisionWords[options.Precision]).Any())
            .ThenBy(folder => folder.Length)
            .ThenBy(folder => folder, StringComparer.Ordinal)
            .FirstOrDefault();
        if (folder is null)
        {
            return null;
        }

        // The root of a repository holds more than the model.
        IEnumerable<HubFile> files = model.Files.Where(file => FolderOf(file.Path) == folder
            && (folder.Length > 0 || IsGraphFile(file.Path) || file.Path == ConfigName || IsTextFile(file.Path)));
        return new(HubModelForm.GenAI, folder, [.. files.Union(model.Files.Where(file => IsLicence(file.Path)))]);
    }

    private static async Task<FileSelection?> ChooseSafetensorsAsync(HubModel model, Func<HubFile, Task<IReadOnlyList<string>>> readIndex)
    {
        if (model.Find("config.json") is null)
        {
            return null;
        }

        List<HubFile> weights = [];
        if (model.Find("model.safetensors") is HubFile single)
        {
            weights.Add(single);
        }
        else if (model.Find(SafetensorsIndex.FileName) is HubFile index)
        {
            weights.Add(index);
            foreach (string name in await readIndex(index).ConfigureAwait(false))
            {
                weights.Add(model.Find(name) ?? throw new HubException(
                    HubError.NoUsableFiles, $"{model.Repository}: {SafetensorsIndex.FileName} names the file '{HubNames.Show(name)}', which the repository does not have."));
            }
        }
        else
        {
            return null;
        }

        return new(HubModelForm.Safetensors, string.Empty, [.. TextFilesOf(model), .. weights]);
    }

    private static FileSelection? ChooseOnnx(HubModel model, HubDownloadOptions options)
    {
        if (model.Find("config.json") is null
            || OnnxVariants[options.Precision].FirstOrDefault(variant => model.Find($"onnx/{variant}.onnx") is not null) is not string name)
        {
            return null;
        }

        string graph = $"onnx/{name}.onnx";
        return new(
            HubModelForm.TransformersJs, string.Empty,
            [.. TextFilesOf(model), .. model.Files.Where(file => file.Path == graph || file.Path.StartsWith(graph + "_data", StringComparison.Ordinal) || file.Path == graph + ".data")]);
    }

    private static bool Fits(string folder, HubDownloadOptions options)
    {
        HashSet<string> words = WordsOf(folder);
        return FitsWords(words, TargetWords[options.Target], [.. TargetWords.Values.SelectMany(all => all), .. OtherTargetWords])
            && FitsWords(words, PrecisionWords[options.Precision], PrecisionWords.Values.SelectMany(all => all));
    }

    private static bool FitsWords(HashSet<string> words, string[] wanted, IEnumerable<string> all) => words.Overlaps(wanted) || !words.Overlaps(all);

    private static HashSet<string> WordsOf(string folder) => [.. Word().Matches(folder.ToLowerInvariant()).Select(match => match.Value)];

    private static string FolderOf(string path) => path.LastIndexOf('/') is >= 0 and int end ? path[..end] : string.Empty;

    private static IEnumerable<HubFile> TextFilesOf(HubModel model) => model.Files.Where(file => IsTextFile(file.Path) || IsLicence(file.Path));

    private static bool IsTextFile(string path) => TextFile().IsMatch(path);

    private static bool IsLicence(string path) => Licence().IsMatch(path);

    private static bool IsGraphFile(string path) => GraphFile().IsMatch(path);

    [GeneratedRegex("[a-z0-9]+")]
    private static partial Regex Word();

    // The configuration, the tokenizer, the chat templates, and how the weights are quantised.
    [GeneratedRegex(@"^(?:(?:config|generation_config|tokenizer|tokenizer_config|special_tokens_map|added_tokens|vocab|chat_template|quantize_config|quant_config)\.json|(?:tokenizer|spiece|sentencepiece|sentencepiece\.bpe)\.model|merges\.txt|vocab\.txt|[^/]+\.tiktoken|chat_template\.jinja|additional_chat_templates/[^/]+\.jinja)\z")]
    private static partial Regex TextFile();

    [GeneratedRegex(@"^(?:licen[cs]e|notice|use_policy|readme)[^/]*?(?:\.txt|\.md)?\z", RegexOptions.IgnoreCase)]
    private static partial Regex Licence();

    [GeneratedRegex(@"\.onnx(?:[._]data[^/]*)?\z")]
    private static partial Regex GraphFile();
}
