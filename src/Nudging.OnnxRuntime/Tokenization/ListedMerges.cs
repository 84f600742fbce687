namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>The merges that a file lists, the first of them first.</summary>
internal sealed class ListedMerges(PieceTable vocabulary)
{
    private int _rank;

    /// <summary>Gets what merges.</summary>
    public MergeTable Table { get; } = new(vocabulary.Count);

    /// <summary>Gets all that neighbours can merge into.</summary>
    public List<string> Merged { get; } = new(vocabulary.Count);

    /// <summary>Adds the next merge.</summary>
    /// <returns>What of it is no token; <see langword="null"/> if all is well.</returns>
    public string? Add(string left, string right)
    {
        string merged = left + right;
        if (!vocabulary.TryFind(left, out int leftId))
        {
            return left;
        }

        if (!vocabulary.TryFind(right, out int rightId))
        {
            return right;
        }

        if (!vocabulary.TryFind(merged, out int id))
        {
            return merged;
        }

        Table.Set(leftId, rightId, _rank++, id);
        Merged.Add(merged);
        return null;
    }
}
