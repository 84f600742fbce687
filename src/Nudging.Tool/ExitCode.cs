namespace Nudging.Tool;

/// <summary>Exit codes of the program.</summary>
internal static class ExitCode
{
    public const int Succeeded = 0;

    public const int Failed = 1;

    /// <summary>Ctrl+C, by the convention of Unix shells.</summary>
    public const int Interrupted = 130;
}
