namespace Nudging.Constraints.Json;

/// <summary>The place of a byte in a character of a JSON string.</summary>
internal enum JsonCharacter
{
    /// <summary>Not allowed.</summary>
    None,

    /// <summary>Between characters.</summary>
    Whole,

    /// <summary>Before the last byte of a UTF-8 character.</summary>
    Tail1,

    /// <summary>Before the last two bytes of a UTF-8 character.</summary>
    Tail2,

    /// <summary>Before the last three bytes of a UTF-8 character.</summary>
    Tail3,

    /// <summary>After 0xE0, 0xED, 0xF0 or 0xF4, which only some continuation bytes may follow.</summary>
    AfterE0,
    AfterED,
    AfterF0,
    AfterF4,

    /// <summary>After a backslash.</summary>
    Escape,

    /// <summary>Before the hexadecimal digits of an escape.</summary>
    Hex1,
    Hex2,
    Hex3,
    Hex4,

    /// <summary>After the first digit D: a surrogate pair may begin, and both surrogates must follow.</summary>
    HexAfterD,
    High3,
    High4,
    LowBackslash,
    LowU,
    Low1,
    Low2,
}

/// <summary>The characters of JSON strings: valid UTF-8 or escapes, no control characters, no lone surrogates.</summary>
internal static class JsonCharacters
{
    private static readonly byte[][] Completions = FindCompletions();

    /// <summary>Reads one byte.</summary>
    /// <param name="at">The place before the byte.</param>
    /// <param name="value">The byte. The caller reads a quotation mark between characters.</param>
    public static JsonCharacter Next(JsonCharacter at, byte value) => at switch
    {
        JsonCharacter.Whole => Begin(value),
        JsonCharacter.Tail1 => If(IsTail(value), JsonCharacter.Whole),
        JsonCharacter.Tail2 => If(IsTail(value), JsonCharacter.Tail1),
        JsonCharacter.Tail3 => If(IsTail(value), JsonCharacter.Tail2),
        JsonCharacter.AfterE0 => If(IsTail(value) && value >= 0xA0, JsonCharacter.Tail1),
        JsonCharacter.AfterED => If(IsTail(value) && value < 0xA0, JsonCharacter.Tail1),
        JsonCharacter.AfterF0 => If(IsTail(value) && value >= 0x90, JsonCharacter.Tail2),
        JsonCharacter.AfterF4 => If(IsTail(value) && value < 0x90, JsonCharacter.Tail2),
        JsonCharacter.Escape => value == 'u' ? JsonCharacter.Hex1 : If("\"\\/bfnrt"u8.Contains(value), JsonCharacter.Whole),
        JsonCharacter.Hex1 => value is (byte)'d' or (byte)'D' ? JsonCharacter.HexAfterD : If(IsHex(value), JsonCharacter.Hex2),
        JsonCharacter.Hex2 => If(IsHex(value), JsonCharacter.Hex3),
        JsonCharacter.Hex3 => If(IsHex(value), JsonCharacter.Hex4),
        JsonCharacter.Hex4 => If(IsHex(value), JsonCharacter.Whole),
        JsonCharacter.HexAfterD => value is >= (byte)'0' and <= (byte)'7' ? JsonCharacter.Hex3 : If("89abAB"u8.Contains(value), JsonCharacter.High3),
        JsonCharacter.High3 => If(IsHex(value), JsonCharacter.High4),
        JsonCharacter.High4 => If(IsHex(value), JsonCharacter.LowBackslash),
        JsonCharacter.LowBackslash => If(value == '\\', JsonCharacter.LowU),
        JsonCharacter.LowU => If(value == 'u', JsonCharacter.Low1),
        JsonCharacter.Low1 => If(value is (byte)'d' or (byte)'D', JsonCharacter.Low2),
        JsonCharacter.Low2 => If("cdefCDEF"u8.Contains(value), JsonCharacter.Hex3),
        _ => JsonCharacter.None,
    };

    /// <summary>Gets the shortest bytes that complete a character.</summary>
    /// <param name="at">The place in the character.</param>
    public static ReadOnlySpan<byte> Completion(JsonCharacter at) => Completions[(int)at];

    private static byte[][] FindCompletions()
    {
        // Each place but the place between characters leads to a place that is nearer to the end of the character.
        byte[]?[] completions = new byte[(int)JsonCharacter.Low2 + 1][];
        completions[(int)JsonCharacter.None] = [];
        completions[(int)JsonCharacter.Whole] = [];
        while (completions.Contains(null))
        {
            byte[]?[] known = [.. completions];
            for (int at = 0; at < known.Length; at++)
            {
                for (int value = byte.MaxValue; known[at] is null && value >= 0; value--)
                {
                    JsonCharacter next = Next((JsonCharacter)at, (byte)value);
                    if (next != JsonCharacter.None && known[(int)next] is byte[] rest)
                    {
                        completions[at] = [(byte)value, .. rest];
                    }
                }
            }
        }

        return completions!;
    }

    private static JsonCharacter Begin(byte value) => value switch
    {
        < 0x20 => JsonCharacter.None,
        (byte)'\\' => JsonCharacter.Escape,
        < 0x80 => JsonCharacter.Whole,
        < 0xC2 => JsonCharacter.None,
        < 0xE0 => JsonCharacter.Tail1,
        0xE0 => JsonCharacter.AfterE0,
        0xED => JsonCharacter.AfterED,
        < 0xF0 => JsonCharacter.Tail2,
        0xF0 => JsonCharacter.AfterF0,
        < 0xF4 => JsonCharacter.Tail3,
        0xF4 => JsonCharacter.AfterF4,
        _ => JsonCharacter.None,
    };

    private static JsonCharacter If(bool condition, JsonCharacter then) => condition ? then : JsonCharacter.None;

    private static bool IsTail(byte value) => value is >= 0x80 and < 0xC0;

    private static bool IsHex(byte value) => char.IsAsciiHexDigit((char)value);
}
