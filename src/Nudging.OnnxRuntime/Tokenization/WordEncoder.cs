using System.Buffers;
using System.Runtime.CompilerServices;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Encodes words; those that come again are remembered.</summary>
/// <remarks>Thread safe.</remarks>
internal abstract class WordEncoder
{
    // Each character gives at most as many symbols as it has bytes in UTF-8, which is three a UTF-16 unit.
    private const int SymbolsPerUnit = 3;
    private const int LongestRemembered = 48;
    private const int Slots = 1 << 13;

    // A word has one place, where the next that falls on it takes over. Entries never change.
    private readonly Word?[] _words = new Word?[Slots];

    /// <summary>Tells whether a word may be cut between two characters; says no where it does not know.</summary>
    public abstract bool CanCut(char before, char after);

    /// <summary>Encodes a word.</summary>
    /// <param name="word">The word.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="tokens">Receives the tokens.</param>
    [MethodImpl(Compiled.AtOnce)]
    public virtual void Encode(ReadOnlySpan<char> word, int start, TokenSink tokens)
    {
        if (word.Length > LongestRemembered)
        {
            EncodeLong(word, start, tokens);
            return;
        }

        ref Word? place = ref _words[string.GetHashCode(word) & (Slots - 1)];
        Word? known = Volatile.Read(ref place);
        if (known is null || !word.SequenceEqual(known.Text))
        {
            Span<int> ids = stackalloc int[SymbolsPerUnit * LongestRemembered];
            Span<int> ends = stackalloc int[SymbolsPerUnit * LongestRemembered];
            int count = Encode(word, ids, ends);
            known = new(word.ToString(), ids[..count].ToArray(), ends[..count].ToArray());
            Volatile.Write(ref place, known);
        }

        Add(known.Ids, known.Ends, start, tokens);
    }

    /// <summary>Encodes a word anew.</summary>
    /// <param name="word">The word.</param>
    /// <param name="ids">Receives the tokens; has room for every byte.</param>
    /// <param name="ends">Receives where each ends in the word; -1 for inside a character.</param>
    /// <returns>How many tokens there are.</returns>
    protected abstract int Encode(ReadOnlySpan<char> word, Span<int> ids, Span<int> ends);

    [MethodImpl(Compiled.AtOnce)]
    private static void Add(ReadOnlySpan<int> ids, ReadOnlySpan<int> ends, int start, TokenSink tokens)
    {
        for (int i = 0; i < ids.Length; i++)
        {
            tokens.Add(ids[i], ends[i] < 0 ? -1 : start + ends[i]);
        }
    }

    private void EncodeLong(ReadOnlySpan<char> word, int start, TokenSink tokens)
    {
        int room = SymbolsPerUnit * word.Length;
        int[] ids = ArrayPool<int>.Shared.Rent(room);
        int[] ends = ArrayPool<int>.Shared.Rent(room);
        int count = Encode(word, ids.AsSpan(0, room), ends.AsSpan(0, room));
        Add(ids.AsSpan(0, count), ends.AsSpan(0, count), start, tokens);
        ArrayPool<int>.Shared.Return(ids);
        ArrayPool<int>.Shared.Return(ends);
    }

    private sealed record Word(string Text, int[] Ids, int[] Ends);
}
