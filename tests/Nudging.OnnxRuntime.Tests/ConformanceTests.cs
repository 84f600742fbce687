using Nudging.Models;
using Nudging.TestSupport;

namespace Nudging.OnnxRuntime.Tests;

/// <summary>The conformance tests of every engine, on each kind of graph and with and without the rules of DirectML.</summary>
public static class ConformanceTests
{
    public sealed class OnGroupQueryAttention() : Kind(new());

    public sealed class OnFusedRotaryWithoutPositions() : Kind(new() { FusedRotary = true, HasPositionIds = false });

    public sealed class OnPlainAttention() : Kind(new() { UsesGroupQueryAttention = false, HasPositionIds = false });

    public sealed class OnFloat16() : Kind(new() { Float16 = true, ExternalData = true })
    {
        protected override float Tolerance => 0.02f;
    }

    /// <summary>Gemma-2 as the model builder exports it for the CPU: attention drops tokens outside the window from the cache.</summary>
    public sealed class OnGemma2() : Kind(new()
    {
        AttentionSoftcap = 50,
        LogitSoftcap = 30,
        Window = 16,
        SlidingCache = true,
        PackedAttention = true,
        FusedRotary = true,
        HasPositionIds = false,
    });

    public sealed class OnInt4() : Kind(new() { Int4AccuracyLevel = 0, QuantizedEmbedding = true });

    public sealed class UnderDirectMLRules() : Kind(new(), new() { UseDirectMLRules = true, CacheGrowthStep = 32 });

    /// <summary>A vocabulary with merges, so that the tokens of a text depend on the text that follows; the model itself writes single bytes.</summary>
    public sealed class WithMerges() : Kind(new() { Merges = ["1 1", "2 2"] });

    public abstract class Kind(DecoderModelSpec spec, OnnxModelOptions? options = null) : LanguageModelConformanceTests, IDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private bool _written;

        public void Dispose()
        {
            _folder.Dispose();
            GC.SuppressFinalize(this);
        }

        protected override ILanguageModel CreateModel()
        {
            if (!_written)
            {
                DecoderModelSpec plain = spec with { ContextLength = 160, Merges = spec.Merges == TestVocabulary.SomeMerges ? [] : spec.Merges };
                int end = TestVocabulary.IdOfSpecial(plain, 0);
                DecoderModel.Write(_folder.Path, plain with { LogitBias = TestVocabulary.OnlyAscii(plain.VocabularySize, end, -1), LogitScale = 3 });
                _written = true;
            }

            return OnnxLanguageModel.Load(_folder.Path, options);
        }
    }
}
