using Nudging.Decoding;

namespace Nudging.Tests.Decoding;

public class DraftLengthsTests
{
    [Theory]
    [InlineData(1.0, 0.1, 0.05)]
    [InlineData(1.0, 0.1, 0.5)]
    [InlineData(1.0, 0.9, 0.2)]
    [InlineData(1.0, 0.01, 0.9)]
    public void The_length_is_the_one_with_the_most_tokens_for_the_time(double pass, double perToken, double draft)
    {
        foreach (int accepted in (int[])[0, 1, 3, 9])
        {
            DraftLengths lengths = new();
            for (int i = 0; i < 1000; i++)
            {
                int length = i % 9;
                lengths.RecordPasses(length, 1, TimeSpan.FromSeconds(pass + (perToken * length)));
                lengths.RecordDraft(4, TimeSpan.FromSeconds(4 * draft));
                lengths.RecordAcceptance(accepted + 1, accepted);
            }

            double share = accepted / (accepted + 1.0);
            foreach (bool isFree in (bool[])[false, true])
            {
                double[] speeds = [.. Enumerable.Range(0, 17).Select(length =>
                    Enumerable.Range(0, length + 1).Sum(power => Math.Pow(share, power)) / (pass + (length * (perToken + (isFree ? 0 : draft)))))];
                int best = lengths.Best(isFree);
                Assert.InRange(speeds[best], speeds.Max() * 0.999, speeds.Max());
            }
        }
    }

    [Fact]
    public void Where_no_draft_is_accepted_one_is_tried_now_and_then_and_learnt_from()
    {
        DraftLengths lengths = new();
        for (int i = 0; i < 300; i++)
        {
            lengths.RecordPasses(1, 1, TimeSpan.FromSeconds(1));
            lengths.RecordAcceptance(1, 0);
        }

        int[] tried = [.. Enumerable.Range(0, 100).Select(_ => lengths.Best(isDraftFree: false))];
        Assert.InRange(tried.Count(length => length > 0), 1, 10);
        for (int i = 0; i < 300; i++)
        {
            lengths.RecordAcceptance(8, 8);
        }

        Assert.True(lengths.Best(isDraftFree: false) > 4);
    }
}
