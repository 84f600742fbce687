namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>What is done to each stretch of a text before it is cut into words.</summary>
internal sealed class Normalizer(params IReadOnlyList<NormalizerStep> steps)
{
    /// <summary>Gets the mark by which SentencePiece writes spaces.</summary>
    public const char SpaceMark = '\u2581';

    /// <summary>Gets a value indicating whether each stretch gets something in front.</summary>
    public bool Prepends => steps.Any(step => step is NormalizerStep.Prepend);

    /// <summary>Gets a value indicating whether characters are composed and nothing else is done.</summary>
    public bool OnlyComposes => steps.All(step => step is NormalizerStep.Nfc);

    /// <summary>Gets a value indicating whether characters are replaced one by one and nothing else is done, but for what is put in front.</summary>
    public bool ReplacesCharacters => steps.All(step => step is NormalizerStep.Prepend or NormalizerStep.Replace { KeepsPlaces: true });

    /// <summary>Normalizes a stretch.</summary>
    /// <param name="text">The stretch.</param>
    /// <param name="isBeginning">Whether it may get something in front.</param>
    public NormalizedText Apply(string text, bool isBeginning)
    {
        var result = new NormalizedText(text, 0, true);
        foreach (NormalizerStep step in steps)
        {
            if (result.Text.Length > 0 && (isBeginning || step is not NormalizerStep.Prepend))
            {
                result = step.Apply(result);
            }
        }

        return result;
    }

    /// <summary>What a character becomes that stands in the middle of a text.</summary>
    public char Apply(char unit) =>
        steps.OfType<NormalizerStep.Replace>().Aggregate(unit, (current, step) => step.KeepsPlaces && step.From[0] == current ? step.To[0] : current);
}
