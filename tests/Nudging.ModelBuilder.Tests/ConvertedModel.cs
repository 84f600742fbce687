using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Conversion;
using Nudging.ModelBuilder.Decoders;
using Nudging.ModelBuilder.Families;
using Nudging.ModelBuilder.Onnx;
using Nudging.OnnxRuntime;
using Nudging.OnnxRuntime.Folders;
using Nudging.OnnxRuntime.Graphs;
using Nudging.OnnxRuntime.Running;
using Nudging.TestSupport;

namespace Nudging.ModelBuilder.Tests;

/// <summary>A Hugging Face folder, converted to a temporary folder and loaded with the parts of the engine.</summary>
internal sealed class ConvertedModel : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly InferenceSession _session;
    private readonly ForwardPass _pass;
    private readonly KeyValueCache _cache;

    private ConvertedModel(string source, ConversionTarget target, WeightPrecision precision)
    {
        DecoderDescription decoder = Write(source, _folder.Path, target, precision);
        WriteConfig(_folder.Path, decoder);
        ModelFolder folder = ModelFolder.Open(_folder.Path);
        ModelSettings config = ModelSettings.Read(folder);
        Graph = OnnxGraph.Read(folder, _folder["model.onnx"]);
        IReadOnlyList<OnnxExecutionProvider> providers = [OnnxExecutionProvider.Cpu];
        ProviderRules rules = ProviderRules.For(providers, false);
        rules.Check(folder, Graph, "cpu");
        var options = new OnnxModelOptions();
        _session = SessionFactory.Create(folder, _folder["model.onnx"], Graph, providers, rules, config.Session, options);
        var signature = DecoderSignature.Read(folder, config, _session);
        _pass = new(_session, signature, rules);
        _cache = new KeyValueCacheFactory(_session, Graph, signature.Caches, rules).Create(options.CacheGrowthStep, decoder.ContextLength);
        ContextLength = decoder.ContextLength;
        VocabularySize = signature.VocabularySize;
    }

    public OnnxGraph Graph { get; }

    public int VocabularySize { get; }

    public int ContextLength { get; }

    public string Folder => _folder.Path;

    public static ConvertedModel Convert(string source, ConversionTarget target = ConversionTarget.Cpu, WeightPrecision precision = WeightPrecision.Float32) =>
        new(source, target, precision);

    /// <summary>Loads the folder as an application does.</summary>
    public DecoderRuntime LoadRuntime()
    {
        ModelFolder folder = ModelFolder.Open(_folder.Path);
        return DecoderRuntime.Load(folder, ModelSettings.Read(folder), new());
    }

    /// <summary>Appends tokens in one pass.</summary>
    /// <returns>The logits after each token.</returns>
    public float[][] Append(ReadOnlySpan<int> tokens)
    {
        using var run = new CancellableRun(TestContext.Current.CancellationToken);
        _cache.Reserve(_cache.Length + tokens.Length);
        _pass.Run(_cache, tokens, run);
        return [.. Enumerable.Range(0, tokens.Length).Select(row => _pass.ReadLogits(row).ToArray())];
    }

    /// <summary>Appends tokens in passes of some tokens each.</summary>
    public float[][] Append(ReadOnlySpan<int> tokens, int step)
    {
        var rows = new List<float[]>();
        for (int start = 0; start < tokens.Length; start += step)
        {
            rows.AddRange(Append(tokens.Slice(start, Math.Min(step, tokens.Length - start))));
        }

        return [.. rows];
    }

    public void Rewind(int length) => _cache.Rewind(length);

    public void Dispose()
    {
        _pass.Dispose();
        _cache.Dispose();
        _session.Dispose();
        _folder.Dispose();
    }

    private static DecoderDescription Write(string source, string destination, ConversionTarget target, WeightPrecision precision)
    {
        using var checkpoint = Checkpoint.Open(source);
        DecoderDescription decoder = DecoderFamily.Describe(ModelConfig.Read(source), checkpoint);
        using var graph = new OnnxGraphBuilder(Path.Combine(destination, "model.onnx.data"));
        var rules = new TargetRules(target, precision);
        DecoderGraphWriter.Write(graph, new FloatWeightWriter(rules.ActivationType), rules, decoder);
        graph.Save(Path.Combine(destination, "model.onnx"));
        return decoder;
    }

    private static void WriteConfig(string folder, DecoderDescription decoder)
    {
        AttentionDescription attention = decoder.Layers[0].Attention;
        var config = new
        {
            model = new
            {
                type = decoder.RuntimeType,
                context_length = decoder.ContextLength,
                vocab_size = decoder.VocabularySize,
                eos_token_id = 0,
                decoder = new
                {
                    filename = "model.onnx",
                    num_hidden_layers = decoder.Layers.Count,
                    num_attention_heads = attention.Heads,
                    num_key_value_heads = attention.KeyValueHeads,
                    head_size = TargetRules.CacheHeadSize(attention.HeadSize),
                },
            },
        };
        File.WriteAllText(Path.Combine(folder, "genai_config.json"), JsonSerializer.Serialize(config));
    }
}
