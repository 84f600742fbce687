using Nudging.OnnxRuntime.Running;
using Nudging.OnnxRuntime.Sampling;
using Nudging.TestSupport;

namespace Nudging.OnnxRuntime.Tests;

/// <summary>A model that is written to a temporary folder and loaded.</summary>
internal sealed class TestModel : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <param name="spec">The shape of the model.</param>
    /// <param name="options">The options of the model.</param>
    /// <param name="write">Writes the folder; null for a folder of onnxruntime-genai.</param>
    public TestModel(DecoderModelSpec? spec = null, OnnxModelOptions? options = null, Action<string, DecoderModelSpec>? write = null)
    {
        (write ?? DecoderModel.Write)(_folder.Path, spec ?? new());
        Model = OnnxLanguageModel.Load(_folder.Path, options);
        Model.Decoder.PassObserver = (cached, count) => Passes.Add((cached, count));
    }

    public OnnxLanguageModel Model { get; }

    /// <summary>Gets the cache of one request.</summary>
    public PrefixCache Cache => Model.Decoder.Caches.Acquire(this, []);

    /// <summary>Gets the passes so far: the number of tokens in the cache, and the number that the pass appended.</summary>
    public List<(int Cached, int Count)> Passes { get; } = [];

    /// <summary>Returns random tokens.</summary>
    public static int[] RandomTokens(int count, int seed = 7)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(256))];
    }

    /// <summary>Reads a text and returns the predictions from a token on.</summary>
    public TokenPrediction[] Read(ReadOnlySpan<int> tokens, int from = 0) => Read(Cache, tokens, from);

    /// <summary>Reads a text with a cache and returns the predictions from a token on.</summary>
    public static TokenPrediction[] Read(PrefixCache cache, ReadOnlySpan<int> tokens, int from)
    {
        using var run = new CancellableRun(CancellationToken.None);
        cache.Read(tokens, [.. Enumerable.Range(from, tokens.Length - from).Select(index => new PredictionRequest(index, default))], null, run);
        return [.. Enumerable.Range(from, tokens.Length - from).Select(cache.PredictionAfter)];
    }

    /// <summary>Reads a text token by token.</summary>
    public TokenPrediction[] ReadOneByOne(int[] tokens) =>
        [.. Enumerable.Range(1, tokens.Length).Select(length => Read(tokens.AsSpan(0, length), length - 1)[0])];

    public static void AssertSame(IReadOnlyList<TokenPrediction> expected, IReadOnlyList<TokenPrediction> actual, float tolerance)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (int i = 0; i < expected.Count; i++)
        {
            Assert.Equal(expected[i].Probability, actual[i].Probability, tolerance);
            Assert.True(expected[i].Id == actual[i].Id, $"Token {i}: {expected[i]} is not {actual[i]}.");
        }
    }

    public void Dispose()
    {
        Model.Dispose();
        _folder.Dispose();
    }
}
