using Microsoft.ML.OnnxRuntime;

namespace Nudging.ModelBuilder.Tests.Reference;

/// <summary>Runs the graph of a decoder on ONNX Runtime's CPU provider, with the key/value caches as they come out of the graph.</summary>
internal sealed class GraphRunner : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private Dictionary<string, OrtValue> _caches = [];

    public GraphRunner(string path)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        _session = new InferenceSession(path, options);
        Reset();
    }

    /// <summary>Gets the number of tokens that were read.</summary>
    public int Position { get; private set; }

    /// <summary>Forgets the tokens.</summary>
    public void Reset()
    {
        Release();
        Position = 0;
        foreach ((string name, NodeMetadata metadata) in _session.InputMetadata.Where(input => input.Key.StartsWith("past_key_values.", StringComparison.Ordinal)))
        {
            _caches[name] = OrtValue.CreateTensorValueFromMemory(Array.Empty<float>(), [1, metadata.Dimensions[1], 0, metadata.Dimensions[3]]);
        }
    }

    /// <summary>Reads tokens and computes the logits at each.</summary>
    public float[][] Append(ReadOnlySpan<int> ids)
    {
        long[] tokens = [.. ids.ToArray().Select(id => (long)id)];
        long[] positions = [.. Enumerable.Range(Position, ids.Length).Select(position => (long)position)];
        long[] mask = [.. Enumerable.Repeat(1L, Position + ids.Length)];
        var inputs = new Dictionary<string, OrtValue>(_caches);
        using OrtValue inputIds = OrtValue.CreateTensorValueFromMemory(tokens, [1, tokens.Length]);
        using OrtValue attentionMask = OrtValue.CreateTensorValueFromMemory(mask, [1, mask.Length]);
        using OrtValue positionIds = OrtValue.CreateTensorValueFromMemory(positions, [1, positions.Length]);
        inputs["input_ids"] = inputIds;
        inputs["attention_mask"] = attentionMask;
        if (_session.InputMetadata.ContainsKey("position_ids"))
        {
            inputs["position_ids"] = positionIds;
        }

        string[] names = [.. _session.OutputMetadata.Keys];
        IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(_options, inputs, names);
        Release();
        float[] logits = [];
        foreach ((string name, OrtValue value) in names.Zip(outputs))
        {
            if (name == "logits")
            {
                logits = value.GetTensorDataAsSpan<float>().ToArray();
                value.Dispose();
            }
            else
            {
                _caches[name.Replace("present", "past_key_values", StringComparison.Ordinal)] = value;
            }
        }

        Position += ids.Length;
        return [.. logits.Chunk(logits.Length / ids.Length)];
    }

    public void Dispose()
    {
        Release();
        _options.Dispose();
        _session.Dispose();
    }

    private void Release()
    {
        foreach (OrtValue cache in _caches.Values)
        {
            cache.Dispose();
        }

        _caches = [];
    }
}
