using Nudging.OnnxRuntime.Sampling;

namespace Nudging.OnnxRuntime.Tests.Sampling;

public sealed class TokenPredictionTests
{
    [Fact]
    public void The_probability_is_that_of_the_softmax_and_the_lowest_of_equal_ids_wins()
    {
        var random = new Random(1);
        float[] scratch = new float[3000];
        for (int round = 0; round < 200; round++)
        {
            float[] logits = [.. Enumerable.Range(0, 1 + random.Next(3000)).Select(_ => MathF.Round((random.NextSingle() - 0.5f) * 40))];
            var choice = TokenPrediction.Read(logits, scratch);
            int best = Array.IndexOf(logits, logits.Max());
            double sum = logits.Sum(logit => Math.Exp(logit - logits[best]));
            Assert.Equal(best, choice.Id);
            Assert.Equal(1 / sum, choice.Probability, 1e-5);
        }
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        float[] logits = new float[50000];
        float[] scratch = new float[50000];
        TokenPrediction.Read(logits, scratch);
        long before = GC.GetAllocatedBytesForCurrentThread();
        TokenPrediction.Read(logits, scratch);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Scores_that_are_not_numbers_are_reported(float score) =>
        Assert.Throws<InvalidOperationException>(() => TokenPrediction.Read([1, score, 2], new float[3]));
}
