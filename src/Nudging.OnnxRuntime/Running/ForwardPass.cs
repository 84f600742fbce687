using System.Diagnostics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Nudging.OnnxRuntime.Graphs;
using Nudging.OnnxRuntime.Sampling;

namespace Nudging.OnnxRuntime.Running;

/// <summary>The forward pass of a decoder: appends tokens to a key/value cache and computes the logits after each.</summary>
/// <remarks>Not thread safe: the next pass, on any cache, uses the same buffers.</remarks>
internal sealed class ForwardPass : IDisposable
{
    // A pass with more logits is split where the provider allows it, so that a long prompt takes less memory.
    private const int MaxLogitBytes = 64 << 20;

    private readonly InferenceSession _session;
    private readonly DecoderSignature _signature;
    private readonly ProviderRules _rules;
    private readonly InputTensor _ids;
    private readonly InputTensor _mask;
    private readonly InputTensor? _positions;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private readonly OrtValue[] _inputs;
    private readonly OrtValue[] _outputs;
    private readonly float[] _row;
    private readonly float[] _scratch;
    private readonly int _rowBytes;
    private int[] _ones = [];
    private int[] _range = [];
    private OrtMemoryAllocation? _logitMemory;
    private int _logitRows;
    private int _rows;
    private OrtValue? _logits;

    public ForwardPass(InferenceSession session, DecoderSignature signature, ProviderRules rules)
    {
        _session = session;
        _signature = signature;
        _rules = rules;
        _ids = new(signature.InputIds.Type);
        _mask = new(signature.AttentionMask.Type);
        _positions = signature.PositionIds is null ? null : new(signature.PositionIds.Type);
        TensorSpec?[] plain = [signature.InputIds, signature.AttentionMask, signature.PositionIds];
        _inputNames = [.. plain.OfType<TensorSpec>().Select(input => input.Name), .. signature.Caches.Select(cache => cache.PastName)];
        _outputNames = [signature.Logits.Name, .. signature.Caches.Select(cache => cache.PresentName)];
        _inputs = new OrtValue[_inputNames.Length];
        _outputs = new OrtValue[_outputNames.Length];
        bool half = signature.Logits.Type != TensorElementType.Float;
        _row = half ? new float[signature.VocabularySize] : [];
        _scratch = new float[signature.VocabularySize];
        _rowBytes = signature.VocabularySize * (half ? sizeof(ushort) : sizeof(float));
    }

    /// <summary>Gets the statistics of the passes so far.</summary>
    public OnnxModelStatistics Statistics { get; private set; }

    /// <summary>Gets or sets a callback at the start of each pass: the number of tokens in the cache, and the number that the pass appends.</summary>
    public Action<int, int>? Observer { get; set; }

    /// <summary>Gets the number of tokens that a pass should not exceed where several passes are allowed.</summary>
    public int MaxRows => Math.Clamp(MaxLogitBytes / _rowBytes, 16, 512);

    /// <summary>Gets the number of tokens that no pass can exceed.</summary>
    public int RowLimit => int.MaxValue / _rowBytes;

    /// <summary>Appends tokens. A pass that fails leaves the cache as it was.</summary>
    /// <param name="cache">The keys and values of the tokens before.</param>
    /// <param name="tokens">The tokens.</param>
    /// <param name="run">Cancels the pass.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public void Run(KeyValueCache cache, ReadOnlySpan<int> tokens, CancellableRun run)
    {
        run.ThrowIfCancellationRequested();
        int count = tokens.Length;
        Observer?.Invoke(cache.Length, count);
        int total = cache.Length + count;
        int plain = 0;
        _inputs[plain++] = _ids.Write(tokens);
        _inputs[plain++] = _mask.Write(Ones(total));
        if (_positions is not null)
        {
            _inputs[plain++] = _positions.Write(Range(cache.Length, count));
        }

        _outputs[0] = Logits(count);
        cache.Bind(count, _inputs.AsSpan(plain), _outputs.AsSpan(1));
        long began = Stopwatch.GetTimestamp();
        using (DirectMLLock.Enter(_rules.IsDirectML))
        {
            run.Invoke(_session, _inputNames, _inputs, _outputNames, _outputs);
        }

        Statistics = Statistics with
        {
            Passes = Statistics.Passes + 1,
            Tokens = Statistics.Tokens + count,
            RunTime = Statistics.RunTime + Stopwatch.GetElapsedTime(began),
        };
        cache.Commit(count);
    }

