using Nudging.Models;
using Nudging.OnnxRuntime.Folders;
using Nudging.OnnxRuntime.Sequences;
using Nudging.OnnxRuntime.Tokenization;

namespace Nudging.Tool.Inspect;

/// <summary>Finds faults of a tokenizer that loads but cannot serve its model.</summary>
internal sealed class TokenizerProbe(ModelTokenizer model, ModelSettings settings, int vocabularySize)
{
    // Texts whose UTF-8 has each kind of byte: ASCII, and characters of two, three and four bytes.
    private static readonly string[] Texts =
        [string.Concat(Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code)), "two words\nand a line", "é ñ ß Ω ж", "日本語 한국어 €", "👩‍🚀 🇵🇪 𝄞"];

    private readonly ITokenizer _tokenizer = model.Tokenizer;

    /// <summary>Finds the faults.</summary>
    /// <returns>One sentence a fault.</returns>
    public IEnumerable<string> Faults() => EndTokenFaults().Concat(TextFaults());

    /// <summary>Finds a token of a text that the model does not have.</summary>
    /// <returns>A sentence; <see langword="null"/> where the model has all tokens of the text.</returns>
    public string? UnknownTokenOf(Prompt text) =>
        _tokenizer.Encode(text.Text, ordinary: OrdinaryText.Of(text)).Ids.FirstOrDefault(id => id < 0 || id >= vocabularySize, -1) is >= 0 and int id
            ? FormattableString.Invariant($"The tokenizer encodes a part of the text as the token {id}; the model has logits for the tokens 0 to {vocabularySize - 1} only.")
            : null;

    /// <summary>Tells whether the model can write a text, as a special token or as a sequence of other tokens.</summary>
    public bool CanWrite(string text) =>
        Decode(_tokenizer.Encode(text, isBeginning: false).Ids, new VisibleSpecialTokens(model, [text]).CreateDecoder()) == text;

    private static string Decode(int[] ids, ITokenDecoder decoder) => string.Concat(ids.Select(decoder.Next)) + decoder.Flush();

    private IEnumerable<string> EndTokenFaults()
    {
        HashSet<int> known = [.. _tokenizer.Tokens.Select(token => token.Id)];
        if (settings.EosTokenIds.Count == 0)
        {
            yield return $"{settings.ConfigFile} has no eos_token_id: the model cannot end an answer. Set the ids of the tokens that end an answer.";
        }
        else if (!settings.EosTokenIds.Any(id => known.Contains(id) && id < vocabularySize))
        {
            yield return $"eos_token_id of the model is {string.Join(", ", settings.EosTokenIds)}; at least one id must be a token that the tokenizer and the model have.";
        }
    }

    private IEnumerable<string> TextFaults()
    {
        foreach (string text in Texts)
        {
            if (UnknownTokenOf(text) is string unknown)
            {
                yield return $"The text '{text}' cannot be read. {unknown}";
            }

            string decoded = Decode(_tokenizer.Encode(text).Ids, _tokenizer.CreateDecoder(isWhole: true));
            if (decoded != text)
            {
                yield return $"The tokenizer changes the text '{text}' to '{decoded}'.";
            }
        }
    }
}
