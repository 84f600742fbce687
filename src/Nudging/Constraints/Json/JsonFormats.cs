using System.Collections.Concurrent;
using Nudging.Constraints.RegularExpressions;

namespace Nudging.Constraints.Json;

/// <summary>The formats of strings that are guaranteed, as regular expressions. Each string of a format is one that .NET's types read.</summary>
internal static class JsonFormats
{
    private const string Year = @"(?:000[1-9]|00[1-9]\d|0[1-9]\d\d|[1-9]\d{3})";

    // The years that a multiple of 4 ends, without 0000 and without the centuries that have no 29 February.
    private const string LeapYear = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)";

    private const string DayOfAnyYear = @"(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8]))";

    private const string Date = $"(?:{Year}-{DayOfAnyYear}|{LeapYear}-02-29)";

    // Converted to UTC, a time in the first or the last year may be out of the range of DateTimeOffset.
    private const string DateOfAnyOffset = $"(?:(?:000[2-9]|00[1-9]\\d|0[1-9]\\d\\d|[1-8]\\d{{3}}|9[0-8]\\d\\d|99[0-8]\\d|999[0-8])-{DayOfAnyYear}|{LeapYear}-02-29)";

    private const string TimeOfDay = @"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d";

    private const string Fraction = @"(?:\.\d{1,7})?";

    private const string Offset = @"(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)";

    private const string Octet = @"(?:\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])";

    private const string Group = "[0-9a-fA-F]{1,4}";

    // At most 255 characters; the last label is not a number.
    private const string Label = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    private const string Host = $"(?:{Label}\\.){{0,3}}[A-Za-z](?:[A-Za-z0-9-]{{0,61}}[A-Za-z0-9])?";

    private const string Atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,20}";
    private const string Email = $"{Atom}(?:\\.{Atom}){{0,2}}@{Host}";

    // Without the characters that a URI writes with a percent sign.
    private const string MailboxAtom = "[A-Za-z0-9_~+-]{1,20}";
    private const string Mailbox = $"{MailboxAtom}(?:\\.{MailboxAtom}){{0,2}}@{Host}";

    private const string PathCharacter = "(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})";
    private const string Port = @"(?::(?:[1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5]))?";
    private const string Hierarchy = $"(?:https?|wss?|ftp)://{Host}{Port}(?:/{PathCharacter}*)*(?:\\?(?:{PathCharacter}|[/?])*)?";
    private const string Name = $"urn:[A-Za-z0-9][A-Za-z0-9-]{{0,30}}[A-Za-z0-9]:{PathCharacter}+";

    private static readonly Dictionary<string, string> Patterns = new()
    {
        ["date-time"] = $"(?:{DateOfAnyOffset}T{TimeOfDay}{Fraction}{Offset}|(?:0001|9999)-{DayOfAnyYear}T{TimeOfDay}{Fraction}Z)",
        ["date"] = Date,
        ["time"] = TimeOfDay + Fraction,
        ["duration"] = Duration(@"\d{1,4}"),
        ["uuid"] = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
        ["uri"] = $"(?:{Hierarchy}(?:#(?:{PathCharacter}|[/?])*)?|{Name}|mailto:{Mailbox})",
        ["email"] = Email,
        ["ipv4"] = $"(?:{Octet}\\.){{3}}{Octet}",
        ["ipv6"] = Ipv6(),
    };

    // Patterns in the schemas of .NET types that allow texts which the types do not read, with narrower patterns.
    private static readonly Dictionary<string, string> NarrowerPatterns = new()
    {
        // TimeSpan.
        [@"^-?(\d+\.)?\d{2}:\d{2}:\d{2}(\.\d{1,7})?$"] = $@"^-?(?:\d{{1,7}}\.)?{TimeOfDay}{Fraction}$",

        // Version.
        [@"^\d+(\.\d+){1,3}$"] = @"^\d{1,9}(?:\.\d{1,9}){1,3}$",
    };

    private static readonly ConcurrentDictionary<string, DeterministicAutomaton> Automata = [];

    /// <summary>Tells whether a format is guaranteed.</summary>
    public static bool IsKnown(string format) => Patterns.ContainsKey(format);

    /// <summary>Gets the automaton of the strings of a format.</summary>
    public static DeterministicAutomaton AutomatonOf(string format) =>
        Automata.GetOrAdd(format, name => DeterministicAutomaton.Of(Patterns[name], isPart: false)!);

    /// <summary>Gets the pattern that is compiled for a pattern of a schema: a narrower one for a pattern in the schema of a .NET type.</summary>
    public static string Narrow(string pattern) => NarrowerPatterns.GetValueOrDefault(pattern, pattern);

    // RFC 3339, appendix A, without weeks. With at most 4 digits for each number, a TimeSpan holds the duration.
    private static string Duration(string number)
    {
        string time = $"T(?:{number}H(?:{number}M(?:{number}S)?)?|{number}M(?:{number}S)?|{number}S)";
        string date = $"(?:{number}D|{number}M(?:{number}D)?|{number}Y(?:{number}M(?:{number}D)?)?)";
        return $"P(?:{date}(?:{time})?|{time})";
    }

    private static string Ipv6()
    {
        // Groups before the double colon, and at most so many after the double colon that 7 groups are written.
        IEnumerable<string> shortened = Enumerable.Range(1, 6).Select(before => $"{Group}(?::{Group}){{{before - 1}}}::(?:{Group}(?::{Group}){{0,{6 - before}}})?");
        return $"(?:{Group}(?::{Group}){{7}}|::(?:{Group}(?::{Group}){{0,6}})?|{string.Join('|', shortened)}|{Group}(?::{Group}){{6}}::)";
    }
}
