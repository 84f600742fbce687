using System.Text;

namespace Nudging.OnnxRuntime.Tests.Tokenization.Reference;

/// <summary>
/// A second, simple implementation of encoding without code of the library: strings instead of tables, a scan of all pairs for
/// each merge, no cache, and no splits inside words. Slow.
/// </summary>
internal sealed class ReferenceTokenizer
{
    /// <summary>Gets the ids of the tokens that merges produce.</summary>
    public required IReadOnlyDictionary<string, int> Ids { get; init; }

    /// <summary>Gets the rank of the merge of two tokens; <see langword="null"/> if the tokens do not merge.</summary>
    public required Func<string, string, int?> RankOf { get; init; }

    /// <summary>Gets the added tokens; the content of normalized tokens is normalized.</summary>
    public IReadOnlyList<ReferenceAddedToken> AddedTokens { get; init; } = [];

    /// <summary>Gets a value indicating whether symbols are bytes rather than characters with byte fallback.</summary>
    public required bool IsByteLevel { get; init; }

    /// <summary>Gets the normalization of a section between added tokens; the flag tells whether a prefix is put before the section.</summary>
    public Func<string, bool, string> Normalize { get; init; } = (text, _) => text;

    /// <summary>Gets a character that a section must begin with.</summary>
    public string MissingPrefix { get; init; } = string.Empty;

    /// <summary>Gets a value indicating whether a word that is a token becomes this token without merges.</summary>
    public bool LooksUpWholeWords { get; init; }

    /// <summary>Gets the rule by which text is split into words.</summary>
    public Func<string, IEnumerable<string>> Split { get; init; } = text => [text];

    /// <summary>Normalization form C; .NET refuses U+FFFE, which composes with no character.</summary>
    public static string FormC(string text) => string.Join('\uFFFE', text.Split('\uFFFE').Select(part => part.Normalize(NormalizationForm.FormC)));

    /// <summary>The character of byte-level vocabularies for a byte.</summary>
    public static char LetterOf(byte value)
    {
        static bool IsPrintable(int value) => value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xFF and not 0xAD);
        return IsPrintable(value) ? (char)value : (char)(256 + Enumerable.Range(0, value).Count(other => !IsPrintable(other)));
    }

    /// <summary>Encodes a text.</summary>
    public int[] Encode(string text, bool isBeginning = true)
    {
        // Enumerating runes replaces lone surrogates by U+FFFD.
        text = string.Concat(text.EnumerateRunes());
        var ids = new List<int>();
        bool isFirst = true;
        foreach ((string section, ReferenceAddedToken? token) in Cut(text, [.. AddedTokens.Where(token => !token.Normalized)]))
        {
            if (token is not null)
            {
                ids.Add(token.Id);
            }
            else
            {
                bool prepends = isBeginning || !isFirst;
                EncodeSection(Normalize(section, prepends), prepends, ids);
            }

            isFirst = false;
        }

        return [.. ids];
    }

    private void EncodeSection(string section, bool prepends, List<int> ids)
    {
        bool isFirst = true;
        foreach ((string part, ReferenceAddedToken? token) in Cut(section, [.. AddedTokens.Where(token => token.Normalized)]))
        {
            if (token is not null)
            {
                ids.Add(token.Id);
            }
            else
            {
                bool needsPrefix = (prepends || !isFirst) && !part.StartsWith(MissingPrefix, StringComparison.Ordinal);
                ids.AddRange(Split(needsPrefix ? MissingPrefix + part : part).SelectMany(EncodeWord));
            }

            isFirst = false;
        }
    }

    private IEnumerable<int> EncodeWord(string word)
    {
        List<string> symbols = [.. word.EnumerateRunes().SelectMany(Symbols)];
        if (LooksUpWholeWords && Ids.TryGetValue(string.Concat(symbols), out int whole))
        {
            return [whole];
        }

        while (true)
        {
            int best = -1;
            int bestRank = int.MaxValue;
            for (int i = 0; i + 1 < symbols.Count; i++)
            {
                if (RankOf(symbols[i], symbols[i + 1]) is int rank && rank < bestRank)
                {
                    (best, bestRank) = (i, rank);
                }
            }

            if (best < 0)
            {
                return symbols.Select(symbol => Ids[symbol]);
            }

            symbols[best] += symbols[best + 1];
            symbols.RemoveAt(best + 1);
        }
    }

    private IEnumerable<string> Symbols(Rune rune)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(rune.ToString());
        return IsByteLevel ? bytes.Select(value => LetterOf(value).ToString())
            : Ids.ContainsKey(rune.ToString()) ? [rune.ToString()]
            : bytes.Select(value => $"<0x{value:X2}>");
    }

    // Finds the leftmost token, and the longest of the tokens that start at one index. A match that is not a single word is skipped.
    private static List<(string Text, ReferenceAddedToken? Token)> Cut(string text, ReferenceAddedToken[] tokens)
    {
        var parts = new List<(string Text, ReferenceAddedToken? Token)>();
        int done = 0;
        for (int index = 0; index < text.Length;)
        {
            ReferenceAddedToken? token = tokens.Where(token => token.Content.Length > 0 && string.CompareOrdinal(text, index, token.Content, 0, token.Content.Length) == 0)
                .MaxBy(token => token.Content.Length);
            if (token is null)
            {
                index++;
                continue;
            }

            string before = text[done..Math.Max(done, index)];
            string after = text[(index + token.Content.Length)..];
            bool isTaken = index < done;
            index += token.Content.Length;
            if (isTaken || (token.SingleWord && (EndsWithWord(text[..(text.Length - after.Length - token.Content.Length)]) || EndsWithWord(FirstCharacter(after)))))
            {
                continue;
            }

            before = token.LStrip ? before.TrimEnd() : before;
            after = token.RStrip ? after.TrimStart() : after;
            if (before.Length > 0)
            {
                parts.Add((before, null));
            }

            parts.Add((token.Content, token));
            done = text.Length - after.Length;
        }

        if (done < text.Length)
        {
            parts.Add((text[done..], null));
        }

        return parts;
    }

    private static string FirstCharacter(string text) => text.Length == 0 ? string.Empty : text.EnumerateRunes().First().ToString();

    private static bool EndsWithWord(string text) => text.Length > 0 && text.EnumerateRunes().Last() is var last && (
        Rune.IsLetterOrDigit(last)
        || Rune.GetUnicodeCategory(last).ToString() is "NonSpacingMark" or "SpacingCombiningMark" or "EnclosingMark" or "LetterNumber" or "ConnectorPunctuation"
        || last.Value is 0x200C or 0x200D or (>= 'Ⓐ' and <= 'ⓩ') or (>= 0x1F130 and <= 0x1F149) or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189));
}
