using System.Diagnostics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Nudging.OnnxRuntime.Graphs;

namespace Nudging.OnnxRuntime.Running;

/// <summary>One pass of a decoder: appends tokens to a cache and reads what the model would write after each.</summary>
/// <remarks>Its buffers are used again by the next pass, whatever cache that is about: there is one pass at a time.</remarks>
internal sealed class ForwardPass : IDisposable
{
    // Beyond this, a pass that is free to be short is split, so that the scores of a long prompt need not be held at once.
    private const int MostLogitBytes = 64 << 20;

    private readonly InferenceSession _session;
    private readonly DecoderSignature _signature;
    private readonly AppendPolicy _policy;
    private readonly IntegerTensor _ids;
    private readonly IntegerTensor _mask;
    private readonly IntegerTensor? _positions;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private readonly OrtValue[] _inputs;
    private readonly OrtValue[] _outputs;
    private readonly float[] _row;
    private readonly float[] _scratch;
    private readonly int _rowBytes;
    private readonly Action<RunOptions> _run;
    private int[] _ones = [];
    private int[] _counting = [];
    private OrtMemoryAllocation? _logitMemory;
    private int _logitRows;
    private int _rows;
    private OrtValue? _logits;

    public ForwardPass(InferenceSession session, DecoderSignature signature, AppendPolicy policy)
    {
        _session = session;
        _signature = signature;
        _policy = policy;
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
        _run = options => _policy.Exclusively(options, RunSession);
        _rowBytes = signature.VocabularySize * (half ? sizeof(ushort) : sizeof(float));
    }

    /// <summary>Gets what was computed so far.</summary>
    public OnnxModelStatistics Statistics { get; private set; }

    /// <summary>Gets or sets what is told of each pass: the tokens in the cache before it, and those it appends.</summary>
    public Action<int, int>? Observer { get; set; }

    /// <summary>Gets how many tokens a pass may append where shorter passes do as well.</summary>
    public int MostRows => Math.Clamp(MostLogitBytes / _rowBytes, 16, 512);

    /// <summary>Gets how many tokens a pass may append at all.</summary>
    public int RowLimit => int.MaxValue / _rowBytes;

    /// <summary>Appends tokens. If it fails, the cache is as it was.</summary>
    /// <param name="cache">What holds the tokens before.</param>
    /// <param name="tokens">The tokens.</param>
    /// <param name="run">Cancels the pass.</param>
    public void Run(KeyValueCache cache, ReadOnlySpan<int> tokens, CancellableRun run)
    {
        int count = tokens.Length;
        Observer?.Invoke(cache.Length, count);
        int total = cache.Length + count;
        int plain = 0;
        _inputs[plain++] = _ids.Write(tokens);
        _inputs[plain++] = _mask.Write(Ones(total));
        if (_positions is not null)
        {
            _inputs[plain++] = _positions.Write(Counting(cache.Length, count));
        }

        _outputs[0] = Logits(count);
        cache.Bind(count, _inputs.AsSpan(plain), _outputs.AsSpan(1));
        long began = Stopwatch.GetTimestamp();
        run.Invoke(_run);
        Statistics = new(Statistics.Passes + 1, Statistics.Tokens + count, Statistics.RunTime + Stopwatch.GetElapsedTime(began));
        cache.Commit(count);
    }

    /// <summary>Reads a choice from the last pass.</summary>
    /// <param name="row">A token's place in the pass.</param>
    /// <param name="sampler">What chooses; <see langword="null"/> for the most probable token.</param>
    /// <param name="wanted">Where the choice is made.</param>
    /// <param name="written">The tokens of the text before it.</param>
    public TokenChoice ReadChoice(int row, TokenSampler? sampler, ChoiceRequest wanted, ReadOnlySpan<int> written) =>
        TokenChoice.Read(Scores(row), _scratch, sampler, wanted, written);

    /// <summary>Reads from the last pass how probable a token is after another one.</summary>
    /// <param name="row">The other token's place in the pass.</param>
    /// <param name="id">The token.</param>
    /// <returns>The natural logarithm of its probability.</returns>
    public float ReadLogProbability(int row, int id)
    {
        ReadOnlySpan<float> scores = Scores(row);
        float top = TensorPrimitives.Max(scores);
        TensorPrimitives.Subtract(scores, top, _scratch);
        TensorPrimitives.Exp(_scratch, _scratch);
        return scores[id] - top - MathF.Log(TensorPrimitives.Sum<float>(_scratch));
    }

    /// <summary>Gives back the memory of an unusually long pass.</summary>
    public void Trim()
    {
        if (_logitRows > MostRows)
        {
            ReleaseLogits();
        }
    }

    /// <summary>Gives back what the next pass allocates anew.</summary>
    public void Release()
    {
        _ids.Dispose();
        _mask.Dispose();
        _positions?.Dispose();
        ReleaseLogits();
    }

    public void Dispose() => Release();

    private ReadOnlySpan<float> Scores(int row)
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
            // The upper half of a float32.
            ReadOnlySpan<ushort> halves = MemoryMarshal.Cast<BFloat16, ushort>(_logits!.GetTensorDataAsSpan<BFloat16>());
            Span<uint> bits = MemoryMarshal.Cast<float, uint>(_row.AsSpan());
            TensorPrimitives.ConvertTruncating<ushort, uint>(halves.Slice(start, _signature.VocabularySize), bits);
            TensorPrimitives.ShiftLeft<uint>(bits, 16, bits);
        }

        return _row;
    }

    private void RunSession(RunOptions options) => _session.Run(options, _inputNames, _inputs, _outputNames, _outputs);

    private ReadOnlySpan<int> Ones(int count)
    {
        if (_ones.Length < count)
        {
            _ones = new int[2 * count];
            _ones.AsSpan().Fill(1);
        }

        return _ones.AsSpan(0, count);
    }

    private ReadOnlySpan<int> Counting(int start, int count)
    {
        if (_counting.Length < count)
        {
            _counting = new int[count];
        }

        for (int i = 0; i < count; i++)
        {
            _counting[i] = start + i;
        }

        return _counting.AsSpan(0, count);
    }

    // Rows that are as many as before are written over them; more memory is taken only where there is too little.
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
