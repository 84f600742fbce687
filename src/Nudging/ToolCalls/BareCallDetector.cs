namespace Nudging.ToolCalls;

/// <summary>Decides from the first characters of JSON whether the JSON may be a tool call. Reads character by character.</summary>
/// <remarks>A mutable value: a copy continues independently.</remarks>
internal struct BareCallDetector
{
    private static readonly string[] Properties = ["name", "arguments", "parameters", "id", "type", "function"];

    private Stage _stage;
    private string? _property;

    private enum Stage
    {
        Start,
        Object,
        Property,
        Name,
        Decided,
    }

    /// <summary>Reads one character.</summary>
    /// <param name="character">The character. The first character is the opening bracket.</param>
    /// <returns><see langword="false"/> where the JSON cannot be a call.</returns>
    public bool MayBeCall(char character)
    {
        if (_stage is Stage.Object or Stage.Property && char.IsWhiteSpace(character))
        {
            return true;
        }

        switch (_stage)
        {
            case Stage.Start when character == '[':
                _stage = Stage.Object;
                return true;
            case (Stage.Start or Stage.Object) when character == '{':
                _stage = Stage.Property;
                return true;
            case Stage.Property when character == '"':
                _stage = Stage.Name;
                return true;
            case Stage.Name when character == '"':
                _stage = Stage.Decided;
                return Properties.Contains(_property);
            case Stage.Name:
                string start = _property += character;
                return Properties.Any(property => property.StartsWith(start, StringComparison.Ordinal));
            default:
                return _stage == Stage.Decided;
        }
    }
}
