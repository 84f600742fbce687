using Nudging.OnnxRuntime.Sampling;

namespace Nudging.OnnxRuntime.Tests.Sampling;

public sealed class TokenPredictionTests
{
    [Fact]
    public void The_prediction_has_the_softmax_probability_and_the_lowest_id_of_equal_logits()
    {
        var random = new Random(1);
        float[] scratch = new float[3000];
        for (int round = 0; round < 200; round++)
        {
            float[] logits = [.. Enumerable.Range(0, 1 + random.Next(3000)).Select(_ => MathF.Round((random.NextSingle() - 0.5f) * 40))];
            var prediction = TokenPrediction.Read(logits, scratch);
            int best = Array.IndexOf(logits, logits.Max());
            double sum = logits.Sum(logit => Math.Exp(logit - logits[best]));
            Assert.Equal(best, prediction.Id);
            Assert.Equal(1 / sum, prediction.Probability, 1e-5);
        }
    }

    [Fact]
    public void A_prediction_allocates_no_managed_memory()
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
    public void Logits_that_are_not_finite_are_refused(float logit) =>
        Assert.Throws<InvalidOperationException>(() => TokenPrediction.Read([1, logit, 2], new float[3]));
}
