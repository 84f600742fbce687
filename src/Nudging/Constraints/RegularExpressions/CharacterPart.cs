namespace Nudging.Constraints.RegularExpressions;

/// <summary>The part of a character that comes next.</summary>
internal enum CharacterPart
{
    /// <summary>Continuation bytes of UTF-8.</summary>
    Utf8,

    /// <summary>The character after the backslash of an escape.</summary>
    Escape,

    /// <summary>The hexadecimal digits of an escape.</summary>
    Hex,

    /// <summary>The backslash of a low surrogate.</summary>
    LowBackslash,

    /// <summary>The letter u of a low surrogate.</summary>
    LowU,

    /// <summary>The hexadecimal digits of a low surrogate.</summary>
    LowHex,
}
