using System.Globalization;
using Nudging.Models;
using Nudging.OnnxRuntime.Folders;
using Nudging.OnnxRuntime.Tokenization;

namespace Nudging.OnnxRuntime;

/// <summary>Turns the texts of a request into what the model reads.</summary>
internal sealed class ModelText(LanguageModelInfo info, ITokenizer tokenizer, GenAIConfig config)
{
    private readonly HashSet<int> _ends = [.. config.EosTokenIds];

    /// <summary>Whether a token ends the text.</summary>
    public bool IsEndOfSequence(int id) => _ends.Contains(id);

    /// <summary>Encodes a prompt and what follows it as one text.</summary>
    /// <remarks>
    /// The begin token that the tokenizer wants is put in front, unless the text brings it along. An empty prompt is
    /// stood in for by the model's begin token, or its first end token, since a model must have read something.
    /// </remarks>
    /// <returns>At least one token.</returns>
    /// <exception cref="ContextLengthExceededException">The tokens do not fit the model's context.</exception>
    public EncodedText Encode(string prompt, string text)
    {
        EncodedText encoded = tokenizer.Encode(prompt + text);
        IReadOnlyList<int> prefix = tokenizer.Prefix;
        if (prompt.Length == 0 && prefix.Count == 0)
        {
            prefix = [config.BosTokenId ?? config.EosTokenIds.Select(id => (int?)id).FirstOrDefault() ?? throw new InvalidOperationException(
                $"The model '{info.Name}' names neither a begin nor an end token, so it cannot continue an empty prompt.")];
        }

        if (prefix.Count > 0 && !encoded.Ids.Take(prefix.Count).SequenceEqual(prefix))
        {
            encoded = new([.. prefix, .. encoded.Ids], [.. prefix.Select(_ => -1), .. encoded.Ends]);
        }

        return encoded.Ids.Length <= info.ContextLength
            ? encoded
            : throw new ContextLengthExceededException(string.Create(
                CultureInfo.InvariantCulture,
                $"The text has {encoded.Ids.Length} tokens; the model '{info.Name}' can read {info.ContextLength}."));
    }
}
