namespace Nudging.Constraints.RegularExpressions;

/// <summary>A part of a regular expression.</summary>
internal abstract record RegularExpressionNode;

/// <summary>One character of a set.</summary>
internal sealed record CharacterNode(CharacterSet Set) : RegularExpressionNode;

/// <summary>Several parts, one after the other; none for an empty text.</summary>
internal sealed record SequenceNode(IReadOnlyList<RegularExpressionNode> Parts) : RegularExpressionNode;

/// <summary>One of several parts.</summary>
internal sealed record AlternationNode(IReadOnlyList<RegularExpressionNode> Alternatives) : RegularExpressionNode;

/// <summary>A part several times in a row.</summary>
internal sealed record RepetitionNode(RegularExpressionNode Item, int Minimum, int Maximum) : RegularExpressionNode;

/// <summary>The start (<c>^</c>) or the end (<c>$</c>) of the text.</summary>
internal sealed record AnchorNode(bool IsStart) : RegularExpressionNode;