    /// <summary>Reads the logits after a token of the last pass as float32; they are valid until the next read or pass.</summary>
    /// <param name="row">The index of the token in the pass.</param>
    public ReadOnlySpan<float> ReadLogits(int row)
    {
        int start = row * _signature.VocabularySize;
        if (_signature.Logits.Type == TensorElementType.Float)
        {
            return _logits!.GetTensorDataAsSpan<float>().Slice(start, _signature.VocabularySize);
        }

        if (_signature.Logits.Type == TensorElementType.Float16)
        {
            ReadOnlySpan<Half> halves = MemoryMarshal.Cast<Float16, Half>(_logits!.GetTensorDataAsSpan<Float16>());
            TensorPrimitives.ConvertToSingle(halves.Slice(start, _signature.VocabularySize), _row);
        }
        else
        {
            // A bfloat16 is the upper half of a float32.
            ReadOnlySpan<ushort> halves = MemoryMarshal.Cast<BFloat16, ushort>(_logits!.GetTensorDataAsSpan<BFloat16>());
            Span<uint> bits = MemoryMarshal.Cast<float, uint>(_row.AsSpan());
            TensorPrimitives.ConvertTruncating<ushort, uint>(halves.Slice(start, _signature.VocabularySize), bits);
            TensorPrimitives.ShiftLeft<uint>(bits, 16, bits);
        }

        return _row;
    }

    /// <summary>Reads a prediction from the logits of the last pass.</summary>
    /// <param name="row">The index of a token in the pass.</param>
    /// <param name="sampler">Chooses the token; <see langword="null"/> for the most probable one.</param>
    /// <param name="request">The requested prediction.</param>
    /// <param name="written">The tokens of the text before the prediction.</param>
    public TokenPrediction ReadPrediction(int row, TokenSampler? sampler, PredictionRequest request, ReadOnlySpan<int> written) =>
        TokenPrediction.Read(ReadLogits(row), _scratch, sampler, request, written);

    /// <summary>Reads the log-probability of a token after another token from the logits of the last pass.</summary>
    /// <param name="row">The index of the other token in the pass.</param>
    /// <param name="id">The token.</param>
    /// <returns>The natural logarithm of the token's probability.</returns>
    public float ReadLogProbability(int row, int id)
    {
        ReadOnlySpan<float> logits = ReadLogits(row);
        float top = TensorPrimitives.Max(logits);
        TensorPrimitives.Subtract(logits, top, _scratch);
        TensorPrimitives.Exp(_scratch, _scratch);
        return logits[id] - top - MathF.Log(TensorPrimitives.Sum<float>(_scratch));
    }

    /// <summary>Releases the memory of an unusually long pass.</summary>
    public void Trim()
    {
        if (_logitRows > MaxRows)
        {
            ReleaseLogits();
        }
    }

    /// <summary>Releases all memory that the next pass can allocate anew.</summary>
    public void Release()
    {
        _ids.Dispose();
        _mask.Dispose();
        _positions?.Dispose();
        ReleaseLogits();
    }

    public void Dispose() => Release();

    private ReadOnlySpan<int> Ones(int count)
    {
        if (_ones.Length < count)
        {
            _ones = new int[2 * count];
            _ones.AsSpan().Fill(1);
        }

        return _ones.AsSpan(0, count);
    }

    private ReadOnlySpan<int> Range(int start, int count)
    {
        if (_range.Length < count)
        {
            _range = new int[count];
        }

        for (int i = 0; i < count; i++)
        {
            _range[i] = start + i;
        }

        return _range.AsSpan(0, count);
    }

    // Uses the tensor of the pass before where the number of rows is the same, and its memory where the rows are fewer.
    private OrtValue Logits(int rows)
    {
        if (_logits is not null && _rows == rows)
        {
            return _logits;
        }

        _logits?.Dispose();
        _logits = null;
        if (_logitRows < rows)
        {
            ReleaseLogits();
            _logitMemory = OrtAllocator.DefaultInstance.Allocate((uint)(rows * _rowBytes));
            _logitRows = rows;
        }

        _rows = rows;
        return _logits = OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, _signature.Logits.Type, [1, rows, _signature.VocabularySize], _logitMemory!.DangerousGetHandle(), (long)rows * _rowBytes);
    }

    private void ReleaseLogits()
    {
        _logits?.Dispose();
        _logits = null;
        _logitMemory?.Dispose();
        _logitMemory = null;
        _logitRows = 0;
    }
}
