using Nudging.Models;
using Nudging.OnnxRuntime.Sampling;

namespace Nudging.OnnxRuntime.Tests.Sampling;

public sealed class TokenSamplerTests
{
    private const int Draws = 4000;

    private static readonly SamplingOptions[] Kinds =
    [
        new() { Temperature = 1 },
        new() { Temperature = 0.5f },
        new() { Temperature = 2, TopK = 3 },
        new() { Temperature = 1, TopP = 0.6f },
        new() { Temperature = 1.3f, MinP = 0.2f },
        new() { Temperature = 1.5f, TopK = 12, TopP = 0.8f, MinP = 0.1f },
        new() { Temperature = 0.8f, TopK = 400, TopP = 0.95f },
        new() { Temperature = 1, TopK = 1 },
        new() { Temperature = 1, TopP = 1e-6f },
    ];

    public static TheoryData<int> AllKinds => [.. Enumerable.Range(0, Kinds.Length)];

    [Theory]
    [MemberData(nameof(AllKinds))]
    public void Draws_follow_the_documented_distribution(int kind)
    {
        var random = new Random(kind);
        float[] logits = [.. Enumerable.Range(0, 300).Select(_ => (float)(6 * random.NextDouble()) - 3)];
        double[] expected = Distribution(logits, Kinds[kind]);
        int[] counts = new int[logits.Length];
        float[] scratch = new float[logits.Length];
        SamplingOptions options = Kinds[kind].Clone();
        options.Seed = 17;
        var sampler = new TokenSampler(options);
        for (int i = 0; i < Draws; i++)
        {
            counts[sampler.Draw(logits, logits.Max(), scratch, new(i, i % 3))]++;
        }

        // Pearson's statistic over the tokens that are expected 5 times or more; the limit is 5 standard deviations above the mean.
        double statistic = 0;
        int degrees = 0;
        for (int id = 0; id < logits.Length; id++)
        {
            Assert.True(expected[id] > 0 || counts[id] == 0, $"Token {id} was drawn, and its probability is 0.");
            if (expected[id] * Draws >= 5)
            {
                statistic += Math.Pow(counts[id] - (expected[id] * Draws), 2) / (expected[id] * Draws);
                degrees++;
            }
        }

        Assert.InRange(statistic, 0, degrees + (5 * Math.Sqrt(2 * degrees)) + 5);
    }

    [Fact]
    public void A_draw_depends_only_on_seed_and_position()
    {
        float[] logits = new float[500];
        float[] scratch = new float[500];
        var one = new TokenSampler(new() { Temperature = 1, Seed = 3 });
        var same = new TokenSampler(new() { Temperature = 1, Seed = 3 });
        var other = new TokenSampler(new() { Temperature = 1, Seed = 4 });
        int[] draws = [.. Enumerable.Range(0, 100).Select(i => one.Draw(logits, 0, scratch, new(i, 0)))];
        Assert.Equal(draws.Reverse(), Enumerable.Range(0, 100).Reverse().Select(i => same.Draw(logits, 0, scratch, new(i, 0))));
        Assert.InRange(Enumerable.Range(0, 100).Count(i => other.Draw(logits, 0, scratch, new(i, 0)) == draws[i]), 0, 5);
        Assert.InRange(Enumerable.Range(0, 100).Count(i => one.Draw(logits, 0, scratch, new(i, 1)) == draws[i]), 0, 5);
    }

    [Fact]
    public void A_token_of_probability_zero_is_never_drawn()
    {
        float[] logits = [.. Enumerable.Repeat(float.NegativeInfinity, 50)];
        logits[20] = 1;
        var sampler = new TokenSampler(new() { Temperature = 100 });
        Assert.All(Enumerable.Range(0, 50), i => Assert.Equal(20, sampler.Draw(logits, 1, new float[50], new(i, 0))));
    }

    [Fact]
    public void Penalties_equal_the_documented_formula()
    {
        var random = new Random(3);
        for (int round = 0; round < 50; round++)
        {
            float[] logits = [.. Enumerable.Range(0, 40).Select(_ => (float)(6 * random.NextDouble()) - 3)];
            int[] written = [.. Enumerable.Range(0, random.Next(60)).Select(_ => random.Next(45))];
            var options = new SamplingOptions { Temperature = 0, FrequencyPenalty = random.NextSingle() - 0.3f, PresencePenalty = random.NextSingle() - 0.3f, RepetitionPenalty = 0.7f + random.NextSingle() };
            double[] expected = [.. logits.Select((logit, id) =>
            {
                int count = written.Count(other => other == id);
                return count == 0 ? logit : (logit > 0 ? logit / (double)options.RepetitionPenalty : logit * (double)options.RepetitionPenalty) - (count * options.FrequencyPenalty) - options.PresencePenalty;
            })];
            var penalties = new LogitPenalties(options);
            for (int again = 0; again < 2; again++)
            {
                float[] actual = [.. penalties.Apply(logits, written)];
                Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
            }

            var prediction = TokenPrediction.Read(logits, new float[40], new TokenSampler(options), default, written);
            int best = Array.IndexOf(expected, expected.Max());
            Assert.Equal(best, prediction.Id);
            Assert.Equal(Math.Exp(logits[best]) / logits.Sum(logit => Math.Exp(logit)), prediction.Probability, 1e-4);
        }
    }

    // The distribution that the documentation of the options states, step by step.
    private static double[] Distribution(float[] logits, SamplingOptions options)
    {
        int[] ids = [.. Enumerable.Range(0, logits.Length).OrderByDescending(id => logits[id])];
        double[] weights = [.. ids.Select(id => Math.Exp((logits[id] - logits.Max()) / options.Temperature))];
        if (options.TopK > 0)
        {
            weights = [.. weights.Take(options.TopK)];
        }

        double sum = weights.Sum();
        int count = 0;
        for (double reached = 0; count < weights.Length && reached < (options.TopP ?? 1) * sum; count++)
        {
            reached += weights[count];
        }

        weights = [.. weights.Take(Math.Max(1, count)).Where(weight => weight >= options.MinP)];
        double[] result = new double[logits.Length];
        for (int i = 0; i < weights.Length; i++)
        {
            result[ids[i]] = weights[i] / weights.Sum();
        }

        return result;
    }
}
