namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>One step of a <see cref="Normalizer"/>.</summary>
internal abstract record NormalizerStep
{
    private NormalizerStep()
    {
    }

    /// <summary>Applies the step to a section of text that is not empty.</summary>
    public abstract NormalizedText Apply(NormalizedText text);

    /// <summary>Composes characters (Unicode normalization form C).</summary>
    public sealed record FormC : NormalizerStep
    {
        public override NormalizedText Apply(NormalizedText text)
        {
            string normalized = UnicodeNormalizer.ToFormC(text.Text);
            return ReferenceEquals(normalized, text.Text) ? text : text with { Text = normalized, IsAligned = false };
        }
    }

    /// <summary>Puts a string before the text.</summary>
    public sealed record Prepend(string Prefix) : NormalizerStep
    {
        public override NormalizedText Apply(NormalizedText text) => text with { Text = Prefix + text.Text, Added = text.Added + Prefix.Length };
    }

    /// <summary>Replaces all occurrences of a string by another string.</summary>
    public sealed record Replace(string From, string To) : NormalizerStep
    {
        /// <summary>Gets a value indicating whether indices in the text stay valid.</summary>
        public bool KeepsIndices => From.Length == 1 && To.Length == 1;

        public override NormalizedText Apply(NormalizedText text)
        {
            if (KeepsIndices)
            {
                return text with { Text = text.Text.Replace(From[0], To[0]) };
            }

            bool changes = text.Text.Contains(From, StringComparison.Ordinal);
            return changes ? text with { Text = text.Text.Replace(From, To, StringComparison.Ordinal), IsAligned = false } : text;
        }
    }
}
