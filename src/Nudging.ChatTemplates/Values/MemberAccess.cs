using System.Globalization;
using System.Numerics;
using Nudging.ChatTemplates.Library;

namespace Nudging.ChatTemplates.Values;

/// <summary>Finds items and attributes of values. No member of a .NET object can be reached.</summary>
internal static class MemberAccess
{
    /// <summary><c>value.name</c>: a method or another attribute comes before an item.</summary>
    public static object? Attribute(object? value, TextValue name)
    {
        Undefined.ThrowIfUndefined(value);
        return TryAttribute(value, name, out object? attribute) ? attribute
            : value is DictionaryValue dictionary && dictionary.TryGet(name.Text, out object? item) ? item
            : Missing(value, name);
    }

    /// <summary><c>value[key]</c>: an item comes before a method or another attribute.</summary>
    public static object? Item(object? value, object? key)
    {
        Undefined.ThrowIfUndefined(value);
        if (value is DictionaryValue dictionary && dictionary.TryGet(key, out object? item))
        {
            return item;
        }

        if (value is not DictionaryValue && TryIndex(key, out BigInteger index) && TryElement(value, index, out object? element))
        {
            return element;
        }

        return key is TextValue name && TryAttribute(value, name, out object? attribute) ? attribute : Missing(value, key);
    }

    /// <summary>Gets the item at a path such as <c>a.b.0</c>: the <c>attribute</c> argument of many filters.</summary>
    public static object? Path(object? value, object? path)
    {
        if (path is BigInteger)
        {
            return Item(value, path);
        }

        TextValue text = path as TextValue ?? throw new TemplateRuntimeException($"An attribute must be a string, not a value of type '{TypeNames.Of(path)}'.");
        foreach (string part in text.Text.Split('.'))
        {
            value = Item(value, part.Length > 0 && part.All(char.IsAsciiDigit) ? BigInteger.Parse(part, CultureInfo.InvariantCulture) : TextValue.From(part, text));
        }

        return value;
    }

    /// <summary>Finds an attribute that is not an item.</summary>
    public static bool TryAttribute(object? value, TextValue text, out object? attribute)
    {
        string name = text.Text;
        attribute = value switch
        {
            NamespaceValue variables => variables.Items.TryGet(name, out object? variable) ? variable : new Undefined($"The namespace has no attribute {text.Quoted}"),
            LoopValue loop => loop.Attribute(name),
            MacroValue macro when name == "name" => TextValue.Template(macro.Name),
            TupleValue tuple when tuple.FieldNames.Contains(name) => tuple.Items[tuple.FieldNames.ToList().IndexOf(name)],
            _ => Methods.Find(value, name),
        };
        return attribute is not null || value is NamespaceValue || (value is TupleValue fields && fields.FieldNames.Contains(name)) || (value is LoopValue && name is "previtem" or "nextitem");
    }

    private static bool TryIndex(object? key, out BigInteger index)
    {
        index = key switch { BigInteger number => number, bool flag => flag ? 1 : 0, _ => default };
        return key is BigInteger or bool;
    }

    private static bool TryElement(object? value, BigInteger index, out object? element)
    {
        element = null;
        if (value is not (TextValue or ListValue or TupleValue or RangeValue))
        {
            return false;
        }

        int length = Sequences.Length(value);
        index = index.Sign < 0 ? index + length : index;
        if (index.Sign < 0 || index >= length)
        {
            return false;
        }

        int at = (int)index;
        element = value switch
        {
            TextValue text => Markup.Like(text, CodePoints.Substring(text, at, 1)),
            ListValue list => list.Items[at],
            TupleValue tuple => tuple.Items[at],
            RangeValue range => range[at],
            _ => null,
        };
        return true;
    }

    private static Undefined Missing(object? value, object? key)
    {
        string owner = value is null ? "'None'" : $"A value of type '{TypeNames.Of(value)}'";
        return new(key is TextValue name ? $"{owner} has no attribute {name.Quoted}" : $"{owner} has no such element");
    }
}
