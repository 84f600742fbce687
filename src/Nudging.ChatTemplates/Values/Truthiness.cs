using System.Numerics;

namespace Nudging.ChatTemplates.Values;

/// <summary>The truth value of a value in a condition, as in Python.</summary>
internal static class Truthiness
{
    public static bool Of(object? value) => value switch
    {
        null or Undefined => false,
        bool flag => flag,
        TextValue text => text.Length > 0,
        BigInteger number => !number.IsZero,
        double number => number != 0,
        ListValue list => list.Items.Length > 0,
        TupleValue tuple => tuple.Items.Length > 0,
        DictionaryValue dictionary => dictionary.Count > 0,
        DictionaryView view => view.Count > 0,
        RangeValue range => range.Count > 0,
        _ => true,
    };
}
