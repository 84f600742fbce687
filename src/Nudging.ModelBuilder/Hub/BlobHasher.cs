using System.Security.Cryptography;
using System.Text;

namespace Nudging.ModelBuilder.Hub;

/// <summary>Computes the hash by which the hub names a file: SHA-256 of large files, git's blob id of small ones. Not thread safe.</summary>
internal sealed class BlobHasher : IDisposable
{
    private readonly HubFile _file;
    private readonly IncrementalHash _hash;

    public BlobHasher(HubFile file)
    {
        _file = file;
        _hash = IncrementalHash.CreateHash(IsLarge(file) ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1);
        Begin();
    }

    /// <summary>Gets the name of the hash of a file, for messages.</summary>
    public static string NameOf(HubFile file) => IsLarge(file) ? "SHA-256" : "git blob id";

    public void Dispose() => _hash.Dispose();

    public void Append(ReadOnlySpan<byte> content) => _hash.AppendData(content);

    /// <summary>Appends the whole content of a stream.</summary>
    public async Task AppendAsync(Stream content, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[128 * 1024];
        content.Position = 0;
        int count;
        while ((count = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            Append(buffer.AsSpan(0, count));
        }
    }

    /// <summary>Forgets what was appended.</summary>
    public void Restart()
    {
        _hash.GetHashAndReset();
        Begin();
    }

    /// <summary>Gets the hash in lower-case hexadecimal digits, and begins anew.</summary>
    public string Finish()
    {
        string hash = Convert.ToHexString(_hash.GetHashAndReset()).ToLowerInvariant();
        Begin();
        return hash;
    }

    private static bool IsLarge(HubFile file) => file.Sha256 is not null;

    // git hashes a header with the size before the content.
    private void Begin()
    {
        if (!IsLarge(_file))
        {
            _hash.AppendData(Encoding.ASCII.GetBytes(FormattableString.Invariant($"blob {_file.Size}\0")));
        }
    }
}
