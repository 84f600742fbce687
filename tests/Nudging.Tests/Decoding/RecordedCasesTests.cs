using System.Text;
using System.Text.Json;
using Nudging.Decoding;
using Nudging.Tests.Models;
using Nudging.TestSupport;

namespace Nudging.Tests.Decoding;

/// <summary>The decoder gives the recorded results of the published program on scripted pairs.</summary>
public class RecordedCasesTests
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Runs the recorded cases with one choice of the models after all texts that a case does not record.</summary>
    [Theory]
    [InlineData("", 0.5)]
    [InlineData("", 1.0)]
    [InlineData(" zq", 0.99)]
    [InlineData("q", 0.01)]
    [InlineData("\n", 0.4)]
    public async Task Recorded_cases_give_the_recorded_results_for_any_choice_after_other_texts(string text, double probability)
    {
        List<string> differences = [];
        int number = 0;
        foreach ((string line, NudgingMode mode) in File.ReadLines(SharedData.Require("procedure", "cases.jsonl"))
            .SelectMany(line => Enum.GetValues<NudgingMode>().Select(mode => (line, mode))))
        {
            Case recorded = JsonSerializer.Deserialize<Case>(line, Json)!;
            ScriptedChoice otherwise = new(text, (float)probability);
            NudgingResult result = await new NudgingDecoder(recorded.Model(recorded.Base, otherwise), recorded.Model(recorded.Aligned, otherwise))
                .DecodeAsync(new(recorded.BasePrompt, recorded.AlignedPrompt), recorded.Options(mode), TestContext.Current.CancellationToken);
            string expected = JsonSerializer.Serialize(recorded.Expected, Json);
            string actual = JsonSerializer.Serialize(new Expected(result.Text, result.Nudges, result.Rounds, result.StopReason.ToString()), Json);
            if (expected != actual)
            {
                differences.Add($"case {number / 2} ({mode}):\nexpected {expected}\nactual   {actual}");
            }

            number++;
        }

        Assert.True(differences.Count == 0, $"{differences.Count} of {number} results differ\n{differences.FirstOrDefault()}");
        Assert.True(number >= 800, $"Only {number / 2} cases are recorded.");
    }

    private sealed record Expected(string Output, IReadOnlyList<string> Nudges, IReadOnlyList<string> Rounds, string StopReason);

    private sealed record Case(
        float Threshold, int Lookahead, int MaxRounds, int Context, string BasePrompt, string AlignedPrompt,
        Dictionary<string, JsonElement[]> Base, Dictionary<string, JsonElement[]> Aligned, Expected Expected)
    {
        public NudgingOptions Options(NudgingMode mode) => new()
        {
            Mode = mode,
            Threshold = Threshold,
            Lookahead = Lookahead,
            MaxRounds = MaxRounds,
            MaxOutputTokens = int.MaxValue,
        };

        public ScriptedLanguageModel Model(Dictionary<string, JsonElement[]> table, ScriptedChoice otherwise) => new ScriptedLanguageModel(text =>
        {
            Rune[] runes = [.. text[Math.Max(0, text.Length - (2 * Context))..].EnumerateRunes()];
            string context = string.Concat(runes.TakeLast(Context));
            return table.TryGetValue(context, out JsonElement[]? token) ? new(token[0].GetString()!, token[1].GetSingle()) : otherwise;
        })
        { ScoresDraftInOnePass = true };
    }
}
