using System.Runtime.CompilerServices;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>The pairs of characters that stand side by side in a token.</summary>
/// <remarks>Of a character beyond U+FFFF, the half beside the other character counts.</remarks>
internal sealed class AdjacentCharacterSet
{
    private const int Few = 128;

    // ASCII and the space mark have a row of bits each. U+007F, which is rare, shares the row of the space mark.
    private readonly UInt128[] _few = new UInt128[Few];
    private readonly HashSet<int> _many = [];

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

    /// <summary>Tells whether two characters stand side by side in a token; may be <see langword="true"/> for others.</summary>
    [MethodImpl(JitOptions.SkipTiering)]
    public bool Contains(char before, char after)
    {
        int row = Row(before);
        int column = Row(after);
        return (row | column) < Few ? ((_few[row] >> column) & 1) != 0 : _many.Contains(Key(before, after));
    }

    private static int Row(char unit) => unit == Normalizer.SpaceMark ? Few - 1 : unit;

    private static int Key(char before, char after) => (before << 16) | after;

    [MethodImpl(JitOptions.SkipTiering)]
    private void Add(char before, char after)
    {
        int row = Row(before);
        int column = Row(after);
        if ((row | column) < Few)
        {
            _few[row] |= UInt128.One << column;
        }
        else
        {
            _many.Add(Key(before, after));
        }
    }
}
