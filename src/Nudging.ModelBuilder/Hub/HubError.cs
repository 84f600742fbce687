namespace Nudging.ModelBuilder.Hub;

/// <summary>Why a request to the hub fails.</summary>
public enum HubError
{
    /// <summary>The hub answers with an error that no other value describes.</summary>
    Other,

    /// <summary>The repository does not exist, or is private and the token gives no access.</summary>
    RepositoryNotFound,

    /// <summary>The repository's terms have to be accepted on its page first.</summary>
    Gated,

    /// <summary>The repository has no such branch, tag or commit.</summary>
    RevisionNotFound,

    /// <summary>The repository has no such file.</summary>
    FileNotFound,

    /// <summary>The hub refuses the token.</summary>
    TokenRefused,

    /// <summary>The repository holds no files of a usable form.</summary>
    NoUsableFiles,

    /// <summary>The model is not in the cache, and the offline mode is on.</summary>
    Offline,

    /// <summary>The hub does not answer, or answers that its limits are reached, after all attempts.</summary>
    Unavailable,

    /// <summary>A file has another size or hash than the hub states.</summary>
    Corrupt,

    /// <summary>The answer of the server is not safe to follow: a file name, a size, a redirect.</summary>
    Unsafe,

    /// <summary>The disk has not enough free space.</summary>
    DiskFull,
}
