using Microsoft.ML.OnnxRuntime;
using Nudging.OnnxRuntime.Graphs;

namespace Nudging.OnnxRuntime.Running;

/// <summary>The cache of GroupQueryAttention: one buffer per tensor, bound as past and as present, so that a pass writes in place.</summary>
internal sealed class SharedBufferCache : KeyValueCache
{
    private readonly IReadOnlyList<CacheSpec> _specs;
    private readonly OrtAllocator? _device;
    private OrtValue[] _buffers = [];

    /// <param name="specs">The tensors of the cache.</param>
    /// <param name="device">The device memory of the tensors, disposed with the cache; <see langword="null"/> for CPU memory.</param>
    /// <param name="growthStep">The least number of tokens that the cache grows by.</param>
    /// <param name="maxTokens">The greatest number of tokens that the cache may hold.</param>
    /// <param name="minCapacity">The least capacity of the cache's memory, in tokens.</param>
    public SharedBufferCache(IReadOnlyList<CacheSpec> specs, OrtAllocator? device, int growthStep, int maxTokens, int minCapacity)
        : base(growthStep, maxTokens, minCapacity)
    {
        _specs = specs;
        _device = device;
    }

    public override void Bind(int count, Span<OrtValue> past, Span<OrtValue> present)
    {
        _buffers.CopyTo(past);
        _buffers.CopyTo(present);
    }

    protected override void Grow(int capacity)
    {
        if (_device is not null)
        {
            // Managed code cannot copy device memory, and the device may lack memory for two caches: the text is read again.
            Release();
        }

        OrtValue[] grown = Allocate(capacity);
        for (int i = 0; i < _buffers.Length; i++)
        {
            CopyHeads(_buffers[i], grown[i], _specs[i]);
        }

        ReleaseAll<OrtValue>(_buffers);
        _buffers = grown;
    }

    protected override void Free()
    {
        ReleaseAll<OrtValue>(_buffers);
        _buffers = [];
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _device?.Dispose();
    }

    private OrtValue[] Allocate(int capacity) => AllocateAll(_specs, spec =>
    {
        var buffer = OrtValue.CreateAllocatedTensorValue(_device ?? OrtAllocator.DefaultInstance, spec.Type, [1, spec.Heads, capacity, spec.HeadSize]);
        if (_device is null)
        {
            buffer.GetTensorMutableRawData().Clear();
        }

        return buffer;
    });

    private void CopyHeads(OrtValue from, OrtValue to, CacheSpec spec)
    {
        Span<byte> source = from.GetTensorMutableRawData();
        Span<byte> target = to.GetTensorMutableRawData();
        int used = Length * spec.RowBytes;
        for (int head = 0; head < spec.Heads; head++)
        {
            int sourceStart = source.Length / spec.Heads * head;
            int targetStart = target.Length / spec.Heads * head;
            source.Slice(sourceStart, used).CopyTo(target[targetStart..]);
        }
    }
}
