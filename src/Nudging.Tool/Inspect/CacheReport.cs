using Nudging.OnnxRuntime.Graphs;
using Nudging.OnnxRuntime.Running;

namespace Nudging.Tool.Inspect;

/// <summary>The key/value caches.</summary>
/// <param name="Type">The type of their numbers.</param>
/// <param name="BytesPerToken">What a token takes in one of them.</param>
/// <param name="BytesOfContext">What one of them takes when it is full.</param>
/// <param name="Slots">How many there are at most, unless an application says otherwise.</param>
internal sealed record CacheReport(string Type, long BytesPerToken, long BytesOfContext, int Slots)
{
    /// <summary>What all of them take when they are full.</summary>
    public long BytesOfSlots => Slots * BytesOfContext;

    public static CacheReport Of(DecoderRuntime decoder, int slots)
    {
        DecoderSignature signature = decoder.Signature;
        return new(ElementTypes.Name((int)signature.Caches[0].Type), decoder.CacheBytesPerToken, decoder.CacheBytesPerToken * decoder.ContextLength, slots);
    }
}
