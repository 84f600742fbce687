using Nudging.Decoding;

namespace Nudging.Tests.Decoding;

public class DraftLengthOptimizerTests
{
    [Theory]
    [InlineData(1.0, 0.1, 0.05)]
    [InlineData(1.0, 0.1, 0.5)]
    [InlineData(1.0, 0.9, 0.2)]
    [InlineData(1.0, 0.01, 0.9)]
    public void The_verified_length_of_a_draft_maximises_the_tokens_per_second(double pass, double perToken, double draft)
    {
        foreach (double accepted in (double[])[0.05, 0.5, 0.8, 0.95])
        {
            DraftLengthOptimizer lengths = Measured(pass, perToken, draft, accepted);
            double[] speeds = [.. Enumerable.Range(0, 17).Select(length =>
                Enumerable.Range(0, length + 1).Sum(power => Math.Pow(accepted, power)) / (pass + (length * perToken)))];
            int best = lengths.BestVerificationLength(Enumerable.Repeat(0.95f, 16));
            Assert.InRange(speeds[best], speeds.Max() * 0.97, speeds.Max());
        }
    }

    [Fact]
    public void A_draft_is_verified_up_to_the_first_token_of_low_probability()
    {
        DraftLengthOptimizer lengths = new();
        for (int i = 0; i < 500; i++)
        {
            lengths.RecordToken(0.95f, true);
            lengths.RecordToken(0.25f, false);
            lengths.RecordPasses(i % 5, 1, TimeSpan.FromSeconds(1 + (0.1 * (i % 5))));
            lengths.RecordDraft(1, TimeSpan.FromSeconds(0.05));
        }

        Assert.Equal(4, lengths.BestVerificationLength([0.99f, 0.95f, 0.92f, 0.97f, 0.21f, 0.99f]));
        Assert.Equal(0, lengths.BestVerificationLength([0.21f, 0.99f]));
        (int length, float floor) = lengths.BestDraft();
        Assert.True(length >= 8);
        Assert.InRange(floor, 0.3f, 0.9f);
    }

    [Fact]
    public void Where_no_draft_is_accepted_a_trial_draft_comes_at_an_interval_and_its_acceptance_counts()
    {
        DraftLengthOptimizer lengths = Measured(1, 0.3, 0.3, 0);
        int tried = Enumerable.Range(0, 160).Count(_ => lengths.BestDraft().Length > 0);
        Assert.InRange(tried, 1, 16);
        for (int i = 0; i < 500; i++)
        {
            lengths.RecordToken(0.95f, true);
        }

        Assert.True(lengths.BestDraft().Length >= 4);
    }

    private static DraftLengthOptimizer Measured(double pass, double perToken, double draft, double accepted)
    {
        DraftLengthOptimizer lengths = new();
        for (int i = 0; i < 4000; i++)
        {
            lengths.RecordPasses(i % 9, 1, TimeSpan.FromSeconds(pass + (perToken * (i % 9))));
            lengths.RecordDraft(4, TimeSpan.FromSeconds(4 * draft));
            for (int sure = 0; sure < 10; sure++)
            {
                lengths.RecordToken((sure + 0.5f) / 10, i * 619 % 1000 / 1000.0 < accepted);
            }
        }

        return lengths;
    }
}
