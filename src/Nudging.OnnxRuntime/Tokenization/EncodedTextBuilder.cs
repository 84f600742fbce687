using System.Runtime.CompilerServices;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Collects the tokens of a text.</summary>
internal sealed class EncodedTextBuilder
{
    private readonly List<int> _ids = [];
    private readonly List<int> _ends = [];
    private int _offset;
    private bool _isAligned = true;

    /// <summary>Begins a normalized section of the text.</summary>
    /// <param name="section">The section.</param>
    /// <param name="start">The index in the text at which the section begins.</param>
    public void BeginSection(NormalizedText section, int start)
    {
        _offset = start - section.Added;
        _isAligned = section.IsAligned;
    }

    /// <summary>Ends a section.</summary>
    /// <param name="end">The index in the text at which the section ends.</param>
    public void EndSection(int end)
    {
        if (!_isAligned && _ends.Count > 0)
        {
            // Only the end of a section that normalization has changed is known.
            _ends[^1] = end;
        }

        _offset = 0;
        _isAligned = true;
    }

    /// <summary>Adds a token.</summary>
    /// <param name="id">The token id.</param>
    /// <param name="end">The index at which the token ends: in the section, or in the text where no section is open; -1 where the token ends inside a character.</param>
    [MethodImpl(JitOptions.SkipTiering)]
    public void Add(int id, int end)
    {
        _ids.Add(id);
        _ends.Add(end < 0 || !_isAligned ? -1 : _offset + end);
    }

    /// <summary>Gets the tokens so far.</summary>
    public EncodedText ToEncodedText() => new([.. _ids], [.. _ends]);
}
