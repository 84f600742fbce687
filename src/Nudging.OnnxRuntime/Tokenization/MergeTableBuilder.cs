using System.Runtime.CompilerServices;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Builds a merge table from a list of merges in order of rank.</summary>
internal sealed class MergeTableBuilder(Vocabulary vocabulary)
{
    private int _rank;

    /// <summary>Gets the table.</summary>
    public MergeTable Table { get; } = new(vocabulary.Count);

    /// <summary>Adds the next merge.</summary>
    /// <returns>The token that the vocabulary lacks; <see langword="null"/> if the vocabulary has all three tokens.</returns>
    [MethodImpl(JitOptions.SkipTiering)]
    public string? Add(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        const int Short = 256;
        int length = left.Length + right.Length;
        Span<char> merged = length <= Short ? stackalloc char[Short] : new char[length];
        left.CopyTo(merged);
        right.CopyTo(merged[left.Length..]);
        merged = merged[..length];
        if (!vocabulary.TryFind(left, out int leftId))
        {
            return left.ToString();
        }

        if (!vocabulary.TryFind(right, out int rightId))
        {
            return right.ToString();
        }

        if (!vocabulary.TryFind(merged, out int id))
        {
            return merged.ToString();
        }

        Table.Set(leftId, rightId, _rank++, id);
        return null;
    }

    /// <summary>Splits a merge that is written as two tokens with a space between.</summary>
    public static bool TrySplit(ReadOnlySpan<char> line, out ReadOnlySpan<char> left, out ReadOnlySpan<char> right)
    {
        int space = line.IndexOf(' ');
        left = line[..Math.Max(0, space)];
        right = line[(space + 1)..];
        return space >= 0 && !right.Contains(' ');
    }
}
