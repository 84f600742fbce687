using System.Text.Json;
using Nudging.Decoding;
using Nudging.Tests.Models;

namespace Nudging.Tests.Decoding;

/// <summary>The decoder gives the results of the reference procedure.</summary>
public class ReferenceProcedureTests
{
    private const int Pairs = 6000;

    [Theory]
    [InlineData(NudgingMode.Sequential)]
    [InlineData(NudgingMode.Speculative)]
    public async Task Random_pairs_give_the_results_of_the_reference_procedure(NudgingMode mode)
    {
        Dictionary<NudgingStopReason, int> reasons = [];
        for (int seed = 0; seed < Pairs; seed++)
        {
            RandomPair pair = new(seed);
            ReferenceProcedure plain = new()
            {
                Base = text => pair.Base(pair.Prompts.Base.Text + text),
                Aligned = text => pair.Aligned(pair.Prompts.Aligned.Text + text),
                CountTokens = text => pair.Tokenize(text).Count,
                Options = pair.Options,
            };
            plain.Run();
            pair.Options.Mode = mode;
            ScriptedLanguageModel baseModel = new(pair.Base, pair.Tokenize) { ScoresDraftInOnePass = true };
            ScriptedLanguageModel alignedModel = new(pair.Aligned);
            List<TextSegment> segments = [];
            NudgingResult? result = null;
            await foreach (NudgingUpdate update in new NudgingDecoder(baseModel, alignedModel)
                .DecodeStreamingAsync(pair.Prompts, pair.Options, TestContext.Current.CancellationToken))
            {
                Assert.Null(result);
                result = update.Result;
                segments.AddRange(update.Segment is { } segment ? [segment] : Array.Empty<TextSegment>());
            }

            Assert.NotNull(result);
            string settings = $"seed {seed}: {Show(pair.Options)}";
            string expected = Show(new { plain.Answer, plain.StopReason, plain.Nudges, plain.Rounds, plain.Ratio });
            string actual = Show(new { Answer = result.Text, StopReason = result.StopReason.ToString(), result.Nudges, result.Rounds, Ratio = result.NudgingRatio });
            Assert.True(expected == actual, $"{settings}\nexpected {expected}\nactual   {actual}");

            Assert.Equal(result.Text, string.Concat(segments.Select(segment => segment.Text)));
            Assert.Equal(Joined(segments), result.Segments);
            Assert.Equal(result.OutputTokens, pair.Tokenize(result.Text).Count);
            Assert.True(result.OutputTokens <= pair.Options.MaxOutputTokens, settings);
            Assert.DoesNotContain(segments, segment => segment.Text.Length == 0);
            Assert.Equal((1, 1, 1, 1), (baseModel.SessionsCreated, baseModel.SessionsDisposed, alignedModel.SessionsCreated, alignedModel.SessionsDisposed));
            reasons[result.StopReason] = reasons.GetValueOrDefault(result.StopReason) + 1;
        }

        // The test is of use only if the pairs reach each stop reason of requests without constraints and functions.
        Assert.All(Enum.GetValues<NudgingStopReason>().Except([NudgingStopReason.ConstraintCompleted, NudgingStopReason.ConstraintClosed, NudgingStopReason.FunctionCall]), reason => Assert.True(reasons.GetValueOrDefault(reason) > Pairs / 100, $"{reason}: {reasons.GetValueOrDefault(reason)}"));
    }

    private static string Show(object value) => JsonSerializer.Serialize(value);

    private static List<TextSegment> Joined(List<TextSegment> segments)
    {
        List<TextSegment> joined = [];
        foreach (TextSegment segment in segments)
        {
            if (joined.Count > 0 && joined[^1].Source == segment.Source)
            {
                joined[^1] = new(joined[^1].Text + segment.Text, segment.Source);
            }
            else
            {
                joined.Add(segment);
            }
        }

        return joined;
    }
}
