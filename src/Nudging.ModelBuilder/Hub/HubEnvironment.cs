using System.Globalization;

namespace Nudging.ModelBuilder.Hub;

/// <summary>Reads the environment variables that all clients of the hub understand.</summary>
/// <param name="variable">Gets the value of an environment variable; <see langword="null"/> where the variable is not set.</param>
/// <param name="userFolder">The home folder of the user.</param>
internal sealed class HubEnvironment(Func<string, string?> variable, string userFolder)
{
    /// <summary>Gets the environment of this process.</summary>
    public static HubEnvironment Process { get; } =
        new(Environment.GetEnvironmentVariable, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));

    /// <summary>Gets the folder of the hub's files: HF_HOME, else huggingface in the user's cache folder.</summary>
    public string Home => FolderOf("HF_HOME") ?? Path.Combine(FolderOf("XDG_CACHE_HOME") ?? Path.Combine(userFolder, ".cache"), "huggingface");

    /// <summary>Gets the folder of the cache: HF_HUB_CACHE, else hub in <see cref="Home"/>.</summary>
    public string CacheFolder => FolderOf("HF_HUB_CACHE") ?? Path.Combine(Home, "hub");

    /// <summary>Gets the address of the hub: HF_ENDPOINT; <see langword="null"/> for the public hub.</summary>
    public Uri? Endpoint => Text("HF_ENDPOINT") is not string text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && HubOptions.IsEndpoint(address) ? address
        : throw Invalid("HF_ENDPOINT", text, HubOptions.EndpointForm);

    /// <summary>Gets a value indicating whether no request may be sent: HF_HUB_OFFLINE.</summary>
    public bool IsOffline => Text("HF_HUB_OFFLINE") is string text && (text.ToUpperInvariant() switch
    {
        "1" or "TRUE" or "YES" or "ON" => true,
        "0" or "FALSE" or "NO" or "OFF" => false,
        _ => throw Invalid("HF_HUB_OFFLINE", text, "1, true, yes or on, or 0, false, no or off"),
    });

    /// <summary>Gets the timeout of requests for descriptions: HF_HUB_ETAG_TIMEOUT; <see langword="null"/> for the default.</summary>
    public TimeSpan? MetadataTimeout => Seconds("HF_HUB_ETAG_TIMEOUT");

    /// <summary>Gets the timeout of a transfer that does not go on: HF_HUB_DOWNLOAD_TIMEOUT; <see langword="null"/> for the default.</summary>
    public TimeSpan? DownloadTimeout => Seconds("HF_HUB_DOWNLOAD_TIMEOUT");

    /// <summary>Gets the path of the file in which the hub's own tool stores the token: HF_TOKEN_PATH, else token in <see cref="Home"/>.</summary>
    public string TokenPath => FolderOf("HF_TOKEN_PATH") ?? Path.Combine(Home, "token");

    /// <summary>Reads the token: HF_TOKEN, else the file at <see cref="TokenPath"/>.</summary>
    /// <returns>The token; <see langword="null"/> where there is none.</returns>
    public string? ReadToken()
    {
        if (Text("HF_TOKEN") is string token)
        {
            return HubOptions.IsToken(token) ? token : throw new ArgumentException($"HF_TOKEN has a character that no token has; it must be {HubOptions.TokenForm}.");
        }

        string path = TokenPath;
        token = File.Exists(path) ? File.ReadAllText(path).Trim() : string.Empty;
        return token.Length == 0 ? null
            : HubOptions.IsToken(token) ? token
            : throw new ArgumentException($"The file '{path}' has a character that no token has; the file must hold {HubOptions.TokenForm} and nothing else.");
    }

    private static ArgumentException Invalid(string name, string value, string right) => new($"{name} is '{value}'; it must be {right}.");

    private string? Text(string name) => variable(name)?.Trim() is { Length: > 0 } text ? text : null;

    private string? FolderOf(string name)
    {
        if (Text(name) is not string text)
        {
            return null;
        }

        text = text == "~" ? userFolder
            : text.StartsWith("~/", StringComparison.Ordinal) || text.StartsWith("~\\", StringComparison.Ordinal) ? Path.Combine(userFolder, text[2..])
            : text;
        return text.Contains('\0', StringComparison.Ordinal) ? throw Invalid(name, text.Replace('\0', '?'), "a path") : Path.GetFullPath(text);
    }

    private TimeSpan? Seconds(string name) => Text(name) is not string text ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && seconds is > 0 and <= HubOptions.MaxTimeoutSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw Invalid(name, text, FormattableString.Invariant($"a number of seconds above 0 and at most {HubOptions.MaxTimeoutSeconds}"));
}
