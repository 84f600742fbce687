using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Nudging.ModelBuilder.Checkpoints;

/// <summary>
/// The parts of memory-mapped files that are in the address space. Their number is limited, so that reading a model of any size
/// keeps few of its pages in the working set. Thread safe.
/// </summary>
internal sealed class MappedWindows : IDisposable
{
    /// <summary>The size of a part; a multiple of every system's granularity of mapping.</summary>
    public const int WindowBytes = 32 << 20;

    private const int MaxUnused = 6;

    private readonly Dictionary<(MemoryMappedFile, long), Window> _windows = [];
    private readonly LinkedList<Window> _unused = [];
    private bool _disposed;

    /// <summary>Copies bytes out of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="length">The length of the file.</param>
    /// <param name="offset">The position in the file.</param>
    /// <param name="destination">Receives the bytes.</param>
    /// <exception cref="ObjectDisposedException">The windows are disposed.</exception>
    public void Read(MemoryMappedFile file, long length, long offset, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, length - destination.Length);
        while (!destination.IsEmpty)
        {
            long index = offset / WindowBytes;
            long start = index * WindowBytes;
            long size = Math.Min(WindowBytes, length - start);
            int count = (int)Math.Min(destination.Length, start + size - offset);
            Window window = Acquire(file, index, start, size);
            try
            {
                using var stream = new UnmanagedMemoryStream(window.Handle, offset - start, count, FileAccess.Read);
                stream.ReadExactly(destination[..count]);
            }
            finally
            {
                Release(window);
            }

            offset += count;
            destination = destination[count..];
        }
    }

    /// <summary>Takes all windows out of the address space. A read that is under way on another thread ends first.</summary>
    public void Dispose()
    {
        lock (_windows)
        {
            _disposed = true;
            TrimTo(0);
        }
    }

    private Window Acquire(MemoryMappedFile file, long index, long start, long size)
    {
        lock (_windows)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(Checkpoint));
            if (!_windows.TryGetValue((file, index), out Window? window))
            {
                window = new Window((file, index), file.CreateViewAccessor(start, size, MemoryMappedFileAccess.Read));
                _windows.Add(window.Key, window);
            }
            else if (window.Users == 0)
            {
                _unused.Remove(window);
            }

            window.Users++;
            return window;
        }
    }

    private void Release(Window window)
    {
        lock (_windows)
        {
            if (--window.Users == 0)
            {
                _unused.AddLast(window);
                TrimTo(_disposed ? 0 : MaxUnused);
            }
        }
    }

    private void TrimTo(int count)
    {
        while (_unused.Count > count)
        {
            Window oldest = _unused.First!.Value;
            _unused.RemoveFirst();
            _windows.Remove(oldest.Key);
            oldest.View.Dispose();
        }
    }

    private sealed class Window((MemoryMappedFile, long) key, MemoryMappedViewAccessor view)
    {
        public (MemoryMappedFile, long) Key { get; } = key;

        public MemoryMappedViewAccessor View { get; } = view;

        public SafeMemoryMappedViewHandle Handle => View.SafeMemoryMappedViewHandle;

        /// <summary>Gets or sets the number of reads that are under way.</summary>
        public int Users { get; set; }
    }
}
