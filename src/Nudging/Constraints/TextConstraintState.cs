using Nudging.Constraints.Grammar;

namespace Nudging.Constraints;

/// <summary>What a <see cref="TextConstraint"/> allows after some text.</summary>
/// <remarks>Immutable and thread safe. From every state some text leads to one that can end.</remarks>
public abstract class TextConstraintState
{
    /// <summary>Gets a value indicating whether the text may end here.</summary>
    public abstract bool CanEnd { get; }

    /// <summary>Gets a value indicating whether more text may follow.</summary>
    public virtual bool CanContinue
    {
        get
        {
            for (int value = 0; value <= byte.MaxValue; value++)
            {
                if (Advance((byte)value) is not null)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Goes on by one byte of UTF-8.</summary>
    /// <param name="value">The byte.</param>
    /// <returns>The state after it; <see langword="null"/> if it is not allowed.</returns>
    public abstract TextConstraintState? Advance(byte value);

    /// <summary>Goes on by some UTF-8, which may end inside a character.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>The state after them; <see langword="null"/> if they are not allowed.</returns>
    public TextConstraintState? Advance(ReadOnlySpan<byte> bytes)
    {
        TextConstraintState? state = this;
        foreach (byte value in bytes)
        {
            state = state.Advance(value);
            if (state is null)
            {
                return null;
            }
        }

        return state;
    }

    /// <summary>Tells what comes after a part of a grammar that ends in this state.</summary>
    /// <param name="next">What would come after it otherwise.</param>
    internal virtual Frame? Continuation(Frame? next) => next;
}
