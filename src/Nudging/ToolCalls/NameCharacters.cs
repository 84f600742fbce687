using System.Buffers;

namespace Nudging.ToolCalls;

/// <summary>The characters that function names, argument names and call identifiers consist of.</summary>
internal static class NameCharacters
{
    /// <summary>Gets the characters.</summary>
    public static SearchValues<char> All { get; } =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.");
}
