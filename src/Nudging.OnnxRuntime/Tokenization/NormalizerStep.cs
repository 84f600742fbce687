namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>One step of a <see cref="Normalizer"/>.</summary>
internal abstract record NormalizerStep
{
    private NormalizerStep()
    {
    }

    public abstract NormalizedText Apply(NormalizedText text);

    /// <summary>Normalization form C.</summary>
    public sealed record Nfc : NormalizerStep
    {
        public override NormalizedText Apply(NormalizedText text)
        {
            string normalized = Tokenization.Nfc.Normalize(text.Text);
            return ReferenceEquals(normalized, text.Text) ? text : text with { Text = normalized, KnowsPlaces = false };
        }
    }

    /// <summary>Puts a string in front.</summary>
    public sealed record Prepend(string Prefix) : NormalizerStep
    {
        public override NormalizedText Apply(NormalizedText text) => text with { Text = Prefix + text.Text, Added = text.Added + Prefix.Length };
    }

    /// <summary>Replaces one string by another wherever it is.</summary>
    public sealed record Replace(string From, string To) : NormalizerStep
    {
        public bool KeepsPlaces => From.Length == 1 && To.Length == 1;

        public override NormalizedText Apply(NormalizedText text)
        {
            if (KeepsPlaces)
            {
                return text with { Text = text.Text.Replace(From[0], To[0]) };
            }

            bool changes = text.Text.Contains(From, StringComparison.Ordinal);
            return changes ? text with { Text = text.Text.Replace(From, To, StringComparison.Ordinal), KnowsPlaces = false } : text;
        }
    }
}

/// <summary>A stretch of text after normalization.</summary>
/// <param name="Text">The text.</param>
/// <param name="Added">How many units of it were put in front.</param>
/// <param name="KnowsPlaces">Whether all others stand for one unit of the original each.</param>
internal readonly record struct NormalizedText(string Text, int Added, bool KnowsPlaces);
