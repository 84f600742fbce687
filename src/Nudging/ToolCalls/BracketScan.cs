namespace Nudging.ToolCalls;

/// <summary>Finds the end of something in brackets, whatever is in it, as its text grows.</summary>
internal sealed class BracketScan
{
    private int _depth;
    private bool _isInText;
    private bool _isEscaped;

    /// <summary>Gets a value indicating whether only the first bracket is open.</summary>
    public bool IsAtTop => _depth == 1 && !_isInText;

    /// <summary>Goes on by one character.</summary>
    /// <param name="character">The character; the first one is the opening bracket.</param>
    /// <returns>Whether it is the closing bracket.</returns>
    public bool Ends(char character)
    {
        if (_isInText)
        {
            _isInText = character != '"' || _isEscaped;
            _isEscaped = character == '\\' && !_isEscaped;
            return false;
        }

        switch (character)
        {
            case '"':
                _isInText = true;
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
