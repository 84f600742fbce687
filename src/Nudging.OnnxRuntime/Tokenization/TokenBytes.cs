using System.Text;
using System.Text.Unicode;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>The UTF-8 of each token of a byte-level vocabulary and what is added to it.</summary>
/// <remarks>Thread safe.</remarks>
internal sealed class TokenBytes : TokenTexts
{
    private readonly PieceTable _vocabulary;
    private readonly Dictionary<int, byte[]> _added = [];
    private readonly HashSet<int> _special = [];

    // The text of tokens that are whole characters, made when it is first asked for.
    private readonly Dictionary<int, string> _texts = [];

    public TokenBytes(PieceTable vocabulary, IEnumerable<AddedToken> added)
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

    /// <summary>Gets the bytes of a token; none for ids that have no token.</summary>
    public ReadOnlySpan<byte> this[int id] => _added.TryGetValue(id, out byte[]? bytes) ? bytes : ByteAlphabet.Decode(_vocabulary.PieceOf(id));

    /// <summary>Whether a token has no text unless it is shown.</summary>
    public bool IsSpecial(int id) => _special.Contains(id);

    /// <inheritdoc/>
    public override ITokenDecoder CreateDecoder(bool isWhole, bool showsSpecial) => new ByteTokenDecoder(this, showsSpecial);

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> BytesOf(int id) => IsSpecial(id) ? default : this[id].ToArray();

    /// <summary>Gets the text of a token by itself.</summary>
    /// <returns><see langword="null"/> if it begins or ends inside a character.</returns>
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
