namespace Nudging.Tool.Soak;

/// <summary>How a request ended.</summary>
internal enum SoakOutcome
{
    /// <summary>With the answer that is given alone.</summary>
    Answered,

    /// <summary>It was cancelled, and said so.</summary>
    Cancelled,

    /// <summary>Its reader went away half way, having read what is given alone.</summary>
    Abandoned,

    /// <summary>It was faulty, and was refused as it should be.</summary>
    Refused,

    /// <summary>With another answer than is given alone. A fault.</summary>
    Mixed,

    /// <summary>With an error that it should not have. A fault.</summary>
    Failed,

    /// <summary>Not at all. A fault.</summary>
    Stuck,
}
