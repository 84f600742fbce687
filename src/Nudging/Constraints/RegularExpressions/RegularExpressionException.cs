namespace Nudging.Constraints.RegularExpressions;

/// <summary>The exception for a regular expression that cannot be compiled. The caller names the place of the expression.</summary>
internal sealed class RegularExpressionException : Exception
{
    private RegularExpressionException(string message, bool isMalformed)
        : base(message) => IsMalformed = isMalformed;

    /// <summary>Gets a value indicating whether the expression is malformed; otherwise the expression uses a feature that is not supported.</summary>
    public bool IsMalformed { get; }

    /// <summary>Creates the exception for a malformed expression.</summary>
    /// <param name="problem">The problem, as the rest of a sentence that begins with the expression.</param>
    public static RegularExpressionException Malformed(string problem) => new(problem, true);

    /// <summary>Creates the exception for a feature that is not supported.</summary>
    /// <param name="feature">The name of the feature.</param>
    public static RegularExpressionException NotSupported(string feature) => new(feature, false);
}
