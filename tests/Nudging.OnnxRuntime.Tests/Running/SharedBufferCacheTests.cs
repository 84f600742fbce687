using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Nudging.OnnxRuntime.Graphs;
using Nudging.OnnxRuntime.Running;
using Nudging.TestSupport;

namespace Nudging.OnnxRuntime.Tests.Running;

public sealed class SharedBufferCacheTests
{
    [Fact]
    public void A_device_cache_that_cannot_grow_is_empty_and_grows_again()
    {
        using var folder = new TemporaryFolder();
        DecoderModel.Write(folder.Path, new());
        Assert.NotNull(NativeRuntime.Environment);
        using var session = new InferenceSession(Path.Combine(folder.Path, "model.onnx"));
        CacheSpec[] specs = [new("past", "present", TensorElementType.Float, 64, 1024)];
        using var cache = new SharedBufferCache(specs, new OrtAllocator(session, OrtMemoryInfo.DefaultInstance), 8, int.MaxValue, 0);
        var past = new OrtValue[1];
        var present = new OrtValue[1];
        cache.Reserve(8);
        cache.Commit(8);

        // 2^31 tokens of 256 KiB are more than any machine can address.
        Assert.ThrowsAny<Exception>(() => cache.Reserve(int.MaxValue));
        Assert.Equal((0, 0), (cache.Length, cache.Capacity));

        cache.Reserve(4);
        cache.Bind(4, past, present);
        Assert.True(cache.Capacity >= 4);
        Assert.Same(past[0], present[0]);
        Assert.Equal([1L, 64, cache.Capacity, 1024], past[0].GetTensorTypeAndShape().Shape);
    }
}
