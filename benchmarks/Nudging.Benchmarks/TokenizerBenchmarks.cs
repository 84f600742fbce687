using System.Text.Json;
using System.Text.RegularExpressions;
using BenchmarkDotNet.Attributes;
using DemoPair;
using Microsoft.ML.Tokenizers;
using Nudging.OnnxRuntime;

namespace Nudging.Benchmarks;

/// <summary>Encodes 200,000 characters with the demo pair's tokenizer, by ours and by Microsoft.ML.Tokenizers.</summary>
public class TokenizerBenchmarks
{
    private string _text = "";
    private OnnxLanguageModel? _model;
    private Tokenizer? _library;
    private int[] _ids = [];

    /// <summary>Loads both and checks that they give the same ids.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _text = SampleText.Read();
        _model = OnnxLanguageModel.Load(DemoPairFiles.BaseModelPath);
        _library = LoadLibrary(Path.Combine(DemoPairFiles.BaseModelPath, "tokenizer.json"));
        _ids = _model.Tokenizer.Encode(_text).Ids;
        if (!_ids.AsSpan().SequenceEqual([.. _library.EncodeToIds(_text)]))
        {
            throw new InvalidOperationException("The two tokenizers give different ids.");
        }
    }

    [GlobalCleanup]
    public void Cleanup() => _model?.Dispose();

    [Benchmark(Baseline = true)]
    public int Encode() => _model!.Tokenizer.Encode(_text).Ids.Length;

    [Benchmark]
    public int EncodeByLibrary() => _library!.EncodeToIds(_text).Count;

    [Benchmark]
    public int Decode()
    {
        var decoder = _model!.Tokenizer.CreateDecoder();
        int length = 0;
        foreach (int id in _ids)
        {
            length += decoder.Next(id).Length;
        }

        return length;
    }

    private static Microsoft.ML.Tokenizers.BpeTokenizer LoadLibrary(string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        JsonElement model = document.RootElement.GetProperty("model");
        string pattern = document.RootElement.GetProperty("pre_tokenizer").GetProperty("pretokenizers")[0].GetProperty("pattern").GetProperty("Regex").GetString()!;
        return Microsoft.ML.Tokenizers.BpeTokenizer.Create(new BpeOptions(model.GetProperty("vocab").EnumerateObject().ToDictionary(token => token.Name, token => token.Value.GetInt32()))
        {
            Merges = model.GetProperty("merges").EnumerateArray().Select(merge => $"{merge[0].GetString()} {merge[1].GetString()}"),
            ByteLevel = true,
            PreTokenizer = new RegexPreTokenizer(new Regex(pattern, RegexOptions.Compiled), null),
        });
    }
}
