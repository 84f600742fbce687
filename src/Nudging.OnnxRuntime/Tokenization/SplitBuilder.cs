using System.Runtime.CompilerServices;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Builds words from delimiters and the text between delimiters.</summary>
internal ref struct SplitBuilder(SplitBehavior behavior, List<(int Start, int End)> words)
{
    private readonly int _first = words.Count;

    // A delimiter that may begin the next word; -1 for none.
    private (int Start, int End) _waiting = (-1, -1);
    private bool _afterDelimiter;

    /// <summary>Adds the next range of the text.</summary>
    [MethodImpl(JitOptions.SkipTiering)]
    public void Add(int start, int end, bool isDelimiter)
    {
        if (start == end)
        {
            return;
        }

        switch (behavior)
        {
            case SplitBehavior.Removed when isDelimiter:
                break;
            case SplitBehavior.Contiguous when isDelimiter == _afterDelimiter && words.Count > _first:
            case SplitBehavior.MergedWithPrevious when isDelimiter && !_afterDelimiter && words.Count > _first:
                words[^1] = (words[^1].Start, end);
                break;
            case SplitBehavior.MergedWithNext when isDelimiter:
                Complete();
                _waiting = (start, end);
                break;
            case SplitBehavior.MergedWithNext when _waiting.End == start:
                words.Add((_waiting.Start, end));
                _waiting = (-1, -1);
                break;
            default:
                words.Add((start, end));
                break;
        }

        _afterDelimiter = isDelimiter;
    }

    /// <summary>Adds a last delimiter that no word follows.</summary>
    public void Complete()
    {
        if (_waiting.End >= 0)
        {
            words.Add(_waiting);
            _waiting = (-1, -1);
        }
    }
}
