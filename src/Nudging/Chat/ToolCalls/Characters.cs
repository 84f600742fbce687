using System.Buffers;

namespace Nudging.Chat.ToolCalls;

/// <summary>Kinds of characters.</summary>
internal static class Characters
{
    /// <summary>Those of which names of functions and arguments are made.</summary>
    public static readonly SearchValues<char> OfNames =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.");
}
