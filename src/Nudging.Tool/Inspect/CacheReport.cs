using Nudging.OnnxRuntime.Graphs;

namespace Nudging.Tool.Inspect;

/// <summary>The key/value cache.</summary>
internal sealed record CacheReport(string Type, long BytesPerToken, long BytesOfContext)
{
    public static CacheReport Of(DecoderSignature signature, int contextLength)
    {
        long perToken = signature.Caches.Sum(cache => (long)cache.Heads * cache.RowBytes);
        return new(ElementTypes.Name((int)signature.Caches[0].Type), perToken, perToken * contextLength);
    }
}
