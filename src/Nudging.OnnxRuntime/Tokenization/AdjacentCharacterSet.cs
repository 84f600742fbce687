using System.Runtime.CompilerServices;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>The characters that stand side by side in some token.</summary>
/// <remarks>Of those beyond U+FFFF, the halves that face each other.</remarks>
internal sealed class AdjacentCharacterSet
{
    private const int Few = 128;

    // ASCII and the space mark have a row of bits each; U+007F, which hardly any text has, shares that of the mark.
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

    /// <summary>Whether two stand side by side; may say yes where they do not.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public bool Contains(char before, char after)
    {
        int row = Row(before);
        int column = Row(after);
        return (row | column) < Few ? ((_few[row] >> column) & 1) != 0 : _many.Contains(Key(before, after));
    }

    private static int Row(char unit) => unit == Normalizer.SpaceMark ? Few - 1 : unit;

    private static int Key(char before, char after) => (before << 16) | after;

    [MethodImpl(Compiled.AtOnce)]
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
