using System.Runtime.CompilerServices;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>The pairs of characters that are adjacent in a token.</summary>
/// <remarks>For a character beyond U+FFFF, the set has the surrogate next to the other character.</remarks>
internal sealed class AdjacentCharacterSet
{
    private const int DenseSize = 128;

    // Each ASCII character and the space mark have a row of bits. U+007F, which is rare, shares the row of the space mark.
    private readonly UInt128[] _dense = new UInt128[DenseSize];
    private readonly HashSet<int> _sparse = [];

    public AdjacentCharacterSet(IEnumerable<string> tokens)
    {
        foreach (string token in tokens)
        {
            for (int i = 1; i < token.Length; i++)
            {
                Add(token[i - 1], token[i]);
            }
        }
    }

    /// <summary>Tells whether two characters are adjacent in a token; may be <see langword="true"/> for other characters.</summary>
    [MethodImpl(JitOptions.SkipTiering)]
    public bool Contains(char before, char after)
    {
        int row = Row(before);
        int column = Row(after);
        return (row | column) < DenseSize ? ((_dense[row] >> column) & 1) != 0 : _sparse.Contains(Key(before, after));
    }

    private static int Row(char unit) => unit == Normalizer.SpaceMark ? DenseSize - 1 : unit;

    private static int Key(char before, char after) => (before << 16) | after;

    [MethodImpl(JitOptions.SkipTiering)]
    private void Add(char before, char after)
    {
        int row = Row(before);
        int column = Row(after);
        if ((row | column) < DenseSize)
        {
            _dense[row] |= UInt128.One << column;
        }
        else
        {
            _sparse.Add(Key(before, after));
        }
    }
}
