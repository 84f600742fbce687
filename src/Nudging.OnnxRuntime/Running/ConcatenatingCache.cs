using Microsoft.ML.OnnxRuntime;
using Nudging.OnnxRuntime.Graphs;

namespace Nudging.OnnxRuntime.Running;

/// <summary>
/// The cache of attention that concatenates past and new keys: the past and present tensors have exactly the length of the text.
/// </summary>
/// <remarks>
/// Two buffers per tensor alternate as past and present: a pass allocates no tensor memory, and a pass that fails leaves
/// the past unchanged.
/// </remarks>
internal sealed class ConcatenatingCache(IReadOnlyList<CacheSpec> specs, int growthStep, int maxTokens)
    : KeyValueCache(growthStep, maxTokens)
{
    /// <summary>The number of buffers per tensor.</summary>
    public const int BufferCount = 2;

    private readonly List<OrtValue> _views = [];
    private OrtMemoryAllocation[] _past = [];
    private OrtMemoryAllocation[] _present = [];

    public override void Bind(int count, Span<OrtValue> past, Span<OrtValue> present)
    {
        DropViews();
        for (int i = 0; i < specs.Count; i++)
        {
            past[i] = View(_past[i], specs[i], Length);
            present[i] = View(_present[i], specs[i], Length + count);
        }
    }

    public override void Commit(int count)
    {
        base.Commit(count);
        (_past, _present) = (_present, _past);
    }

    public override void Rewind(int length)
    {
        // The rows of the heads follow one another: a shorter tensor has every head but the first at a lower address.
        for (int i = 0; i < _past.Length && length < Length; i++)
        {
            CacheSpec spec = specs[i];
            Span<byte> rows = View(_past[i], spec, Length).GetTensorMutableRawData();
            for (int head = 1; head < spec.Heads; head++)
            {
                rows.Slice(head * Length * spec.RowBytes, length * spec.RowBytes).CopyTo(rows[(head * length * spec.RowBytes)..]);
            }
        }

        DropViews();
        base.Rewind(length);
    }

    protected override void Grow(int capacity)
    {
        OrtMemoryAllocation[] past = [], present = [];
        try
        {
            past = Allocate(capacity);
            present = Allocate(capacity);
        }
        catch
        {
            ReleaseAll<OrtMemoryAllocation>(past);
            throw;
        }

        for (int i = 0; i < _past.Length; i++)
        {
            View(_past[i], specs[i], Length).GetTensorMutableRawData().CopyTo(View(past[i], specs[i], Length).GetTensorMutableRawData());
        }

        Free();
        (_past, _present) = (past, present);
    }

    protected override void Free()
    {
        DropViews();
        ReleaseAll<OrtMemoryAllocation>(_past);
        ReleaseAll<OrtMemoryAllocation>(_present);
        (_past, _present) = ([], []);
    }

    private OrtMemoryAllocation[] Allocate(int capacity) => AllocateAll(
        specs, spec => OrtAllocator.DefaultInstance.Allocate(checked((uint)((long)capacity * spec.Heads * spec.RowBytes))));

    private OrtValue View(OrtMemoryAllocation memory, CacheSpec spec, int length)
    {
        var view = OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, spec.Type, [1, spec.Heads, length, spec.HeadSize], memory.DangerousGetHandle(), (long)length * spec.Heads * spec.RowBytes);
        _views.Add(view);
        return view;
    }

    private void DropViews()
    {
        foreach (OrtValue view in _views)
        {
            view.Dispose();
        }

        _views.Clear();
    }
}
