using System.Globalization;
using System.Security.Cryptography;

namespace Nudging.ToolCalls;

/// <summary>The identifiers that relate a result to its call.</summary>
/// <remarks>An identifier has nine letters and digits: Mistral's templates refuse any other length.</remarks>
internal static class ToolCallIdentifier
{
    private const string Characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int Length = 9;

    /// <summary>Creates a random identifier.</summary>
    public static string NewIdentifier() => RandomNumberGenerator.GetString(Characters, Length);

    /// <summary>Gets the identifier of a numbered call, which is the same at every call of this method.</summary>
    /// <param name="number">The number, from 0 to 99999.</param>
    public static string Numbered(int number) => string.Create(CultureInfo.InvariantCulture, $"call{number:D5}");
}
