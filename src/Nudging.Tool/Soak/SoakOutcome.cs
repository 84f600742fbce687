namespace Nudging.Tool.Soak;

/// <summary>The outcome of a request.</summary>
internal enum SoakOutcome
{
    /// <summary>The answer equals the reference.</summary>
    Answered,

    /// <summary>The request was cancelled and ended with that exception.</summary>
    Cancelled,

    /// <summary>The reader left the stream early, and the text so far is a prefix of the reference.</summary>
    Abandoned,

    /// <summary>The request was faulty and was refused with the right exception.</summary>
    Refused,

    /// <summary>The answer differs from the reference. A fault.</summary>
    Mixed,

    /// <summary>The request ended with an unexpected exception. A fault.</summary>
    Failed,

    /// <summary>The request did not end. A fault.</summary>
    Stuck,
}
