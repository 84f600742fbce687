using System.Text;
using System.Text.Unicode;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>The UTF-8 of each token of a vocabulary.</summary>
/// <remarks>Thread safe once it is filled.</remarks>
internal sealed class TokenBytes : TokenTexts
{
    private readonly Dictionary<int, ReadOnlyMemory<byte>> _bytes;

    private readonly HashSet<int> _special = [];

    // The text of tokens that are whole characters, made when it is first asked for.
    private readonly Dictionary<int, string> _texts = [];

    public TokenBytes(int capacity = 0) => _bytes = new(capacity);

    /// <summary>Gets or sets the bytes of a token; none for ids that have no token.</summary>
    public ReadOnlyMemory<byte> this[int id]
    {
        get => _bytes.GetValueOrDefault(id);
        set => _bytes[id] = value;
    }

    /// <summary>Those of a byte-level vocabulary and what is added to it.</summary>
    public static TokenBytes Of(PieceTable vocabulary, IEnumerable<AddedToken> added)
    {
        var bytes = new TokenBytes(vocabulary.Count);
        foreach ((string piece, int id) in vocabulary.Entries)
        {
            bytes[id] = ByteAlphabet.Decode(piece);
        }

        foreach (AddedToken token in added)
        {
            bytes.Add(token);
        }

        return bytes;
    }

    /// <summary>Adds a token by its text.</summary>
    public void Add(AddedToken token)
    {
        this[token.Id] = Encoding.UTF8.GetBytes(token.Content);
        if (token.IsSpecial)
        {
            _special.Add(token.Id);
        }
    }

    /// <summary>Whether a token has no text unless it is shown.</summary>
    public bool IsSpecial(int id) => _special.Contains(id);

    /// <inheritdoc/>
    public override ITokenDecoder CreateDecoder(bool isWhole, bool showsSpecial) => new ByteTokenDecoder(this, showsSpecial);

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> BytesOf(int id) => IsSpecial(id) ? default : this[id];

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

            ReadOnlySpan<byte> bytes = this[id].Span;
            return Utf8.IsValid(bytes) ? _texts[id] = Encoding.UTF8.GetString(bytes) : null;
        }
    }
}
