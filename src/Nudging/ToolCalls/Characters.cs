using System.Buffers;

namespace Nudging.ToolCalls;

/// <summary>Kinds of characters.</summary>
internal static class Characters
{
    /// <summary>Those of which names of functions and arguments are made.</summary>
    public static readonly SearchValues<char> OfNames =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.");
}
