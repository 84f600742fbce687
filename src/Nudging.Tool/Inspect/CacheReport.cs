using Nudging.OnnxRuntime.Graphs;
using Nudging.OnnxRuntime.Running;

namespace Nudging.Tool.Inspect;

/// <summary>The key/value caches.</summary>
/// <param name="Type">The element type.</param>
/// <param name="BytesPerToken">The bytes of one token in one cache.</param>
/// <param name="BytesOfContext">The bytes of one full cache.</param>
/// <param name="Slots">The number of caches, one a concurrent request, unless an application sets another.</param>
internal sealed record CacheReport(string Type, long BytesPerToken, long BytesOfContext, int Slots)
{
    /// <summary>The bytes of all caches, full.</summary>
    public long BytesOfSlots => Slots * BytesOfContext;

    public static CacheReport Of(DecoderRuntime decoder, int slots)
    {
        DecoderSignature signature = decoder.Signature;
        return new(ElementTypes.Name((int)signature.Caches[0].Type), decoder.CacheBytesPerToken, decoder.CacheBytesPerToken * decoder.ContextLength, slots);
    }
}
