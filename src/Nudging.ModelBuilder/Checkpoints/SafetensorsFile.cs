using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using Nudging.ModelBuilder.Conversion;

namespace Nudging.ModelBuilder.Checkpoints;

/// <summary>A memory-mapped safetensors file. Thread safe.</summary>
internal sealed class SafetensorsFile : IDisposable
{
    private readonly MappedWindows _windows;
    private readonly MemoryMappedFile _file;
    private readonly long _length;

    private SafetensorsFile(string path, MappedWindows windows, MemoryMappedFile file, long length)
    {
        Path = path;
        _windows = windows;
        _file = file;
        _length = length;
        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
        windows.Read(file, length, 0, prefix);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength > SafetensorsHeader.MaxBytes || (long)headerLength > length - prefix.Length)
        {
            throw new ModelConversionException($"'{path}': the header's length is {headerLength} bytes; it must be at most {SafetensorsHeader.MaxBytes} and within the file, which has {length} bytes.");
        }

        byte[] header = new byte[headerLength];
        windows.Read(file, length, prefix.Length, header);
        Entries = SafetensorsHeader.Parse(header, prefix.Length + header.Length, length, path);
    }

    public string Path { get; }

    public IReadOnlyDictionary<string, SafetensorsEntry> Entries { get; }

    /// <summary>Opens a file and reads its header.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="windows">The parts of files that are mapped.</param>
    /// <returns>The file.</returns>
    /// <exception cref="ModelConversionException">The file is not a valid safetensors file, or cannot be read.</exception>
    public static SafetensorsFile Open(string path, MappedWindows windows)
    {
        FileStream? stream = null;
        MemoryMappedFile? file = null;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            long length = stream.Length;
            if (length < sizeof(ulong))
            {
                throw new ModelConversionException($"'{path}': the file has {length} bytes; a safetensors file has at least 8.");
            }

            file = MemoryMappedFile.CreateFromFile(stream, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
            return new SafetensorsFile(path, windows, file, length);
        }
        catch (Exception e)
        {
            file?.Dispose();
            stream?.Dispose();
            if (e is IOException or UnauthorizedAccessException)
            {
                throw new ModelConversionException($"'{path}' cannot be read: {e.Message}", e);
            }

            throw;
        }
    }

    /// <summary>Copies a part of a tensor's bytes.</summary>
    /// <param name="entry">The tensor.</param>
    /// <param name="offset">The first byte within the tensor.</param>
    /// <param name="destination">Receives the bytes.</param>
    public void Read(SafetensorsEntry entry, long offset, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, entry.Length - destination.Length);
        _windows.Read(_file, _length, entry.Offset + offset, destination);
    }

    public void Dispose() => _file.Dispose();
}
