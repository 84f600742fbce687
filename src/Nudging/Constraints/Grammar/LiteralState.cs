using System.Text;

namespace Nudging.Constraints.Grammar;

/// <summary>A place in a literal text.</summary>
/// <param name="expected">The next byte.</param>
/// <param name="next">The state after that byte; <see langword="null"/> at the end of the text.</param>
internal sealed class LiteralState(byte expected, LiteralState? next) : TextConstraintState
{
    /// <inheritdoc/>
    public override bool CanEnd => next is null;

    /// <inheritdoc/>
    public override bool CanContinue => next is not null;

    /// <summary>Gets the state before a text.</summary>
    public static LiteralState Of(string text)
    {
        LiteralState state = new(0, null);
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        for (int i = bytes.Length - 1; i >= 0; i--)
        {
            state = new(bytes[i], state);
        }

        return state;
    }

    /// <inheritdoc/>
    public override TextConstraintState? Advance(byte value) => value == expected ? next : null;
}
