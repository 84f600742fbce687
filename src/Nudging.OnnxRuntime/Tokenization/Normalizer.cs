namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Normalizes the text between added tokens before it is split into words.</summary>
/// <remarks>Thread safe.</remarks>
internal sealed class Normalizer(params IReadOnlyList<NormalizerStep> steps)
{
    /// <summary>The character that SentencePiece writes for a space (U+2581).</summary>
    public const char SpaceMark = '\u2581';

    /// <summary>Gets a value indicating whether a step puts a string before the text.</summary>
    public bool Prepends => steps.Any(step => step is NormalizerStep.Prepend);

    /// <summary>Gets a value indicating whether composing characters is the only step.</summary>
    public bool OnlyComposes => steps.All(step => step is NormalizerStep.FormC);

    /// <summary>Gets a value indicating whether the steps only replace single characters and put strings before the text.</summary>
    public bool ReplacesCharacters => steps.All(step => step is NormalizerStep.Prepend or NormalizerStep.Replace { KeepsIndices: true });

    /// <summary>Normalizes a section of text.</summary>
    /// <param name="text">The section.</param>
    /// <param name="prepends">Whether <see cref="NormalizerStep.Prepend"/> steps apply.</param>
    public NormalizedText Apply(string text, bool prepends)
    {
        var result = new NormalizedText(text, 0, true);
        foreach (NormalizerStep step in steps)
        {
            if (result.Text.Length > 0 && (prepends || step is not NormalizerStep.Prepend))
            {
                result = step.Apply(result);
            }
        }

        return result;
    }

    /// <summary>Applies the replacements of single characters to a character.</summary>
    public char Apply(char unit) =>
        steps.OfType<NormalizerStep.Replace>().Aggregate(unit, (current, step) => step.KeepsIndices && step.From[0] == current ? step.To[0] : current);
}
