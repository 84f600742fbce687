using System.Runtime.InteropServices;

namespace Nudging.ModelBuilder.Checkpoints;

/// <summary>A matrix of 32-bit words, each of which holds several whole numbers of a few bits.</summary>
internal sealed class PackedTensor(SafetensorsFile file, SafetensorsEntry entry, int rows, int columns)
{
    public int Rows => rows;

    public int Columns => columns;

    /// <summary>Reads a part of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">The first column.</param>
    /// <param name="destination">Receives as many words as it has room for.</param>
    public void Read(int row, int column, Span<int> destination) =>
        file.Read(entry, (((long)row * columns) + column) * sizeof(int), MemoryMarshal.AsBytes(destination));
}
