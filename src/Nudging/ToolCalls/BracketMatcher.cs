namespace Nudging.ToolCalls;

/// <summary>Finds the bracket that closes the first bracket. Reads character by character and ignores brackets in double quotes.</summary>
/// <remarks>A mutable value: a copy continues independently.</remarks>
internal struct BracketMatcher
{
    private int _depth;
    private bool _isInString;
    private bool _isEscaped;

    /// <summary>Gets a value indicating whether only the first bracket is open.</summary>
    public readonly bool IsAtTopLevel => _depth == 1 && !_isInString;

    /// <summary>Reads one character.</summary>
    /// <param name="character">The character. The first character is the opening bracket.</param>
    /// <returns>Whether the character closes the first bracket.</returns>
    public bool Closes(char character)
    {
        if (_isInString)
        {
            _isInString = character != '"' || _isEscaped;
            _isEscaped = character == '\\' && !_isEscaped;
            return false;
        }

        switch (character)
        {
            case '"':
                _isInString = true;
                return false;
            case '{' or '[' or '(':
                _depth++;
                return false;
            case '}' or ']' or ')':
                return --_depth == 0;
            default:
                return false;
        }
    }
}
