using Nudging.OnnxRuntime.Tokenization;

namespace Nudging.OnnxRuntime.Sequences;

/// <summary>The special tokens of a model that have text in a session's output. Thread safe.</summary>
internal sealed class VisibleSpecialTokens
{
    private readonly ITokenizer _tokenizer;
    private readonly Dictionary<int, string> _texts = [];

    /// <summary>Finds the special tokens among texts. Texts that are not special tokens, and tokens that have text anyway, are left out.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="texts">The texts of the tokens.</param>
    public VisibleSpecialTokens(ITokenizer tokenizer, IReadOnlyList<string> texts)
    {
        _tokenizer = tokenizer;
        foreach (string text in texts)
        {
            if (tokenizer.Encode(text, isBeginning: false).Ids is [int id] && tokenizer.CreateDecoder().Next(id).Length == 0)
            {
                _texts[id] = text;
            }
        }
    }

    /// <summary>Gets the texts by token id.</summary>
    public IReadOnlyDictionary<int, string> Texts => _texts;

    /// <summary>Starts decoding a continuation token by token.</summary>
    public ITokenDecoder CreateDecoder() => _texts.Count == 0 ? _tokenizer.CreateDecoder() : new Decoder(_tokenizer.CreateDecoder(), _texts);

    private sealed class Decoder(ITokenDecoder inner, Dictionary<int, string> texts) : ITokenDecoder
    {
        public bool IsInsideCharacter => inner.IsInsideCharacter;

        public string Next(int id) => texts.TryGetValue(id, out string? text) ? inner.Flush() + text : inner.Next(id);

        public string Flush() => inner.Flush();
    }
}
