using System.Numerics;

namespace Nudging.ChatTemplates.Values;

/// <summary>The Python names of types, for messages.</summary>
internal static class TypeNames
{
    public static string Of(object? value) => value switch
    {
        null => "NoneType",
        bool => "bool",
        BigInteger => "int",
        double => "float",
        Markup => "Markup",
        TextValue => "str",
        ListValue => "list",
        TupleValue => "tuple",
        DictionaryValue => "dict",
        DictionaryView view => view.TypeName,
        RangeValue => "range",
        GeneratorValue generator => generator.Description,
        NamespaceValue => "Namespace",
        Undefined => "Undefined",
        LoopValue => "LoopContext",
        MacroValue => "Macro",
        _ => "function",
    };
}
