using System.Text.Json.Nodes;

namespace Nudging.Tests.Constraints;

/// <summary>Creates random JSON documents of few keys and values, so that a schema of the tests allows many of the documents.</summary>
internal static class RandomDocument
{
    private static readonly string[] Keys = ["k", "a", "b", "c", "x"];
    private static readonly string[] Texts = ["", "a", "ab", "red", "green", "é", "😀", "\"\\\n"];
    private static readonly double[] Numbers = [-3, -1, 0, 0.5, 1, 2, 2.5, 3, 5, 7, 10, 12];

    /// <summary>Creates a document. The keys of an object are in the order k, a, b, c, x.</summary>
    public static JsonNode? Next(Random random, int depth = 2) => random.Next(depth == 0 ? 6 : 14) switch
    {
        0 or 1 => Texts[random.Next(Texts.Length)],
        2 or 3 => Numbers[random.Next(Numbers.Length)],
        4 => random.Next(2) == 0,
        5 => null,
        6 or 7 or 8 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Next(random, depth - 1))]),
        _ => new JsonObject(Keys.Where(_ => random.Next(5) < 2).Select(key => KeyValuePair.Create(key, Next(random, random.Next(depth))))),
    };
}
