using Nudging.Decoding;

namespace Nudging.Chat;

/// <summary>The names of the two models of a pair, in the data of an answer and as service keys of a <see cref="NudgingChatClient"/>.</summary>
public static class TextSourceNames
{
    /// <summary>The base model.</summary>
    public const string Base = "base";

    /// <summary>The aligned model.</summary>
    public const string Aligned = "aligned";

    /// <summary>Gets the name of a model.</summary>
    /// <param name="source">The model.</param>
    /// <returns><see cref="Base"/> or <see cref="Aligned"/>.</returns>
    public static string NameOf(TextSource source) => source == TextSource.Base ? Base : Aligned;
}
