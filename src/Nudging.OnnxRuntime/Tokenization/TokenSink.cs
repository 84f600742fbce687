using System.Runtime.CompilerServices;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Gathers the tokens of a text.</summary>
internal sealed class TokenSink
{
    private readonly List<int> _ids = [];
    private readonly List<int> _ends = [];
    private int _offset;
    private bool _knowsPlaces = true;

    /// <summary>Begins a stretch of the text.</summary>
    /// <param name="normalized">The stretch.</param>
    /// <param name="start">Where it begins in the text.</param>
    public void Begin(NormalizedText normalized, int start)
    {
        _offset = start - normalized.Added;
        _knowsPlaces = normalized.KnowsPlaces;
    }

    /// <summary>Ends a stretch.</summary>
    /// <param name="end">Where it ends in the text.</param>
    public void End(int end)
    {
        if (!_knowsPlaces && _ends.Count > 0)
        {
            // Places in the normalized text say nothing about the text, but for its end.
            _ends[^1] = end;
        }

        _offset = 0;
        _knowsPlaces = true;
    }

    /// <summary>Adds a token.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="end">Where it ends in the stretch, or in the text outside of any; -1 if that is inside a character.</param>
    [MethodImpl(Compiled.AtOnce)]
    public void Add(int id, int end)
    {
        _ids.Add(id);
        _ends.Add(end < 0 || !_knowsPlaces ? -1 : _offset + end);
    }

    public EncodedText ToEncodedText() => new([.. _ids], [.. _ends]);
}
