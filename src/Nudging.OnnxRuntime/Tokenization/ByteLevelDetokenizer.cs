using System.Text;
using System.Text.Unicode;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Maps the tokens of a byte-level vocabulary and its added tokens to UTF-8.</summary>
/// <remarks>Thread safe.</remarks>
internal sealed class ByteLevelDetokenizer : Detokenizer
{
    private readonly Vocabulary _vocabulary;
    private readonly Dictionary<int, byte[]> _added = [];
    private readonly HashSet<int> _special = [];

    // A cache of the texts of tokens that are whole characters.
    private readonly Dictionary<int, string> _texts = [];

    public ByteLevelDetokenizer(Vocabulary vocabulary, IEnumerable<AddedToken> added)
    {
        _vocabulary = vocabulary;
        foreach (AddedToken token in added)
        {
            _added[token.Id] = Encoding.UTF8.GetBytes(token.Content);
            if (token.IsSpecial)
            {
                _special.Add(token.Id);
            }
        }
    }

    /// <summary>Gets the bytes of a token; empty for ids without a token.</summary>
    public ReadOnlySpan<byte> this[int id] => _added.TryGetValue(id, out byte[]? bytes) ? bytes : ByteAlphabet.Decode(_vocabulary.PieceOf(id));

    /// <summary>Tells whether a token is special.</summary>
    public bool IsSpecial(int id) => _special.Contains(id);

    /// <inheritdoc/>
    public override ITokenDecoder CreateDecoder(bool isWhole, bool showsSpecial) => new ByteLevelTokenDecoder(this, showsSpecial);

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> BytesOf(int id) => IsSpecial(id) ? default : this[id].ToArray();

    /// <summary>Gets the text of a single token.</summary>
    /// <returns><see langword="null"/> if the token begins or ends inside a character.</returns>
    public string? TextOf(int id)
    {
        lock (_texts)
        {
            if (_texts.TryGetValue(id, out string? text))
            {
                return text;
            }

            ReadOnlySpan<byte> bytes = this[id];
            return Utf8.IsValid(bytes) ? _texts[id] = Encoding.UTF8.GetString(bytes) : null;
        }
    }
}
