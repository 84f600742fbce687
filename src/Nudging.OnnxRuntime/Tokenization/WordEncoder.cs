using System.Buffers;
using System.Runtime.CompilerServices;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Encodes words, with a cache of recent words.</summary>
/// <remarks>Thread safe.</remarks>
internal abstract class WordEncoder
{
    // A UTF-16 code unit has at most three bytes in UTF-8, and a byte is at most one token.
    private const int TokensPerUnit = 3;
    private const int LongestCached = 48;
    private const int Slots = 1 << 13;

    // The cache is direct-mapped: a word replaces the word in its slot. Entries are immutable.
    private readonly Word?[] _cache = new Word?[Slots];

    /// <summary>Tells whether a word can be split between two characters without a change of its tokens; <see langword="false"/> where this is not known.</summary>
    public abstract bool CanCut(char before, char after);

    /// <summary>Gets the tokens of single bytes, without which some text has no tokens; -1 where a byte has none.</summary>
    public abstract IReadOnlyList<int> Bytes { get; }

    /// <summary>Gets an encoder that does not produce some tokens.</summary>
    /// <param name="ids">The tokens, none of which is the token of a byte.</param>
    /// <returns>The encoder; this encoder where it produces none of the tokens.</returns>
    public abstract WordEncoder Without(IReadOnlySet<int> ids);

    /// <summary>Encodes a word.</summary>
    /// <param name="word">The word.</param>
    /// <param name="start">The index at which the word begins.</param>
    /// <param name="tokens">Receives the tokens.</param>
    /// <param name="ordinary">Keeps control tokens out of ordinary text; <see langword="null"/> where there is none, or merges produce no control token.</param>
    [MethodImpl(JitOptions.SkipTiering)]
    public virtual void Encode(ReadOnlySpan<char> word, int start, EncodedTextBuilder tokens, OrdinaryWords? ordinary = null)
    {
        if (word.Length > LongestCached)
        {
            EncodeLong(word, start, tokens, ordinary);
            return;
        }

        ref Word? place = ref _cache[string.GetHashCode(word) & (Slots - 1)];
        Word? known = Volatile.Read(ref place);
        if (known is null || !word.SequenceEqual(known.Text))
        {
            Span<int> ids = stackalloc int[TokensPerUnit * LongestCached];
            Span<int> ends = stackalloc int[TokensPerUnit * LongestCached];
            int count = Encode(word, ids, ends);
            known = new(word.ToString(), ids[..count].ToArray(), ends[..count].ToArray());
            Volatile.Write(ref place, known);
        }

        Add(word, known.Ids, known.Ends, start, tokens, ordinary);
    }

    /// <summary>Encodes a word without the cache.</summary>
    /// <param name="word">The word.</param>
    /// <param name="ids">Receives the token ids; has room for one token per byte of UTF-8.</param>
    /// <param name="ends">Receives the index in the word at which each token ends; -1 where the token ends inside a character.</param>
    /// <returns>The number of tokens.</returns>
    protected abstract int Encode(ReadOnlySpan<char> word, Span<int> ids, Span<int> ends);

    [MethodImpl(JitOptions.SkipTiering)]
    private static void Add(ReadOnlySpan<char> word, ReadOnlySpan<int> ids, ReadOnlySpan<int> ends, int start, EncodedTextBuilder tokens, OrdinaryWords? ordinary)
    {
        if (ordinary?.HasControl(ids, ends, start) == true)
        {
            ordinary.Encoder.Encode(word, start, tokens);
            return;
        }

        for (int i = 0; i < ids.Length; i++)
        {
            tokens.Add(ids[i], ends[i] < 0 ? -1 : start + ends[i]);
        }
    }

    private void EncodeLong(ReadOnlySpan<char> word, int start, EncodedTextBuilder tokens, OrdinaryWords? ordinary)
    {
        int room = TokensPerUnit * word.Length;
        int[] ids = ArrayPool<int>.Shared.Rent(room);
        int[] ends = ArrayPool<int>.Shared.Rent(room);
        int count = Encode(word, ids.AsSpan(0, room), ends.AsSpan(0, room));
        Add(word, ids.AsSpan(0, count), ends.AsSpan(0, count), start, tokens, ordinary);
        ArrayPool<int>.Shared.Return(ids);
        ArrayPool<int>.Shared.Return(ends);
    }

    private sealed record Word(string Text, int[] Ids, int[] Ends);
}
