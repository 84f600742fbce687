namespace Nudging.TestSupport.Hub;

/// <summary>How a <see cref="HubServer"/> misbehaves in one answer.</summary>
public sealed record HubFault
{
    /// <summary>Gets the status of an error answer.</summary>
    public int? Status { get; init; }

    /// <summary>Gets the value of Retry-After.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>Gets the value of X-Error-Message.</summary>
    public string? Message { get; init; }

    /// <summary>Gets the number of bytes of the body after which the connection is reset.</summary>
    public long? ResetAfter { get; init; }

    /// <summary>Gets the number of bytes of the body after which the answer ends in order; for answers without a length.</summary>
    public long? EndAfter { get; init; }

    /// <summary>Gets the number of bytes of the body after which nothing more arrives.</summary>
    public long? StallAfter { get; init; }

    /// <summary>Gets the number of zero bytes that are sent after the file.</summary>
    public int ExtraBytes { get; init; }

    /// <summary>Gets the number of bytes that are left out at the end of the file.</summary>
    public int MissingBytes { get; init; }

    /// <summary>Gets a value indicating whether one byte of the file is changed.</summary>
    public bool IsCorrupt { get; init; }

    /// <summary>Gets a value indicating whether ranges are ignored.</summary>
    public bool IgnoresRange { get; init; }

    /// <summary>Gets a value indicating whether the server sends no Content-Length.</summary>
    public bool OmitsLength { get; init; }

    /// <summary>Gets a value indicating whether the hub sends none of its own headers.</summary>
    public bool OmitsHeaders { get; init; }

    /// <summary>Gets the address of a redirect.</summary>
    public string? Location { get; init; }

    /// <summary>Gets the body that is sent instead.</summary>
    public string? Body { get; init; }
}
