using Nudging.ModelBuilder.Conversion;
using Nudging.Models;

namespace Nudging.ModelBuilder.Hub;

/// <summary>Options of a <see cref="HubClient"/>. Not thread safe; the client copies the options.</summary>
public sealed class HubOptions
{
    internal const int MaxTimeoutSeconds = 24 * 60 * 60;

    internal const string EndpointForm = "an address that begins with https:// or http://, without user name, query and fragment";

    internal const string TokenForm = "one word of ASCII letters, digits and punctuation";

    private Uri _endpoint = new("https://huggingface.co");
    private string? _token;
    private string _cacheFolder = string.Empty;
    private TimeSpan _metadataTimeout = TimeSpan.FromSeconds(10);
    private TimeSpan _downloadTimeout = TimeSpan.FromSeconds(10);
    private int _maxParallelFiles = 4;
    private int _maxAttempts = 5;

    /// <summary>Creates options with the values of the environment variables.</summary>
    /// <exception cref="ArgumentException">A variable has a value that is not valid. The message names the variable.</exception>
    public HubOptions()
        : this(HubEnvironment.Process)
    {
    }

    internal HubOptions(HubEnvironment environment)
    {
        Endpoint = environment.Endpoint ?? _endpoint;
        Token = environment.ReadToken();
        CacheFolder = environment.CacheFolder;
        IsOffline = environment.IsOffline;
        MetadataTimeout = environment.MetadataTimeout ?? _metadataTimeout;
        DownloadTimeout = environment.DownloadTimeout ?? _downloadTimeout;
        TokenPath = environment.TokenPath;
    }

    private HubOptions(HubOptions other)
    {
        Endpoint = other.Endpoint;
        Token = other.Token;
        CacheFolder = other.CacheFolder;
        IsOffline = other.IsOffline;
        MetadataTimeout = other.MetadataTimeout;
        DownloadTimeout = other.DownloadTimeout;
        MaxParallelFiles = other.MaxParallelFiles;
        MaxAttempts = other.MaxAttempts;
        TokenPath = other.TokenPath;
        LinksFiles = other.LinksFiles;
        RetryClock = other.RetryClock;
        FreeSpaceOf = other.FreeSpaceOf;
    }

    /// <summary>Gets or sets the address of the hub.</summary>
    /// <value>Default: HF_ENDPOINT, else https://huggingface.co.</value>
    /// <exception cref="ArgumentException">The address is not absolute, or has a user name, a query or a fragment.</exception>
    public Uri Endpoint
    {
        get => _endpoint;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _endpoint = IsEndpoint(value) ? value : throw new ArgumentException($"Endpoint is '{value}'; it must be {EndpointForm}.", nameof(value));
        }
    }

    /// <summary>Gets or sets the token for gated and private models. The token is sent to the host of <see cref="Endpoint"/> only.</summary>
    /// <value>Default: HF_TOKEN, else the text of the file token in HF_HOME; <see langword="null"/> for none.</value>
    /// <exception cref="ArgumentException">The token has a character that no token has.</exception>
    public string? Token
    {
        get => _token;
        set => _token = value is null || IsToken(value) ? value : throw new ArgumentException($"Token must be {TokenForm}.", nameof(value));
    }

    /// <summary>Gets or sets the folder of the cache, in the layout of the hub's own clients.</summary>
    /// <value>Default: HF_HUB_CACHE, else hub in HF_HOME, which is huggingface in XDG_CACHE_HOME or ~/.cache.</value>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public string CacheFolder
    {
        get => _cacheFolder;
        set
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value);
            _cacheFolder = Path.GetFullPath(value);
        }
    }

    /// <summary>Gets or sets a value indicating whether only files in the cache are used and no request is sent.</summary>
    /// <value>Default: HF_HUB_OFFLINE, else <see langword="false"/>.</value>
    public bool IsOffline { get; set; }

    /// <summary>Gets or sets the time after which a request for the description of a model is given up and repeated.</summary>
    /// <value>More than zero, at most one day. Default: HF_HUB_ETAG_TIMEOUT, else 10 seconds.</value>
    /// <exception cref="ArgumentOutOfRangeException">The time is out of range.</exception>
    public TimeSpan MetadataTimeout
    {
        get => _metadataTimeout;
        set => _metadataTimeout = CheckTimeout(value, nameof(MetadataTimeout));
    }

    /// <summary>Gets or sets the time after which a transfer that brings less than 16 KiB is broken off and resumed.</summary>
    /// <value>More than zero, at most one day. Default: HF_HUB_DOWNLOAD_TIMEOUT, else 10 seconds.</value>
    /// <exception cref="ArgumentOutOfRangeException">The time is out of range.</exception>
    public TimeSpan DownloadTimeout
    {
        get => _downloadTimeout;
        set => _downloadTimeout = CheckTimeout(value, nameof(DownloadTimeout));
    }

    /// <summary>Gets or sets the maximum number of files that are downloaded at the same time.</summary>
    /// <value>1 to 32. Default 4.</value>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public int MaxParallelFiles
    {
        get => _maxParallelFiles;
        set => _maxParallelFiles = OptionGuard.Check(value, value is >= 1 and <= 32, "from 1 to 32");
    }

    /// <summary>Gets or sets the maximum number of attempts of a request. A transfer that goes on does not count as an attempt.</summary>
    /// <value>1 to 100. Default 5.</value>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public int MaxAttempts
    {
        get => _maxAttempts;
        set => _maxAttempts = OptionGuard.Check(value, value is >= 1 and <= 100, "from 1 to 100");
    }

    /// <summary>Gets or sets the path of the token file, for messages.</summary>
    internal string TokenPath { get; set; }

    /// <summary>Gets or sets a value indicating whether snapshots may hold links; where links fail, files are moved or copied.</summary>
    internal bool LinksFiles { get; set; } = true;

    /// <summary>Gets or sets the clock of the waiting time between attempts.</summary>
    internal TimeProvider RetryClock { get; set; } = TimeProvider.System;

    /// <summary>Gets or sets the free bytes of the disk that holds a folder; <see langword="null"/> where unknown.</summary>
    internal Func<string, long?> FreeSpaceOf { get; set; } = folder => DiskSpace.FreeBytes(ExistingParentOf(folder));

    internal static bool IsEndpoint(Uri address) => address.IsAbsoluteUri
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
        && address.UserInfo.Length == 0 && address.Query.Length == 0 && address.Fragment.Length == 0;

    internal static bool IsToken(string text) => text.Length > 0 && text.All(c => c is > ' ' and <= '~');

    private static string ExistingParentOf(string folder)
    {
        DirectoryInfo? existing = new(folder);
        while (existing is { Exists: false, Parent: not null })
        {
            existing = existing.Parent;
        }

        return existing.FullName;
    }

    internal HubOptions Clone() => new(this);

    private static TimeSpan CheckTimeout(TimeSpan value, string option) =>
        OptionGuard.Check(value, value > TimeSpan.Zero && value <= TimeSpan.FromSeconds(MaxTimeoutSeconds), "more than zero and at most one day", option);
}
