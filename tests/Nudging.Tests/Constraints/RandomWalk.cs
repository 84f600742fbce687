using System.Text;
using Nudging.Constraints;

namespace Nudging.Tests.Constraints;

/// <summary>Writes random texts that a constraint allows, byte by byte.</summary>
internal static class RandomWalk
{
    // Brackets and quotation marks, and the beginning of null, the preferred bytes first.
    private static readonly byte[] Closing = [.. "]}\"n"u8];

    // Bytes that are allowed together only within a string.
    private static readonly byte[] InString = [.. "]}\""u8];

    /// <summary>Writes a text.</summary>
    /// <param name="constraint">The constraint.</param>
    /// <param name="random">Chooses the bytes.</param>
    /// <param name="patience">The number of bytes after which closing brackets and quotation marks are preferred.</param>
    /// <param name="wanted">The text to begin with, as far as the constraint allows that text.</param>
    public static string Write(TextConstraint constraint, Random random, int patience, ReadOnlySpan<byte> wanted = default)
    {
        List<byte> bytes = [];
        TextConstraintState state = constraint.Start;
        foreach (byte value in wanted)
        {
            if (state.Advance(value) is not TextConstraintState next)
            {
                break;
            }

            state = next;
            bytes.Add(value);
        }

        while (!state.CanEnd || (bytes.Count < patience && state.CanContinue && random.Next(8) > 0))
        {
            byte[] allowed = [.. Enumerable.Range(0, 256).Select(value => (byte)value).Where(value => state.Advance(value) is not null)];
            Assert.NotEmpty(allowed);
            byte[] ways = bytes.Count > patience && random.Next(4) > 0 ? [.. Closing.Where(allowed.Contains).Take(1)] : [];
            ways = ways.Length > 0 && InString.All(allowed.Contains) ? [(byte)'"'] : ways;
            ways = ways.Length > 0 ? ways : [.. allowed.Where(value => value > ' ')];
            byte next = (ways.Length > 0 ? ways : allowed)[random.Next(ways.Length > 0 ? ways.Length : allowed.Length)];
            next = allowed.Length > 2 && bytes.Count < patience && random.Next(4) == 0 ? allowed[random.Next(allowed.Length)] : next;
            state = state.Advance(next)!;
            bytes.Add(next);
            Assert.True(bytes.Count < 20_000, $"The text does not end after 20,000 bytes: {Encoding.UTF8.GetString([.. bytes.Take(300)])}…");
        }

        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString([.. bytes]);
    }
}
