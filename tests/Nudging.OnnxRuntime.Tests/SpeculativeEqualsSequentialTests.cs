using Nudging.Decoding;
using Nudging.OnnxRuntime.Sequences;
using Nudging.TestSupport;

namespace Nudging.OnnxRuntime.Tests;

/// <summary>Speculative decoding writes the text of sequential decoding, on real graphs and for different tokenizers.</summary>
public sealed class SpeculativeEqualsSequentialTests : IDisposable
{
    // Letters and spaces are frequent, so that the texts have words.
    private static readonly Dictionary<string, (DecoderModelSpec Base, DecoderModelSpec Aligned, bool DirectMLRules)> Pairs = new()
    {
        ["same tokenizer"] = (new() { Seed = 11, Layers = 3 }, new() { Seed = 12 }, false),
        ["different tokenizers"] = (new() { Seed = 13, Merges = ["a b", "Ġ a", "e r", "o n", "Ġ t"] }, new() { Seed = 14, Merges = ["Ġ s", "t h", "Ġ th", "i n", "Ġ i"] }, false),
        ["merges within and across words"] = (new() { Seed = 15, Merges = ["a a", "b b", "Ġ Ġ", "aa a"] }, new() { Seed = 16, Merges = [] }, false),
        ["plain attention"] = (new() { Seed = 17, UsesGroupQueryAttention = false }, new() { Seed = 18, HasPositionIds = false }, false),
        ["float16"] = (new() { Seed = 19, Float16 = true }, new() { Seed = 20, Heads = 2, KeyValueHeads = 1 }, false),
        ["as exported for the CPU"] = (
            new() { Seed = 23, Window = 24, SlidingCache = true, AttentionSoftcap = 20, LogitSoftcap = 30, PackedAttention = true, FusedRotary = true, HasPositionIds = false },
            new() { Seed = 24, Int4AccuracyLevel = 0, QuantizedEmbedding = true, PackedAttention = true, FusedRotary = true, HasPositionIds = false },
            false),
        ["one token at a time"] = (new() { Seed = 21 }, new() { Seed = 22 }, true),
    };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> AllPairs => [.. Pairs.Keys];

    [Theory]
    [MemberData(nameof(AllPairs))]
    public async Task Speculative_and_sequential_mode_write_the_same_segments(string name)
    {
        (DecoderModelSpec baseSpec, DecoderModelSpec alignedSpec, bool directMLRules) = Pairs[name];
        using OnnxLanguageModel baseModel = Load("base", baseSpec, directMLRules);
        using OnnxLanguageModel alignedModel = Load("aligned", alignedSpec, directMLRules);
        var decoder = new NudgingDecoder(baseModel, alignedModel);
        int draftedTokens = 0;
        int acceptedTokens = 0;
        int comparedTokens = 0;
        foreach (float threshold in (float[])[0, 0.2f, 0.4f, 0.6f, 0.8f, 1.1f])
        {
            foreach (long? seed in (long?[])[null, 1, 2, 3])
            {
                foreach (string question in (string[])["What is it?", "Tell me more about the thing."])
                {
                    var prompts = new NudgingPrompts(question + "\n", $"<|im_start|>{question}<|im_end|>\n");
                    var options = new NudgingOptions
                    {
                        Threshold = threshold,
                        MaxOutputTokens = 90,
                        MaxRounds = 12,
                        Temperature = seed is null ? 0 : 0.9f,
                        Seed = seed,
                        Mode = NudgingMode.Sequential,
                    };
                    NudgingResult sequential = await decoder.DecodeAsync(prompts, options, TestContext.Current.CancellationToken);
                    options.Mode = NudgingMode.Speculative;
                    NudgingResult speculative = await decoder.DecodeAsync(prompts, options, TestContext.Current.CancellationToken);
                    string settings = $"γ {threshold}, seed {seed}, '{question}'";
                    Assert.True(sequential.Text == speculative.Text, $"{settings}:\n{sequential.Text}\n{speculative.Text}");
                    Assert.Equal(sequential.Segments, speculative.Segments);
                    Assert.Equal(sequential.Nudges, speculative.Nudges);
                    Assert.Equal(sequential.Rounds, speculative.Rounds);
                    Assert.Equal(sequential.StopReason, speculative.StopReason);
                    draftedTokens += speculative.DraftedTokens;
                    acceptedTokens += speculative.AcceptedDraftTokens;
                    comparedTokens += sequential.OutputTokens;
                }
            }
        }

        Assert.True(comparedTokens > 500, $"Only {comparedTokens} tokens were compared.");
        Assert.True(directMLRules ? draftedTokens == 0 : draftedTokens > 100 && acceptedTokens > 0, $"{acceptedTokens} of {draftedTokens} drafted tokens were accepted.");
        Assert.True(acceptedTokens <= draftedTokens);
    }

    public void Dispose() => _folder.Dispose();

    private OnnxLanguageModel Load(string name, DecoderModelSpec spec, bool directMLRules)
    {
        string path = Path.Combine(_folder.Path, name);
        int end = TestVocabulary.IdOfSpecial(spec, 0);
        Dictionary<int, float> bias = TestVocabulary.OnlyAscii(spec.VocabularySize, end, -4);
        for (int id = 256; id < end; id++)
        {
            bias.Remove(id);
        }

        foreach (char frequent in " etaoin")
        {
            bias[frequent] = 3;
        }

        DecoderModel.Write(path, spec with { ContextLength = 400, LogitBias = bias, LogitScale = 2 });
        return OnnxLanguageModel.Load(path, new() { UseDirectMLRules = directMLRules });
    }
}
