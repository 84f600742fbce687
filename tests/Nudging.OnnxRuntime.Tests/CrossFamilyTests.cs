using Nudging.Decoding;
using Nudging.OnnxRuntime.Tests.Tokenization;
using Nudging.TestSupport;

namespace Nudging.OnnxRuntime.Tests;

/// <summary>Pairs of models of different families: random weights, real vocabularies.</summary>
public sealed class CrossFamilyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("llama-2", 32000, "gemma-style", 6000)]
    [InlineData("olmo", 50304, "llama-2", 32000)]
    [InlineData("qwen-2.5", 152064, "llama-3", 128256)]
    [InlineData("phi-3", 32064, "mistral", 32768)]
    public async Task Speculative_and_sequential_mode_write_the_same_text_of_whole_characters(string baseFamily, int baseSize, string alignedFamily, int alignedSize)
    {
        using OnnxLanguageModel baseModel = Load("base", baseFamily, baseSize, 31);
        using OnnxLanguageModel alignedModel = Load("aligned", alignedFamily, alignedSize, 32);
        var decoder = new NudgingDecoder(baseModel, alignedModel);
        HashSet<TextSource> writers = [];
        foreach (string question in (string[])["What is it?", "  Two\n\nlines, 12 %", "日本の首都はどこですか", "👨‍👩‍👧 e\u0301 🙂"])
        {
            foreach ((float threshold, float temperature) in (ValueTuple<float, float>[])[(0, 0), (0.03f, 0), (0.3f, 0.7f), (1.1f, 0)])
            {
                var options = new NudgingOptions { Threshold = threshold, MaxOutputTokens = 60, MaxRounds = 8, Temperature = temperature, Seed = 3, Mode = NudgingMode.Sequential };
                var prompts = new NudgingPrompts($"Question: {question}\n", $"User: {question}\nAssistant:");
                NudgingResult sequential = await decoder.DecodeAsync(prompts, options, TestContext.Current.CancellationToken);
                options.Mode = NudgingMode.Speculative;
                NudgingResult speculative = await decoder.DecodeAsync(prompts, options, TestContext.Current.CancellationToken);
                Assert.True(sequential.Text == speculative.Text, $"γ {threshold}, '{question}':\n{sequential.Text}\n{speculative.Text}");
                Assert.Equal(sequential.Segments, speculative.Segments);
                Assert.All(speculative.Segments, segment => Assert.True(segment.Text.EnumerateRunes().Sum(rune => rune.Utf16SequenceLength) == segment.Text.Length
                    && !char.IsLowSurrogate(segment.Text[0]) && !char.IsHighSurrogate(segment.Text[^1]), segment.Text));
                writers.UnionWith(speculative.Segments.Select(segment => segment.Source));
            }
        }

        Assert.Equal(2, writers.Count);
    }

    public void Dispose() => _folder.Dispose();

    private OnnxLanguageModel Load(string name, string family, int vocabularySize, int seed)
    {
        string path = Path.Combine(_folder.Path, name);
        DecoderModel.Write(path, new() { Seed = seed, VocabularySize = vocabularySize, Heads = 2, KeyValueHeads = 1, ContextLength = 512, LogitScale = 5 });
        TokenizerFamily.Copy(family, path);
        return OnnxLanguageModel.Load(path);
    }
}
