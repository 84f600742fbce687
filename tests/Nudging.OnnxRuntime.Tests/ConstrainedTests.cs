using System.Text;
using System.Text.Json;
using Json.Schema;
using Nudging.Constraints;
using Nudging.Decoding;
using Nudging.Models;
using Nudging.OnnxRuntime.Sampling;
using Nudging.TestSupport;

namespace Nudging.OnnxRuntime.Tests;

/// <summary>Models with random weights write valid documents under a constraint.</summary>
public sealed class ConstrainedTests : IDisposable
{
    private const string Unicode = """
        {"type":"object","properties":{
          "kind":{"enum":["café","漢字","👩‍🔬 scientist","naïve"]},
          "count":{"type":"integer","minimum":-3,"maximum":1200},
          "tags":{"type":"array","items":{"type":"string","maxLength":4},"minItems":1,"maxItems":3},
          "inner":{"type":["object","null"],"properties":{"ok":{"type":"boolean"},"share":{"type":"number","minimum":0,"maximum":1}},"required":["ok"],"additionalProperties":false}},
         "required":["kind","count","tags"],"additionalProperties":false}
        """;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, 320, null, 320)]
    [InlineData("llama-2", 32000, "gemma-style", 6000)]
    [InlineData("qwen-2.5", 152064, "phi-3", 32064)]
    public async Task Speculative_and_sequential_mode_write_the_same_document_that_matches_the_schema(string? baseFamily, int baseSize, string? alignedFamily, int alignedSize)
    {
        using OnnxLanguageModel baseModel = Load("base", baseFamily, baseSize, 41);
        using OnnxLanguageModel alignedModel = Load("aligned", alignedFamily, alignedSize, 42);
        var decoder = new NudgingDecoder(baseModel, alignedModel);
        HashSet<TextSource> writers = [];
        int completed = 0;
        int run = 0;
        List<string> schemas = [Unicode, .. Enumerable.Range(0, baseFamily is null ? 25 : 5).Select(seed => new RandomSchema(seed).Next().ToJsonString())];
        foreach (string schema in schemas)
        {
            TextConstraint constraint;
            try
            {
                constraint = TextConstraint.JsonSchema(JsonDocument.Parse(schema).RootElement);
            }
            catch (ArgumentException)
            {
                continue;
            }

            var options = new NudgingOptions
            {
                Constraint = constraint,
                Threshold = run % 2 == 0 ? 0.002f : 1e-5f,
                Temperature = run % 3 == 2 ? 1 : 0,
                RepetitionPenalty = run % 4 == 1 ? 1.3f : 1,
                FrequencyPenalty = run % 4 == 2 ? 0.5f : 0,
                PresencePenalty = run % 4 == 3 ? 1 : 0,
                Seed = run++,
                MaxOutputTokens = 150,
                MaxRounds = 12,
                Mode = NudgingMode.Sequential,
            };
            NudgingResult sequential = await decoder.DecodeAsync(new("Q: what?\n", "user: what?\n"), options, Cancel);
            options.Mode = NudgingMode.Speculative;
            NudgingResult speculative = await decoder.DecodeAsync(new("Q: what?\n", "user: what?\n"), options, Cancel);
            Assert.True(sequential.Text == speculative.Text, $"{schema}\n{sequential.Text}\n{speculative.Text}");
            Assert.Equal(sequential.Segments, speculative.Segments);
            Assert.Equal(sequential.StopReason, speculative.StopReason);
            writers.UnionWith(speculative.Segments.Select(segment => segment.Source));
            Assert.NotNull(constraint.Start.Advance(Encoding.UTF8.GetBytes(speculative.Text)));
            completed += speculative.StopReason == NudgingStopReason.ConstraintClosed ? 0 : 1;
            Assert.InRange(speculative.OutputTokens, 1, options.MaxOutputTokens);
            using JsonDocument document = JsonDocument.Parse(speculative.Text);
            Assert.True(JsonSchema.FromText(schema).Evaluate(document.RootElement).IsValid, $"{schema}\n{speculative.Text}");
        }

        Assert.True(completed >= run / 2, $"{completed} of {run} documents were completed.");
        Assert.Equal(2, writers.Count);
    }

    [Fact]
    public async Task A_document_with_any_limit_from_the_smallest_is_valid_within_the_limit_and_equal_in_both_modes()
    {
        using OnnxLanguageModel baseModel = Load("base", null, 320, 48);
        using OnnxLanguageModel alignedModel = Load("aligned", null, 320, 49);
        var decoder = new NudgingDecoder(baseModel, alignedModel);
        TextConstraint constraint = TextConstraint.JsonSchema(JsonDocument.Parse(Unicode).RootElement);
        int smallest = await baseModel.CountTokensAsync(Encoding.UTF8.GetString(constraint.Start.FindShortestCompletion()!), Cancel);
        NudgingOptions options = new() { Constraint = constraint, Threshold = 0.002f, MaxOutputTokens = smallest - 1, Temperature = 1, Seed = 7 };
        ArgumentException refusal = await Assert.ThrowsAsync<ArgumentException>(() => decoder.DecodeAsync(new("Q", "Q"), options, Cancel));
        Assert.Contains($"must be at least {smallest}", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, baseModel.Statistics.Passes + alignedModel.Statistics.Passes);

        int closed = 0;
        for (int limit = smallest; limit < smallest + 60; limit++)
        {
            options.MaxOutputTokens = limit;
            options.Mode = NudgingMode.Sequential;
            NudgingResult sequential = await decoder.DecodeAsync(new("Q", "Q"), options, Cancel);
            options.Mode = NudgingMode.Speculative;
            NudgingResult speculative = await decoder.DecodeAsync(new("Q", "Q"), options, Cancel);
            Assert.True(constraint.Allows(sequential.Text), sequential.Text);
            Assert.InRange(sequential.OutputTokens, 1, limit);
            Assert.Equal((sequential.Text, sequential.StopReason), (speculative.Text, speculative.StopReason));
            closed += sequential.StopReason == NudgingStopReason.ConstraintClosed ? 1 : 0;
        }

        Assert.True(closed > 10, $"{closed} documents were completed.");
    }

    [Fact]
    public async Task Log_probabilities_equal_the_softmax_of_the_logits()
    {
        using OnnxLanguageModel model = Load("base", null, 320, 43);
        await using ILanguageModelSession session = model.CreateSession("Once upon a time");
        Continuation own = await session.ContinueAsync("", new() { MaxTokens = 30 }, Cancel);
        IReadOnlyList<TokenLogProbability> measured = await session.GetLogProbabilitiesAsync(own.Text, Cancel);
        Assert.Equal(own.Text, string.Concat(measured.Select(token => token.Text)));
        Assert.Equal(own.Tokens.Count, measured.Count);
        Assert.All(own.Tokens.Zip(measured), pair =>
        {
            Assert.Equal(pair.First.Text, pair.Second.Text);
            Assert.Equal(Math.Log(pair.First.Probability), pair.Second.LogProbability, 1e-3);
        });

        // The probabilities of all tokens that may follow add up to 1.
        double sum = 0;
        for (char next = ' '; next <= '~'; next++)
        {
            sum += Math.Exp((await session.GetLogProbabilitiesAsync(next.ToString(), Cancel))[0].LogProbability);
        }

        Assert.InRange(sum, 0.9, 1.001);
        Assert.Equal(own.Tokens.Select(token => token.Text), (await session.ContinueAsync("", new() { MaxTokens = 30 }, Cancel)).Tokens.Select(token => token.Text));
        Assert.Empty(await session.GetLogProbabilitiesAsync("", Cancel));
    }

    [Fact]
    public async Task The_result_has_the_base_models_log_probabilities_of_the_answer()
    {
        using OnnxLanguageModel baseModel = Load("base", null, 320, 44);
        using OnnxLanguageModel alignedModel = Load("aligned", null, 320, 45);
        var decoder = new NudgingDecoder(baseModel, alignedModel);
        NudgingResult result = await decoder.DecodeAsync(new("What?\n", "What?"), new() { LogProbabilities = true, MaxOutputTokens = 40 }, Cancel);
        Assert.Equal(result.Text, string.Concat(result.LogProbabilities!.Select(token => token.Text)));
        Assert.All(result.LogProbabilities!, token => Assert.True(token.LogProbability <= 0));
        Assert.Null((await decoder.DecodeAsync(new("What?\n", "What?"), new() { MaxOutputTokens = 40 }, Cancel)).LogProbabilities);
    }

    [Fact]
    public async Task A_text_that_the_constraint_does_not_allow_is_refused()
    {
        using OnnxLanguageModel model = Load("base", null, 320, 46);
        await using ILanguageModelSession session = model.CreateSession("x", new() { Sampling = new() { Temperature = 0, Constraint = TextConstraint.Literal("abc") } });
        await Assert.ThrowsAsync<ArgumentException>(async () => await session.ContinueAsync("b", new() { MaxTokens = 1 }, Cancel));
        Continuation rest = await session.ContinueAsync("a", new() { MaxTokens = 9 }, Cancel);
        Assert.Equal(("bc", ContinuationFinishReason.EndOfSequence), (rest.Text, rest.FinishReason));
        IReadOnlyList<ScoredPosition> positions = await session.ScoreAsync("", "abx", Cancel);
        Assert.All(positions, position => Assert.Equal("abc"[position.Offset].ToString(), position.Choice));
        Assert.True(positions.Count > 1);
    }

    [Fact]
    public void The_most_probable_allowed_token_equals_the_first_allowed_token_of_the_sorted_vocabulary()
    {
        using OnnxLanguageModel model = Load("base", "qwen-2.5", 152064, 47);
        TokenByteTable table = model.Text.TokenBytes;
        TextConstraint constraint = TextConstraint.JsonSchema(JsonDocument.Parse(Unicode).RootElement);
        var random = new Random(1);
        float[] scratch = new float[152064];
        foreach (string text in (string[])["", "{", "{\"", "{\"kind\": \"", "{\"kind\": \"漢", "{\"kind\":\"café\",\"count\":1", "{\"kind\":\"café\",\"count\":1,\"tags\":[\"a", "{\"kind\":\"café\",\"count\":1,\"tags\":[\"a\"]}"])
        {
            float[] logits = [.. Enumerable.Range(0, scratch.Length).Select(_ => (float)random.NextDouble())];
            TextConstraintState state = constraint.Start.Advance(Encoding.UTF8.GetBytes(text))!;
            int expected = Enumerable.Range(0, logits.Length).OrderByDescending(id => logits[id]).First(id => table.IsAllowed(state, id));
            Assert.Equal(expected, table.MostProbable(state, logits, scratch));
        }
    }

    public void Dispose() => _folder.Dispose();

    private OnnxLanguageModel Load(string name, string? family, int vocabularySize, int seed)
    {
        string path = Path.Combine(_folder.Path, name);
        var spec = new DecoderModelSpec { Seed = seed, VocabularySize = vocabularySize, Heads = 2, KeyValueHeads = 1, ContextLength = 512, LogitScale = 5, Merges = ["t h", "th e", "i n", "Ã ©", "\" :"] };
        if (family is null)
        {
            int end = TestVocabulary.IdOfSpecial(spec, 0);
            Dictionary<int, float> bias = TestVocabulary.OnlyAscii(vocabularySize, end, -4);
            foreach (char frequent in "\"}],")
            {
                bias[frequent] = 4;
            }

            spec = spec with { LogitBias = bias, LogitScale = 2 };
        }

        DecoderModel.Write(path, spec);
        if (family is not null)
        {
            File.Delete(Path.Combine(path, "tokenizer.json"));
            TokenizerFamily.Copy(family, path);
        }

        return OnnxLanguageModel.Load(path);
    }
}
