using Nudging.OnnxRuntime.Folders;
using Nudging.OnnxRuntime.Tokenization;

namespace Nudging.Tool.Inspect;

/// <summary>Finds faults of a tokenizer that loads but cannot serve its model.</summary>
internal sealed class TokenizerProbe(ITokenizer tokenizer, GenAIConfig config, int vocabularySize)
{
    // Texts whose UTF-8 has each kind of byte: ASCII, and characters of two, three and four bytes.
    private static readonly string[] Texts =
        [string.Concat(Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code)), "two words\nand a line", "é ñ ß Ω ж", "日本語 한국어 €", "👩‍🚀 🇵🇪 𝄞"];

    /// <summary>Finds the faults.</summary>
    /// <returns>One sentence a fault.</returns>
    public IEnumerable<string> Faults() => EndTokenFaults().Concat(TextFaults());

    private IEnumerable<string> EndTokenFaults()
    {
        HashSet<int> known = [.. tokenizer.Tokens.Select(token => token.Id)];
        if (config.EosTokenIds.Count == 0)
        {
            yield return "genai_config.json has no eos_token_id: the model cannot end an answer. Set the ids of the tokens that end one.";
        }
        else if (!config.EosTokenIds.Any(id => known.Contains(id) && id < vocabularySize))
        {
            yield return $"eos_token_id in genai_config.json is {string.Join(", ", config.EosTokenIds)}; at least one id must be a token that the tokenizer and the model have.";
        }
    }

    private IEnumerable<string> TextFaults()
    {
        foreach (string text in Texts)
        {
            int[] ids = tokenizer.Encode(text).Ids;
            if (ids.FirstOrDefault(id => id < 0 || id >= vocabularySize, -1) is >= 0 and int id)
            {
                yield return FormattableString.Invariant($"The tokenizer encodes '{text}' with the token {id}; the model has logits for the tokens 0 to {vocabularySize - 1} only.");
            }

            ITokenDecoder decoder = tokenizer.CreateDecoder(isWhole: true);
            string decoded = string.Concat(ids.Select(decoder.Next)) + decoder.Flush();
            if (decoded != text)
            {
                yield return $"The tokenizer does not give a text back: '{text}' comes out as '{decoded}'.";
            }
        }
    }
}
