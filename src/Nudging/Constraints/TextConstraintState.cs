using System.Diagnostics.CodeAnalysis;
using Nudging.Constraints.Grammar;

namespace Nudging.Constraints;

/// <summary>The state of a <see cref="TextConstraint"/> after some text. The state tells which text may follow.</summary>
/// <remarks>Immutable and thread safe. From each state, some text leads to a state that can end.</remarks>
[Experimental("NUDGE001")]
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

    /// <summary>Reads one byte of UTF-8.</summary>
    /// <param name="value">The byte.</param>
    /// <returns>The state after the byte; <see langword="null"/> if the byte is not allowed.</returns>
    public abstract TextConstraintState? Advance(byte value);

    /// <summary>Reads bytes of UTF-8. The bytes may end inside a character.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>The state after the bytes; <see langword="null"/> if the bytes are not allowed.</returns>
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

    /// <summary>Finds a shortest text after which the text may end. An answer that reaches its limit of tokens is completed by such a text.</summary>
    /// <returns>
    /// The bytes of UTF-8, empty where the text may end here; <see langword="null"/> where no such text is found. A constraint
    /// whose first state finds none is refused, because its answers could not be completed within their limit.
    /// </returns>
    /// <remarks>
    /// The default implementation is a breadth-first search that gives up after 20,000 states; states that are equal are
    /// visited once. Override the method where completions are long or the states of the constraint are many.
    /// </remarks>
    public virtual byte[]? FindShortestCompletion() => CompletionSearch.Find(this);

    /// <summary>Gets the stack of rules after a part of a grammar that ends in this state.</summary>
    /// <param name="next">The stack below the part.</param>
    internal virtual StackFrame? Continuation(StackFrame? next) => next;
}
