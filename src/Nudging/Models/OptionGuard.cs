using System.Globalization;
using System.Runtime.CompilerServices;

namespace Nudging.Models;

/// <summary>Refuses option values that are out of range. The message has the option's name, the value and the range.</summary>
internal static class OptionGuard
{
    /// <summary>Checks a value.</summary>
    /// <typeparam name="T">The type of the option.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="isValid">Whether the value is in range.</param>
    /// <param name="range">The range, as in "it must be RANGE".</param>
    /// <param name="option">The name of the option.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public static T Check<T>(T value, bool isValid, string range, [CallerMemberName] string option = "")
        where T : IFormattable => isValid
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"{option} is {value.ToString(null, CultureInfo.InvariantCulture)}; it must be {range}.");

    /// <summary>Checks a value that may be <see langword="null"/>.</summary>
    /// <typeparam name="T">The type of the option.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="isValid">Whether the value is in range.</param>
    /// <param name="range">The range, as in "it must be RANGE".</param>
    /// <param name="option">The name of the option.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public static T? Check<T>(T? value, bool isValid, string range, [CallerMemberName] string option = "")
        where T : struct, IFormattable => value is { } given ? Check(given, isValid, range, option) : null;

    /// <summary>Checks a value of an enumeration.</summary>
    /// <typeparam name="T">The enumeration.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="option">The name of the option.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The enumeration does not define the value.</exception>
    public static T CheckDefined<T>(T value, [CallerMemberName] string option = "")
        where T : struct, Enum => Check(value, Enum.IsDefined(value), string.Join(" or ", Enum.GetNames<T>()), option);

    /// <summary>Checks a list of texts.</summary>
    /// <param name="value">The texts.</param>
    /// <param name="range">What each entry must be, as in "each entry must be RANGE".</param>
    /// <param name="option">The name of the option.</param>
    /// <returns>A copy of the list.</returns>
    /// <exception cref="ArgumentNullException">The list is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">An entry is <see langword="null"/> or empty.</exception>
    public static IReadOnlyList<string> CheckTexts(IReadOnlyList<string> value, string range = "a text of at least one character", [CallerMemberName] string option = "")
    {
        ArgumentNullException.ThrowIfNull(value);
        string[] copy = [.. value];
        int wrong = Array.FindIndex(copy, string.IsNullOrEmpty);
        return wrong < 0
            ? copy
            : throw new ArgumentException($"{option}[{wrong}] is {(copy[wrong] is null ? "null" : "empty")}; each entry must be {range}.", nameof(value));
    }
}
