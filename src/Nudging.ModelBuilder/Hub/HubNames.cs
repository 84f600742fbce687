using System.Text.RegularExpressions;

namespace Nudging.ModelBuilder.Hub;

/// <summary>Checks names that come from a user or from a server before they become parts of paths and addresses.</summary>
internal static partial class HubNames
{
    private const int MaxPathLength = 500;

    private static readonly HashSet<string> ReservedNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$",
        "COM0", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9", "COM¹", "COM²", "COM³",
        "LPT0", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9", "LPT¹", "LPT²", "LPT³",
    };

    /// <summary>Splits <c>owner/name@revision</c>.</summary>
    /// <returns>The repository and the revision, <see langword="null"/> where the text has none.</returns>
    public static (string Repository, string? Revision) Split(string text)
    {
        int at = text.IndexOf('@', StringComparison.Ordinal);
        return at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);
    }

    /// <summary>Checks the name of a repository: <c>owner/name</c>, or <c>name</c> of an old repository.</summary>
    public static string CheckRepository(string repository)
    {
        ArgumentNullException.ThrowIfNull(repository);
        return IsRepository(repository) ? repository : throw new ArgumentException(
            $"'{Show(repository)}' is not a name of a model on the hub; a name is owner/name in letters, digits, '-', '_' and '.'.");
    }

    /// <summary>Tells whether a text has the form of a repository's name.</summary>
    public static bool IsRepository(string text) =>
        text.Length <= 193 && Repository().IsMatch(text)
        && !text.Contains("--", StringComparison.Ordinal) && !text.Contains("..", StringComparison.Ordinal)
        && text.Split('/').All(part => part.Length <= 96 && !ReservedNames.Contains(part.Split('.')[0]));

    /// <summary>Checks a branch, tag or commit; <see langword="null"/> stands for main.</summary>
    public static string CheckRevision(string? revision) => revision is null ? "main"
        : IsSafePath(revision) && revision[0] != '-' ? revision
        : throw new ArgumentException($"'{Show(revision)}' is not a revision; a revision is a branch, a tag or a commit.");

    /// <summary>Tells whether a text is a whole commit hash.</summary>
    public static bool IsCommit(string text) => text.Length == 40 && IsHexadecimal(text);

    /// <summary>Tells whether a text is the hash of a file: SHA-256 of a large file, or the git blob id of a small one.</summary>
    public static bool IsBlobName(string text) => text.Length is 40 or 64 && IsHexadecimal(text);

    /// <summary>Tells whether a path of a repository is a plain relative path on every operating system.</summary>
    public static bool IsSafePath(string path) => path.Length is > 0 and <= MaxPathLength && path.Split('/').All(IsSafeSegment);

    /// <summary>Shortens a text from outside for a message, and replaces control characters.</summary>
    public static string Show(string text)
    {
        const int MaxLength = 120;
        string shown = string.Concat(text.Take(MaxLength).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
        return text.Length > MaxLength ? shown + "…" : shown;
    }

    // Windows cuts dots and spaces off at the end, reads a colon as a stream, and has names of devices.
    private static bool IsSafeSegment(string segment) =>
        segment.Length is > 0 and <= 200 && segment[^1] is not ('.' or ' ') && segment[0] != ' '
        && !segment.Any(c => c < ' ' || c is '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|' or '\x7f' || char.IsSurrogate(c) || char.IsControl(c))
        && !ReservedNames.Contains(segment.Split('.')[0].TrimEnd(' '));

    private static bool IsHexadecimal(string text) => text.All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f'));

    [GeneratedRegex(@"^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?(?:/[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?)?\z")]
    private static partial Regex Repository();
}
