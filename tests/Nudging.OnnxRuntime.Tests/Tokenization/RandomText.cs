namespace Nudging.OnnxRuntime.Tests.Tokenization;

/// <summary>Random texts of words, white space, several scripts, emoji, combining marks, lone surrogates and control characters.</summary>
internal static class RandomText
{
    /// <summary>Gets the pieces that texts are made of.</summary>
    public static IReadOnlyList<string> Pieces { get; } =
        ["the", " quick", " ", "  ", "\n", "\n\n", "\t", "\r\n", ".", ", ", "'s", "'ſ", "12", "3456", "é", "e\u0301", "\u0301", "日本", "語の", "が", "か\u3099", "한국", "\u1100\u1161", "ก็", "😀", "👨‍👩‍👧", "𝟘", "\uD83D", "\uDE00", "\uFFFD", "\u2581", "\0", "<0x0A>", "foo(bar)", "…", "。", "\u00A0", "ABC", "zzzz", "<br>"];

    /// <summary>Joins random pieces.</summary>
    public static string Next(Random random, IReadOnlyList<string> pieces) =>
        string.Concat(Enumerable.Range(0, random.Next(14)).Select(_ => pieces[random.Next(pieces.Count)]));

    /// <summary>Joins random UTF-16 code units, two thirds of them ASCII.</summary>
    public static string NextUnits(Random random) =>
        new([.. Enumerable.Range(0, random.Next(30)).Select(_ => (char)(random.Next(3) == 0 ? random.Next(0x10000) : random.Next(0x80)))]);
}
